package dev.doorbell.offload.device.twin;

/** A cipher of 16-byte blocks, with one key at a time. One thread at a time. */
interface Blocks {
  void setKey(byte[] key, int offset, int length);

  /**
   * Whole blocks from one array to another, each by itself.
   *
   * @param length in bytes, a multiple of 16
   */
  void apply(boolean encrypting, byte[] in, int from, int length, byte[] out, int to);

  /** Wipes the key. */
  void close();
}
