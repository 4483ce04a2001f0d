package dev.doorbell.offload.engine;

import java.security.NoSuchAlgorithmException;
import javax.crypto.Cipher;
import javax.crypto.NoSuchPaddingException;

/**
 * Brings the software engine. Found with {@link java.util.ServiceLoader}; exactly one is needed:
 * the module {@code doorbell-fallback}.
 */
public interface EngineProvider {
  /** An engine that supports every operation and every job. The same instance at each call. */
  Engine softwareEngine();

  /**
   * A software cipher with the JDK's whole calling contract: the rules, and the state between
   * calls, of a {@code Cipher} whose work is not worth a queue. Never resolves to a provider of
   * ours, whatever the order of the installed providers is.
   *
   * @param transformation algorithm/mode/padding, as for {@link Cipher#getInstance(String)}
   * @return a new, uninitialised object that belongs to the caller
   */
  Cipher newCipher(String transformation) throws NoSuchAlgorithmException, NoSuchPaddingException;
}
