package dev.doorbell.fallback.crypto;

import dev.doorbell.offload.job.Operation;

/**
 * How much input a cipher gets per call. The JDK's intrinsics are reached once the code that calls
 * them was compiled, and that goes by the number of calls: measured on JDK 25, AES/GCM at 1 MiB per
 * call stays below 100 MB/s for more than 8 s, in pieces of 16 KiB for 1.4 s, in pieces of 2 KiB
 * for 0.4 s; afterwards 16 KiB is the fastest of these. So an operation's first calls are short
 * ones.
 */
final class PieceSize {
  static final int MAX_BYTES = 16 << 10;

  private static final int COLD_BYTES = 2 << 10;
  private static final int COLD_CALLS = 16_384;

  // Plain and shared on purpose: a count lost to a race makes one more short call, and a fence
  // would be paid for at every call for ever.
  private final int[] coldCalls = new int[Operation.values().length];

  /** A multiple of every cipher's block size. */
  int next(Operation operation) {
    if (coldCalls[operation.ordinal()] >= COLD_CALLS) {
      return MAX_BYTES;
    }
    coldCalls[operation.ordinal()]++;
    return COLD_BYTES;
  }
}
