package dev.doorbell.bench.codec;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What two pieces at a time gain over one, and what two deflaters gain that have nothing to do with
 * each other, which is the most that the machine can give. By the clock, and by turns within each
 * round: what another program or the machine's neighbours take from all is in no ratio. A table on
 * standard output: medians of the rounds' ratios, first and third quartile.
 */
public final class CodecPairs {
  private static final List<Peer> PEERS =
      List.of(Peer.DOORBELL, Peer.DOORBELL_2, Peer.DOORBELL_HALVES);

  private CodecPairs() {}

  public static void main(String[] args) throws IOException {
    System.out.println(
        "| what | Doorbell, MB/s | two pieces at a time | two halves by two of Doorbell's |");
    System.out.println("|---|---|---|---|");
    for (Shape shape : Shape.values()) {
      for (int level : CodecReport.LEVELS) {
        for (Corpus corpus : Corpus.values()) {
          for (int bytes : new int[] {1 << 20, Corpus.MOST_BYTES}) {
            row(new Case(bytes, corpus, level, shape, Peer.DOORBELL));
          }
        }
      }
    }
  }

  private static void row(Case row) throws IOException {
    byte[][] messages = row.corpus().messages(row.bytes());
    Compressor[] compressors =
        PEERS.stream()
            .map(peer ->
                row.with(peer).isSensible()
                    ? peer.compressor(row.shape(), row.level(), row.bytes())
                    : null)
            .toArray(Compressor[]::new);
    boolean large = row.bytes() == Corpus.MOST_BYTES;
    int warm = large ? 1 : 10;
    int rounds = !large ? 40 : row.level() == 1 ? 15 : 5;
    double[][] times = new double[PEERS.size()][rounds];
    for (int round = -warm; round < rounds; round++) {
      for (int i = 0; i < compressors.length; i++) {
        if (compressors[i] != null) {
          long start = System.nanoTime();
          for (byte[] message : messages) {
            compressors[i].compress(message);
          }
          if (round >= 0) {
            times[i][round] = (System.nanoTime() - start) / 1e3;
          }
        }
      }
    }
    double bytes = (double) row.bytes() * messages.length;
    System.out.printf(
        "| %s | %.0f | %s | %s |%n",
        row.title(),
        bytes / median(times[0]),
        ratio(times[0], times[1]),
        ratio(times[0], times[2]));
    Stream.of(compressors).filter(it -> it != null).forEach(Compressor::close);
  }

  private static double median(double[] values) {
    return Arrays.stream(values).sorted().toArray()[values.length / 2];
  }

  /** Times the first's speed, over all rounds; empty where the second was not run. */
  private static String ratio(double[] first, double[] second) {
    double[] ratios = new double[first.length];
    Arrays.setAll(ratios, i -> second[i] == 0 ? 0 : first[i] / second[i]);
    Arrays.sort(ratios);
    int n = ratios.length;
    return ratios[0] == 0
        ? ""
        : "%.2f (%.2f–%.2f)".formatted(ratios[n / 2], ratios[n / 4], ratios[3 * n / 4]);
  }
}
