package dev.doorbell.fallback;

import dev.doorbell.fallback.crypto.CipherLibraries;
import dev.doorbell.fallback.deflate.DeflateEngine;
import dev.doorbell.offload.engine.Engine;
import dev.doorbell.offload.engine.EngineProvider;
import dev.doorbell.offload.engine.LibraryReport;
import dev.doorbell.offload.job.Operation;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.NoSuchPaddingException;

/**
 * Brings the software engine to offload-core. Where ciphers come from is settled when this object
 * is made: providers that are installed, moved or removed later make no difference.
 */
public final class SoftwareEngines implements EngineProvider, AutoCloseable {
  private final CipherLibraries libraries;
  private final SoftwareEngine engine;

  /** For {@link java.util.ServiceLoader}. */
  public SoftwareEngines() {
    this(CipherLibraries.installed());
  }

  SoftwareEngines(CipherLibraries libraries) {
    this.libraries = libraries;
    engine = new SoftwareEngine(libraries);
  }

  @Override
  public Engine softwareEngine() {
    return engine;
  }

  @Override
  public Cipher newCipher(String transformation)
      throws NoSuchAlgorithmException, NoSuchPaddingException {
    return libraries.newCipher(transformation);
  }

  @Override
  public int softwarePieceBytes(int level, int strategy) {
    return engine.softwarePieceBytes(level, strategy);
  }

  @Override
  public boolean inflatesWhole(Operation operation) {
    return engine.inflatesWhole(operation);
  }

  @Override
  public void useCodecLibrary(String choice) {
    engine.useCodecLibrary(choice);
  }

  @Override
  public List<LibraryReport> libraries() {
    return DeflateEngine.libraries();
  }

  /**
   * Frees the native memory that idle codecs hold. The engine goes on working; from now on it keeps
   * nothing between two jobs.
   */
  @Override
  public void close() {
    engine.close();
  }
}
