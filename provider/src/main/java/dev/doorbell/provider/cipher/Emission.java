package dev.doorbell.provider.cipher;

import org.jspecify.annotations.Nullable;

/**
 * How much of what went into a software cipher comes out of its {@code update}: the buffering rule
 * of the library behind it.
 *
 * @param unitBytes output comes in multiples of this: 16, or 1 for a stream
 * @param holdBytes how many of the last bytes {@code update} never lets go, because the end of the
 *     padding might be among them
 */
record Emission(int unitBytes, int holdBytes) {
  static final int BLOCK = 16;

  /**
   * The rule of the library, or null where it is not known, so that nothing can be run around its
   * back.
   *
   * @param library the JCA name of the software cipher's provider
   */
  static @Nullable Emission of(String library, Transformation transformation, boolean decrypt) {
    boolean padded = transformation.padded();
    return switch (library) {
      // CipherCore.update: CTR is a stream; decryption keeps a whole block back even when more
      // bytes follow it, stealing a block and one byte.
      case "SunJCE" ->
          switch (transformation.mode()) {
            case "CTR" -> new Emission(1, 0);
            case "CTS" -> new Emission(BLOCK, BLOCK + 1);
            default -> new Emission(BLOCK, padded && decrypt ? BLOCK : 0);
          };
      // PaddedBufferedBlockCipher: a full buffer waits for the byte after it, in both directions.
      // CTR comes in whole blocks too.
      case "BC" ->
          switch (transformation.mode()) {
            case "ECB", "CBC", "CTR" -> new Emission(BLOCK, padded ? 1 : 0);
            default -> null;
          };
      default -> null;
    };
  }

  boolean stream() {
    return unitBytes == 1;
  }

  /** Bytes that come out when so many have gone in, counted from the last byte that came out. */
  long emitted(long bytes) {
    long free = bytes - holdBytes;
    return free <= 0 ? 0 : free - free % unitBytes;
  }

  /**
   * The room for output without which the library refuses to end a padded decryption of so many
   * bytes.
   */
  long roomToUnpad(long bytes) {
    // BufferedBlockCipher.getOutputSize rounds up, CipherCore.getOutputSizeByOperation does not.
    return holdBytes == 1 ? (bytes + BLOCK - 1) / BLOCK * BLOCK : bytes;
  }

  /** Bytes that stay inside when a whole number of blocks, enough of them, has gone in. */
  int keptOfWholeBlocks() {
    return (holdBytes + BLOCK - 1) / BLOCK * BLOCK;
  }
}
