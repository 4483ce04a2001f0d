package dev.doorbell.offload.device.twin;

/** A hash function over 32-bit words and blocks of 64 bytes. */
abstract class IntHash extends ChainedHash {
  static final int BLOCK_BYTES = 64;

  final int[] state;
  private final int[] start;
  private final boolean bigEndian;

  IntHash(int[] start, int digestBytes, boolean bigEndian) {
    super(BLOCK_BYTES, digestBytes, bigEndian);
    this.start = start;
    this.bigEndian = bigEndian;
    state = start.clone();
  }

  /** Word {@code i} of the block. */
  final int word(int i) {
    return order(Words.i32(block, 4 * i));
  }

  private int order(int value) {
    return bigEndian ? Integer.reverseBytes(value) : value;
  }

  @Override
  final void start() {
    System.arraycopy(start, 0, state, 0, state.length);
  }

  @Override
  final int stateBytes() {
    return 4 * state.length;
  }

  @Override
  final void store(byte[] to, int at) {
    for (int i = 0; i < state.length; i++) {
      Words.put32(to, at + 4 * i, order(state[i]));
    }
  }

  @Override
  final void load(byte[] from, int at) {
    for (int i = 0; i < state.length; i++) {
      state[i] = order(Words.i32(from, at + 4 * i));
    }
  }
}
