package dev.doorbell.offload.engine;

import dev.doorbell.offload.job.Operation;
import java.security.NoSuchAlgorithmException;
import java.util.List;
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

  /**
   * For streams that no queue takes: how large the pieces should be that software compresses as
   * jobs of their own, or 0 where the JDK's own stream is the fastest that there is.
   *
   * @param level 0 to 9, or −1 for the default
   * @param strategy {@link java.util.zip.Deflater}'s
   */
  default int softwarePieceBytes(int level, int strategy) {
    return 0;
  }

  /**
   * Whether software has something for whole messages of this operation, with the input at hand and
   * room for the output, that is faster as a job than the JDK's own inflater. Loads what is not
   * loaded yet.
   */
  default boolean inflatesWhole(Operation operation) {
    return false;
  }

  /**
   * Which of the optional compression libraries may be used; called before the first job.
   *
   * @param choice {@code auto}, {@code jdk}, {@code isal}, {@code libdeflate}
   */
  default void useCodecLibrary(String choice) {}

  /**
   * Frees the native memory that idle codecs hold. The engine goes on working, and keeps nothing
   * between two jobs from now on.
   */
  default void close() {}

  /** The optional libraries, present or not. Loads what is not loaded yet. */
  default List<LibraryReport> libraries() {
    return List.of();
  }
}
