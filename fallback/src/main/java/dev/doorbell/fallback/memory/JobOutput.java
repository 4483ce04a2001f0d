package dev.doorbell.fallback.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The way of a result to a job's output. Staged: kept aside until {@link #commit()}, so that a job
 * that ends in a refusal has not touched the output. Direct: written as it comes, for work that can
 * no longer fail, where no unread input is in the way. One thread.
 */
public final class JobOutput {
  private final MemorySegment target;
  private final List<byte[]> staged;
  private long sizeBytes;

  private JobOutput(MemorySegment target, List<byte[]> staged) {
    this.target = target;
    this.staged = staged;
  }

  public static JobOutput direct(MemorySegment target) {
    return new JobOutput(target, null);
  }

  public static JobOutput staged(MemorySegment target) {
    return new JobOutput(target, new ArrayList<>());
  }

  /**
   * Takes the bytes over, which the caller may then change; false where the output has no room for
   * them, and nothing was taken.
   */
  public boolean append(byte[] bytes, int offset, int length) {
    return append(MemorySegment.ofArray(bytes).asSlice(offset, length));
  }

  /** As {@link #append(byte[], int, int)}, for the whole of {@code bytes}. */
  public boolean append(MemorySegment bytes) {
    long length = bytes.byteSize();
    if (length > target.byteSize() - sizeBytes) {
      return false;
    }
    if (staged == null) {
      MemorySegment.copy(bytes, 0, target, sizeBytes, length);
    } else if (length > 0) {
      staged.add(bytes.toArray(ValueLayout.JAVA_BYTE));
    }
    sizeBytes += length;
    return true;
  }

  /** Moves what is staged to the output. */
  public void commit() {
    if (staged == null) {
      return;
    }
    long at = 0;
    for (byte[] piece : staged) {
      MemorySegment.copy(piece, 0, target, ValueLayout.JAVA_BYTE, at, piece.length);
      at += piece.length;
    }
  }

  /** Overwrites what is staged with zeros, for results that are secret. */
  public void wipe() {
    if (staged != null) {
      staged.forEach(piece -> Arrays.fill(piece, (byte) 0));
    }
  }

  /** Bytes that may still come. */
  public long roomBytes() {
    return target.byteSize() - sizeBytes;
  }

  /** Bytes taken so far. */
  public long sizeBytes() {
    return sizeBytes;
  }
}
