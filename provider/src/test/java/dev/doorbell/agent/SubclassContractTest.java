package dev.doorbell.agent;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a class that was compiled against the JDK's class may rely on when ours is put between the
 * two.
 */
class SubclassContractTest {
  record Pair(Class<?> jdk, Class<?> ours) {
    @Override
    public String toString() {
      return jdk.getSimpleName();
    }
  }

  static Stream<Pair> pairs() throws ClassNotFoundException {
    List<Pair> pairs = new ArrayList<>();
    for (String name : Replacements.names()) {
      pairs.add(
          new Pair(
              Class.forName(name.replace('/', '.')),
              Class.forName(Replacements.of(name).replace('/', '.'))));
    }
    assertEquals(8, pairs.size());
    return pairs.stream();
  }

  private static boolean isForSubclasses(int modifiers) {
    return (modifiers & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0;
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void oursIsAPublicSubclassThatIsNotFinal(Pair pair) {
    assertEquals(pair.jdk, pair.ours.getSuperclass());
    assertTrue(Modifier.isPublic(pair.ours.getModifiers()));
    assertFalse(Modifier.isFinal(pair.ours.getModifiers()));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void everyConstructorIsThereWithTheSameExceptions(Pair pair) throws NoSuchMethodException {
    for (var constructor : pair.jdk.getDeclaredConstructors()) {
      if (isForSubclasses(constructor.getModifiers())) {
        var same = pair.ours.getConstructor(constructor.getParameterTypes());
        assertEquals(
            List.of(constructor.getExceptionTypes()),
            List.of(same.getExceptionTypes()),
            same.toString());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void noFieldHidesOneThatSubclassesUse(Pair pair) {
    for (Class<?> each = pair.jdk; each != null; each = each.getSuperclass()) {
      for (Field field : each.getDeclaredFields()) {
        if (isForSubclasses(field.getModifiers())) {
          for (Field ours : pair.ours.getDeclaredFields()) {
            assertFalse(ours.getName().equals(field.getName()), ours + " hides " + field);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void noMethodIsFinalOrNewForASubclassToOverrideUnawares(Pair pair) {
    for (Method method : pair.ours.getDeclaredMethods()) {
      if (isForSubclasses(method.getModifiers()) && !method.isBridge() && !method.isSynthetic()) {
        assertFalse(Modifier.isFinal(method.getModifiers()), method.toString());
        assertDoesNotThrow(() -> inherited(pair.jdk, method), method.toString());
      }
    }
  }

  private static Method inherited(Class<?> from, Method method) throws NoSuchMethodException {
    for (Class<?> each = from; each != null; each = each.getSuperclass()) {
      for (Method candidate : each.getDeclaredMethods()) {
        if (candidate.getName().equals(method.getName())
            && List.of(candidate.getParameterTypes()).equals(List.of(method.getParameterTypes()))) {
          return candidate;
        }
      }
    }
    throw new NoSuchMethodException(method.toString());
  }
}
