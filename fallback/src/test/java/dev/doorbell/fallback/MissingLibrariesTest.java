package dev.doorbell.fallback;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.Cipher;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An application that leaves out zstd-jni and Bouncy Castle loses what they do, and no more. */
class MissingLibrariesTest {
  private static URLClassLoader loader;

  /** This module's classes a second time, over a class path without the two. */
  @BeforeAll
  static void withoutThem() throws IOException {
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<URL> urls = new ArrayList<>();
    for (String entry : path.split(File.pathSeparator)) {
      String name = Path.of(entry).getFileName().toString();
      if (!name.startsWith("zstd-jni") && !name.startsWith("bcprov")) {
        urls.add(Path.of(entry).toUri().toURL());
      }
    }
    loader = new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    assertThrows(
        ClassNotFoundException.class, () -> loader.loadClass("com.github.luben.zstd.Zstd"));
    assertThrows(
        ClassNotFoundException.class,
        () -> loader.loadClass("org.bouncycastle.jce.provider.BouncyCastleProvider"));
  }

  @AfterAll
  static void close() throws IOException {
    loader.close();
  }

  private static Object newEngines() throws ReflectiveOperationException {
    return loader.loadClass(SoftwareEngines.class.getName()).getDeclaredConstructor().newInstance();
  }

  private static Cipher newCipher(String transformation) throws Throwable {
    Object engines = newEngines();
    try {
      return (Cipher)
          engines.getClass().getMethod("newCipher", String.class).invoke(engines, transformation);
    } catch (java.lang.reflect.InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static Object capability(String operation) throws ReflectiveOperationException {
    Object engines = newEngines();
    Class<?> type = loader.loadClass("dev.doorbell.offload.job.Operation");
    Object engine = engines.getClass().getMethod("softwareEngine").invoke(engines);
    return loader
        .loadClass("dev.doorbell.offload.engine.Engine")
        .getMethod("capability", type)
        .invoke(engine, type.getMethod("valueOf", String.class).invoke(null, operation));
  }

  @Test
  void aesStaysTheJdks() throws Throwable {
    assertEquals("SunJCE", newCipher("AES/GCM/NoPadding").getProvider().getName());
  }

  @Test
  void sm4IsRefusedAsAnUnknownAlgorithm() {
    assertThrows(NoSuchAlgorithmException.class, () -> newCipher("SM4/CBC/NoPadding"));
  }

  @Test
  void zstdIsNoCapability() throws ReflectiveOperationException {
    assertNull(capability("ZSTD_COMPRESS"));
  }

  @Test
  void deflateIsOneAsBefore() throws ReflectiveOperationException {
    assertEquals("Capability", capability("DEFLATE_RAW").getClass().getSimpleName());
  }
}
