package dev.doorbell.provider.cipher;

import java.lang.System.Logger.Level;
import java.lang.reflect.InvocationTargetException;
import java.security.Provider;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * JCA providers with native code that an application may have on its class path. They are looked up
 * by class name, made for this package alone and never registered; one that is absent or cannot
 * work here is a line in the log.
 */
enum OptionalLibrary {
  /** Amazon Corretto Crypto Provider, over AWS-LC: software.amazon.cryptools. */
  ACCP("com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider") {
    @Override
    void check(Provider provider) throws ReflectiveOperationException {
      Object error = provider.getClass().getMethod("getLoadingError").invoke(provider);
      if (error != null) {
        throw new IllegalStateException(error.toString());
      }
    }
  },

  /** Conscrypt, over BoringSSL: org.conscrypt. */
  CONSCRYPT("org.conscrypt.OpenSSLProvider");

  private static final System.Logger LOG = System.getLogger(OptionalLibrary.class.getName());

  private final String className;

  OptionalLibrary(String className) {
    this.className = className;
  }

  /**
   * @param setting {@code jdk}, {@code auto} or a library's name in lower case
   * @return null for {@code jdk}, and where there is none
   */
  static @Nullable Provider find(String setting) {
    return Arrays.stream(values())
        .filter(library -> setting.equals("auto") || setting.equals(library.settingName()))
        .map(library -> library.open(setting.equals("auto") ? Level.DEBUG : Level.WARNING))
        .filter(provider -> provider != null)
        .findFirst()
        .orElse(null);
  }

  private String settingName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Says more than the constructor whether the provider's native code is there. */
  void check(Provider provider) throws ReflectiveOperationException {}

  private @Nullable Provider open(Level levelOfAbsence) {
    return open(className, levelOfAbsence);
  }

  @Nullable Provider open(String name, Level levelOfAbsence) {
    try {
      Provider provider = (Provider) Class.forName(name).getDeclaredConstructor().newInstance();
      check(provider);
      LOG.log(
          Level.INFO,
          "doorbell.software.crypto: {0} {1}",
          provider.getName(),
          provider.getVersionStr());
      return provider;
    } catch (ReflectiveOperationException | RuntimeException | LinkageError unusable) {
      Throwable reason =
          unusable instanceof InvocationTargetException thrown ? thrown.getCause() : unusable;
      LOG.log(
          levelOfAbsence,
          "doorbell.software.crypto: no {0} ({1}), SunJCE takes its place",
          settingName(),
          reason);
      return null;
    }
  }
}
