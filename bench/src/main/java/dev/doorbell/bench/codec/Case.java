package dev.doorbell.bench.codec;

import java.util.Locale;

/** One row of the comparison and one peer of it. */
record Case(int bytes, Corpus corpus, int level, Shape shape, Peer who) {
  String key() {
    return bytes + "," + corpus + "," + level + "," + shape + "," + who;
  }

  Case with(Peer other) {
    return new Case(bytes, corpus, level, shape, other);
  }

  static Case ofKey(String key) {
    String[] parts = key.split(",", -1);
    return new Case(
        Integer.parseInt(parts[0]),
        Corpus.valueOf(parts[1]),
        Integer.parseInt(parts[2]),
        Shape.valueOf(parts[3]),
        Peer.valueOf(parts[4]));
  }

  String title() {
    return "%s, level %d, %s"
        .formatted(shape == Shape.STREAM ? "streaming" : "one-shot", level, title(corpus, bytes));
  }

  static String title(Corpus corpus, int bytes) {
    return "%s, %s"
        .formatted(
            corpus.name().toLowerCase(Locale.ROOT),
            bytes >= 1 << 20 ? (bytes >> 20) + " MiB" : (bytes >> 10) + " KiB");
  }

  /** Not every peer can do everything, and small messages are not divided. */
  boolean isSensible() {
    return switch (who) {
      case JDK, DOORBELL, DOORBELL_JDK, ZSTD -> true;
      case GKL, AIRCOMPRESSOR -> shape == Shape.ONE_SHOT;
      case DOORBELL_2 -> bytes > 1 << 16;
      case JDK_HALVES, DOORBELL_HALVES -> bytes == Corpus.MOST_BYTES;
    };
  }
}
