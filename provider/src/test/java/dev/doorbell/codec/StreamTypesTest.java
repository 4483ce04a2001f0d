package dev.doorbell.codec;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

class StreamTypesTest {
  @Test
  void everyStreamHasTheJdksConstructors() {
    Map<Class<?>, Class<?>> streams =
        Map.of(
            DeflaterOutputStream.class, OffloadDeflaterOutputStream.class,
            GZIPOutputStream.class, OffloadGZIPOutputStream.class,
            ZipOutputStream.class, OffloadZipOutputStream.class,
            InflaterInputStream.class, OffloadInflaterInputStream.class,
            GZIPInputStream.class, OffloadGZIPInputStream.class,
            ZipInputStream.class, OffloadZipInputStream.class);
    streams.forEach((jdk, ours) -> {
      for (var constructor : jdk.getConstructors()) {
        assertDoesNotThrow(
            () -> ours.getConstructor(constructor.getParameterTypes()),
            ours + " lacks " + constructor);
      }
    });
  }
}
