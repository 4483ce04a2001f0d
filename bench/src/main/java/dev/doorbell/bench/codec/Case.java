package dev.doorbell.bench.codec;

/** One row of the comparison and one peer of it. */
record Case(int bytes, Corpus corpus, int level, Shape shape, Peer who) {
  String key() {
    return bytes + "," + corpus + "," + level + "," + shape + "," + who;
  }

  Case with(Peer other) {
    return new Case(bytes, corpus, level, shape, other);
  }

  /** Not every peer can do everything, and small messages are not divided. */
  boolean isSensible() {
    return switch (who) {
      case JDK, DOORBELL, DOORBELL_JDK, ZSTD -> true;
      case GKL, AIRCOMPRESSOR -> shape == Shape.ONE_SHOT;
      case DOORBELL_2 -> bytes > 1 << 16;
      case JDK_2 -> bytes == Corpus.MOST_BYTES && shape == Shape.ONE_SHOT;
    };
  }
}
