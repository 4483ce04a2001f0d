package dev.doorbell.codec;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The fuzz targets as plain tests: over the committed corpus, damaged in every byte, and over
 * random inputs. The profile "fuzz" lets Jazzer look for more.
 */
class CodecFuzzTest {
  private interface Target {
    void run(byte[] input) throws Exception;
  }

  @Test
  void inputsOfTheInflateCorpusAreTheJdksStory() throws Exception {
    for (byte[] input : corpus("inflate")) {
      check(input, InflateFuzz::fuzzerTestOneInput);
    }
  }

  @Test
  void inputsOfTheInflateCorpusCutShortOrWithOneBitFlippedAreTheJdksStory() throws Exception {
    Random random = new Random(Samples.seed());
    for (byte[] input : corpus("inflate")) {
      for (int i = 0; i < 60; i++) {
        byte[] other = input.clone();
        if (i % 3 == 0) {
          other = java.util.Arrays.copyOf(other, random.nextInt(other.length));
        } else {
          other[random.nextInt(Math.min(other.length, 400))] ^= (byte) (1 << random.nextInt(8));
        }
        check(other, InflateFuzz::fuzzerTestOneInput);
      }
    }
  }

  @Test
  void randomBytesAreTheJdksStory() throws Exception {
    Random random = new Random(Samples.seed());
    for (int i = 0; i < 500; i++) {
      byte[] input = new byte[1 + random.nextInt(300)];
      random.nextBytes(input);
      check(input, InflateFuzz::fuzzerTestOneInput);
    }
  }

  @Test
  void inputsOfTheDeflateCorpusAndRandomOnesAreReadBack() throws Exception {
    Random random = new Random(Samples.seed());
    for (byte[] input : corpus("deflate")) {
      check(input, DeflateFuzz::fuzzerTestOneInput);
    }
    for (int i = 0; i < 50; i++) {
      byte[] input = new byte[random.nextInt(200)];
      random.nextBytes(input);
      check(input, DeflateFuzz::fuzzerTestOneInput);
    }
  }

  private static List<byte[]> corpus(String name) throws IOException {
    Path folder = Path.of("src", "test", "fuzz", name);
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> sorted = files.sorted().toList();
      assertFalse(sorted.isEmpty(), folder + " is empty");
      java.util.ArrayList<byte[]> inputs = new java.util.ArrayList<>();
      for (Path file : sorted) {
        inputs.add(Files.readAllBytes(file));
      }
      return inputs;
    }
  }

  private static void check(byte[] input, Target target) {
    try {
      target.run(input);
    } catch (Exception | AssertionError e) {
      throw new AssertionError("input " + HexFormat.of().formatHex(input), e);
    }
  }
}
