package dev.doorbell.codec;

import dev.doorbell.offload.Offload;
import java.util.Random;

/**
 * Any sequence of calls to the deflater, as a fuzzer writes it, over any engine: the JDK reads what
 * comes out.
 */
public final class DeflateFuzz {
  private DeflateFuzz() {}

  public static void fuzzerTestOneInput(byte[] script) throws Exception {
    Random random = new ScriptedRandom(script);
    PretendQueue queue = new PretendQueue(random.nextInt(), random.nextInt(3) * 40);
    queue.library = random.nextBoolean() ? "auto" : "jdk";
    queue.parallelism = 1 + random.nextInt(3);
    try (Offload offload = queue.offload(random.nextBoolean() ? 0 : 4000)) {
      DeflaterDifferentialTest.sequence(random, offload, queue, "script");
    }
  }
}
