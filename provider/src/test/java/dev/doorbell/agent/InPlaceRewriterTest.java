package dev.doorbell.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InPlaceRewriterTest {
  private static final String PROGRAM =
      """
      package org.example;
      import java.util.zip.*;
      public class Program {
        static class Own extends Deflater {
          Own(int level) { super(level, true); }
        }
        static Object pick(int i) {
          int[] unused = new int[1];
          for (int k = 0; k < 300; k++) { unused[0] += k; }
          Object made = switch (i) {
            case 0 -> new Deflater();
            case 1 -> new Inflater(true);
            case 2 -> new Own(3);
            default -> new Object();
          };
          switch (i * 100_000) {
            case -700_000: return new Inflater();
            case 300_000: return new Deflater(i);
            default: return made;
          }
        }
        static Object run() {
          StringBuilder text = new StringBuilder();
          for (int i : new int[] {0, 1, 2, 3, -7}) {
            text.append(pick(i).getClass().getSuperclass().getSimpleName()).append(' ');
          }
          return text.toString().strip();
        }
      }
      """;

  private static Map<String, byte[]> classes() {
    return Snippets.compile(PROGRAM);
  }

  @Test
  void newAndCallsAndSuperclassesAreOursBehindSwitchesOfBothKinds() throws Exception {
    Map<String, byte[]> classes = classes();
    Map<String, byte[]> result = new HashMap<>(classes);
    classes.forEach((name, bytes) -> {
      Rewriting rewriting =
          InPlaceRewriter.isCandidate(bytes) ? InPlaceRewriter.rewrite(bytes) : null;
      if (rewriting != null) {
        result.put(name, rewriting.bytes());
      }
    });
    assertEquals(
        "Deflater Inflater OffloadDeflater Deflater Inflater",
        new MemoryLoader(result, null).run("org.example.Program"));
  }

  @Test
  void aClassWithAConstructorReferenceIsNotForIt() {
    byte[] bytes =
        Snippets.compile(
                """
                package org.example;
                import java.util.zip.*;
                public class Program {
                  static Object run() {
                    java.util.function.Supplier<Deflater> maker = Deflater::new;
                    return maker.get();
                  }
                }
                """)
            .get("org.example.Program");
    assertNotNull(bytes);
    assertTrue(InPlaceRewriter.isCandidate(bytes));
    assertNull(InPlaceRewriter.rewrite(bytes));
  }

  @Test
  void aClassThatWasChangedIsNotChangedAgain() {
    byte[] bytes = classes().get("org.example.Program");
    assertNotNull(bytes);
    Rewriting once = InPlaceRewriter.rewrite(bytes);
    assertNotNull(once);
    Rewriting twice = InPlaceRewriter.rewrite(once.bytes());
    assertNotNull(twice);
    assertFalse(twice.changed());
  }

  @Test
  void whatIsMalformedEndsInOneKindOfExceptionOrInNone() {
    byte[] bytes = classes().get("org.example.Program");
    assertNotNull(bytes);
    for (int length = 0; length < bytes.length; length++) {
      read(Arrays.copyOf(bytes, length));
    }
    long seed = System.nanoTime();
    System.out.println("InPlaceRewriterTest: seed=" + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = bytes.clone();
      for (int k = random.nextInt(3); k >= 0; k--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      read(damaged);
    }
  }

  private static void read(byte[] bytes) {
    try {
      if (InPlaceRewriter.isCandidate(bytes)) {
        InPlaceRewriter.rewrite(bytes);
      }
    } catch (IndexOutOfBoundsException expected) {
      // The transformer asks the class file API then.
    }
  }
}
