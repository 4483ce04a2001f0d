package dev.doorbell.codec;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;

/** What the superclasses offer and we do not override would work on a stream that is not there. */
class WholeContractTest {
  @Test
  void everyPublicOrProtectedMethodOfDeflaterIsOverridden() {
    assertAllOverridden(Deflater.class, OffloadDeflater.class);
  }

  @Test
  void everyPublicOrProtectedMethodOfInflaterIsOverridden() {
    assertAllOverridden(Inflater.class, OffloadInflater.class);
  }

  private static void assertAllOverridden(Class<?> jdk, Class<?> ours) {
    List<Method> contract =
        Arrays.stream(jdk.getDeclaredMethods())
            .filter(method -> (method.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0)
            .filter(method -> (method.getModifiers() & (Modifier.STATIC | Modifier.FINAL)) == 0)
            .toList();
    assertTrue(contract.size() >= 18, contract.toString());
    for (Method method : contract) {
      assertDoesNotThrow(
          () -> ours.getDeclaredMethod(method.getName(), method.getParameterTypes()),
          method.toString());
    }
  }
}
