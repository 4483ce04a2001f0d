package dev.doorbell.codec;

import java.lang.foreign.MemorySegment;

/**
 * A stream's last bytes: up to 32 KiB of history, then the piece that is being collected. One
 * array, which grows with what it is given: short streams never pay for a whole piece. It comes
 * from the {@link BufferPool} and goes back there with {@link #release()}.
 */
final class PieceWindow {
  private static final byte[] NOTHING = new byte[0];

  private int pieceBytes;
  private byte[] bytes = NOTHING;
  private int history;
  private int collected;

  /** How much a piece may hold, from here on; not less than what is collected. */
  void size(int bytes) {
    pieceBytes = bytes;
  }

  int pieceBytes() {
    return pieceBytes;
  }

  int collected() {
    return collected;
  }

  int room() {
    return pieceBytes - collected;
  }

  boolean hasHistory() {
    return history > 0;
  }

  MemorySegment history() {
    return MemorySegment.ofArray(bytes).asSlice(0, history);
  }

  MemorySegment piece() {
    return MemorySegment.ofArray(bytes).asSlice(history, collected);
  }

  byte[] array() {
    return bytes;
  }

  /** Where the collected bytes start in {@link #array()}. */
  int pieceOffset() {
    return history;
  }

  void collect(Source source, int n) {
    makeRoom(n);
    source.take(bytes, history + collected, n);
    collected += n;
  }

  /** The collected piece has been compressed and becomes history. */
  void turn() {
    int all = history + collected;
    history = Math.min(all, DeflateFormat.WINDOW_BYTES);
    collected = 0;
    System.arraycopy(bytes, all - history, bytes, 0, history);
  }

  /**
   * Bytes that precede the next piece without having been collected: a preset dictionary, or a
   * piece that was read in place.
   */
  void precede(MemorySegment data) {
    int n = (int) Math.min(data.byteSize(), DeflateFormat.WINDOW_BYTES);
    int kept = Math.min(history, DeflateFormat.WINDOW_BYTES - n);
    if (kept > 0) {
      System.arraycopy(bytes, history - kept, bytes, 0, kept);
    }
    history = kept;
    makeRoom(n);
    MemorySegment.copy(data, data.byteSize() - n, MemorySegment.ofArray(bytes), kept, n);
    history = kept + n;
  }

  private void makeRoom(int n) {
    int needed = history + collected + n;
    if (needed > bytes.length) {
      int most = Math.max(needed, DeflateFormat.WINDOW_BYTES + pieceBytes);
      byte[] larger = BufferPool.shared().take(Math.clamp(2L * needed, Math.min(4096, most), most));
      System.arraycopy(bytes, 0, larger, 0, history + collected);
      BufferPool.shared().give(bytes);
      bytes = larger;
    }
  }

  void forgetHistory() {
    if (collected > 0) {
      throw new IllegalStateException("collected=" + collected + " bytes, allowed: 0");
    }
    history = 0;
  }

  void clear() {
    history = 0;
    collected = 0;
  }

  /** Gives the memory back; usable again afterwards. */
  void release() {
    clear();
    BufferPool.shared().give(bytes);
    bytes = NOTHING;
  }
}
