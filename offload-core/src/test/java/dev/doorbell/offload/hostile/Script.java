package dev.doorbell.offload.hostile;

/** The bytes of a fuzzer, one decision after the other; zeros behind their end. */
public final class Script {
  private final byte[] bytes;
  private int at;

  public Script(byte[] bytes) {
    this.bytes = bytes;
  }

  public boolean isOver() {
    return at >= bytes.length;
  }

  /** 0 to 255. */
  public int next() {
    return at < bytes.length ? Byte.toUnsignedInt(bytes[at++]) : 0;
  }

  /** 0 to {@code bound} − 1. */
  public int below(int bound) {
    return (bound > 256 ? next() << 8 | next() : next()) % bound;
  }
}
