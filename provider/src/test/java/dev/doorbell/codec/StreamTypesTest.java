package dev.doorbell.codec;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Constructor;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/** Code that was written for the JDK's classes compiles when the names are exchanged. */
class StreamTypesTest {
  private static final Map<Class<?>, Class<?>> OURS =
      Map.of(
          Deflater.class, OffloadDeflater.class,
          Inflater.class, OffloadInflater.class,
          DeflaterOutputStream.class, OffloadDeflaterOutputStream.class,
          GZIPOutputStream.class, OffloadGZIPOutputStream.class,
          ZipOutputStream.class, OffloadZipOutputStream.class,
          InflaterInputStream.class, OffloadInflaterInputStream.class,
          GZIPInputStream.class, OffloadGZIPInputStream.class,
          ZipInputStream.class, OffloadZipInputStream.class);

  @Test
  void everyClassHasTheJdksConstructors() {
    OURS.forEach((jdk, ours) -> {
      for (var constructor : jdk.getConstructors()) {
        assertDoesNotThrow(
            () -> ours.getConstructor(constructor.getParameterTypes()),
            ours + " lacks " + constructor);
      }
    });
  }

  @Test
  void noConstructorOfOursMakesNullAmbiguousForOneOfTheJdks() {
    OURS.forEach((jdk, ours) -> {
      for (var theirs : jdk.getConstructors()) {
        Arrays.stream(ours.getConstructors())
            .filter(own -> !Arrays.equals(own.getParameterTypes(), theirs.getParameterTypes()))
            .filter(own -> !isTheJdks(own, jdk))
            .forEach(own -> assertTrue(areApart(own, theirs), own + " and " + theirs));
      }
    });
  }

  private static boolean isTheJdks(Constructor<?> own, Class<?> jdk) {
    return Arrays.stream(jdk.getConstructors())
        .anyMatch(theirs -> Arrays.equals(own.getParameterTypes(), theirs.getParameterTypes()));
  }

  /** By their number of arguments, or by one that is a number or a truth value in one of them. */
  private static boolean areApart(Constructor<?> one, Constructor<?> other) {
    Class<?>[] a = one.getParameterTypes();
    Class<?>[] b = other.getParameterTypes();
    return a.length != b.length
        || IntStream.range(0, a.length)
            .anyMatch(i -> a[i] != b[i] && (a[i].isPrimitive() || b[i].isPrimitive()));
  }
}
