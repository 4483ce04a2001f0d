package dev.doorbell.offload.hostile;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Runs fuzz targets as plain tests: over the committed corpus, and over random inputs with a fixed
 * seed ({@code -Ddoorbell.fuzz.seed}, {@code -Ddoorbell.fuzz.factor} for more of them). Jazzer is
 * not needed for that; the profile "fuzz" brings it.
 */
public final class FuzzRuns {
  private static final long SEED = Long.getLong("doorbell.fuzz.seed", 1);
  private static final int FACTOR = Integer.getInteger("doorbell.fuzz.factor", 1);

  private FuzzRuns() {}

  public static void random(int inputs, int mostBytes, Consumer<byte[]> target) {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < inputs * FACTOR; i++) {
      byte[] input = new byte[1 + random.nextInt(mostBytes)];
      random.nextBytes(input);
      run("seed " + SEED + ", input " + i, input, target);
    }
  }

  public static void corpus(String name, Consumer<byte[]> target) throws IOException {
    Path folder = Path.of("src", "test", "fuzz", name);
    List<Path> files;
    try (Stream<Path> listed = Files.list(folder)) {
      files = listed.sorted().toList();
    }
    assertTrue(!files.isEmpty(), folder + " is empty");
    for (Path file : files) {
      run(file.toString(), Files.readAllBytes(file), target);
    }
  }

  private static void run(String name, byte[] input, Consumer<byte[]> target) {
    try {
      target.accept(input);
    } catch (RuntimeException | Error e) {
      throw new AssertionError(name + ": " + HexFormat.of().formatHex(input), e);
    }
  }
}
