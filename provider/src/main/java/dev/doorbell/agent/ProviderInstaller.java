package dev.doorbell.agent;

import dev.doorbell.provider.DoorbellProvider;
import java.security.Security;

/** A class of its own: it is linked only when somebody asks for the provider. */
final class ProviderInstaller {
  private ProviderInstaller() {}

  /** In the first position, where it is not installed anyway. */
  static void install(AgentLog log) {
    try {
      if (Security.getProvider(DoorbellProvider.NAME) == null) {
        Security.insertProviderAt(new DoorbellProvider(), 1);
      }
    } catch (RuntimeException | LinkageError e) {
      log.line("the provider is not installed: " + e);
    }
  }
}
