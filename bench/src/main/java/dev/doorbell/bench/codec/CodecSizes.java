package dev.doorbell.bench.codec;

import dev.doorbell.codec.OffloadDeflater;
import dev.doorbell.offload.Offload;
import dev.doorbell.offload.OffloadConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.zip.Deflater;

/**
 * How large a corpus's messages are together at each level, against zlib's at level 1: not more
 * than {@value #MOST_PER_CENT} % above that. A table on standard output; each cell is that of the
 * shape, one-shot or streaming, that came out worse, and in brackets the message that came out
 * worst.
 */
public final class CodecSizes {
  private static final double MOST_PER_CENT = 3;
  private static final int LEVELS = 9;

  private static final Map<String, Map<String, String>> WAYS = new LinkedHashMap<>();

  static {
    WAYS.put("ISA-L and libdeflate", software("auto", 1));
    WAYS.put("both, two pieces at a time", software("auto", 2));
    WAYS.put("libdeflate alone", software("libdeflate", 1));
    WAYS.put("no library", software("jdk", 1));
    WAYS.put("no library, two pieces at a time", software("jdk", 2));
    WAYS.put("the twin", Map.of("doorbell.devices", "twin", "doorbell.twin.devices", "hisi_zip:3"));
  }

  private CodecSizes() {}

  private static Map<String, String> software(String library, int parallelism) {
    return Map.of(
        "doorbell.devices",
        "none",
        "doorbell.codec.library",
        library,
        "doorbell.codec.parallelism",
        "" + parallelism);
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    System.out.println("| by | corpus, bytes | level 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 |");
    System.out.println("|---".repeat(LEVELS + 2) + "|");
    double worst = Double.NEGATIVE_INFINITY;
    for (Map.Entry<String, Map<String, String>> way : WAYS.entrySet()) {
      try (Offload offload = Offload.open(OffloadConfig.of(way.getValue()))) {
        if (!offload.awaitReady(Duration.ofSeconds(20))) {
          throw new IllegalStateException("the queues are not ready");
        }
        for (Corpus corpus : Corpus.values()) {
          for (int bytes : CodecReport.SIZES) {
            byte[][] messages = corpus.messages(bytes);
            long[] base = sizes(Shape.ONE_SHOT, () -> new Deflater(1), messages);
            StringBuilder line =
                new StringBuilder("| " + way.getKey() + " | " + Case.title(corpus, bytes) + " |");
            for (int level = 1; level <= LEVELS; level++) {
              Above cell = new Above(Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY);
              for (Shape shape : Shape.values()) {
                cell = cell.orMore(above(base, shape, level, offload, messages));
              }
              worst = Math.max(worst, cell.together);
              line.append(
                  " %+.1f (%+.1f) |".formatted(cell.together, cell.worst).replace('-', '−'));
            }
            System.out.println(line);
          }
        }
      }
    }
    System.out.printf("%nworst: %+.2f %%, allowed: %+.0f %%%n", worst, MOST_PER_CENT);
    if (worst > MOST_PER_CENT) {
      throw new IllegalStateException("larger than allowed");
    }
  }

  /** Per cent by which all messages together are larger, and the worst one. */
  private record Above(double together, double worst) {
    Above orMore(Above other) {
      return new Above(Math.max(together, other.together), Math.max(worst, other.worst));
    }
  }

  private static Above above(
      long[] base, Shape shape, int level, Offload offload, byte[][] messages) throws IOException {
    long[] own = sizes(shape, () -> new OffloadDeflater(level, false, offload), messages);
    double worst = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < own.length; i++) {
      worst = Math.max(worst, 100.0 * own[i] / base[i] - 100);
    }
    double together = 100.0 * LongStream.of(own).sum() / LongStream.of(base).sum() - 100;
    return new Above(together, worst);
  }

  private static long[] sizes(Shape shape, Supplier<Deflater> deflaters, byte[][] messages)
      throws IOException {
    long[] sizes = new long[messages.length];
    try (Compressor compressor = Peer.deflater(shape, deflaters, messages[0].length)) {
      for (int i = 0; i < sizes.length; i++) {
        sizes[i] = compressor.compress(messages[i]);
      }
    }
    return sizes;
  }
}
