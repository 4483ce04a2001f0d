package dev.doorbell.offload.device.twin;

import java.util.Arrays;

/**
 * The result of a job between its computation and its arrival in the destination; private to the
 * engine. Reused from job to job.
 */
final class JobOutput {
  /**
   * Buffers above this go back to the heap after the job; below it jobs of any size allocate
   * nothing.
   */
  private static final int KEPT_BYTES = 1 << 20;

  final Extents source = new Extents();
  final Extents destination = new Extents();
  byte[] data = new byte[4096];
  int length;
  final byte[] tag = new byte[64];
  int tagLength;
  long tagAddress;
  int bytesIn;
  boolean refused;

  void clear() {
    source.clear();
    destination.clear();
    length = 0;
    tagLength = 0;
    bytesIn = 0;
    refused = false;
  }

  /** Makes room for {@code bytes} in {@link #data}, keeping what is there. */
  byte[] ensure(int bytes) {
    if (data.length < bytes) {
      byte[] larger =
          Arrays.copyOf(data, Math.max(bytes, (int) Math.min(2L * data.length, 1 << 24)));
      Arrays.fill(data, (byte) 0);
      data = larger;
    }
    return data;
  }

  void writeFirstHalf() {
    destination.write(data, 0, length / 2);
  }

  void writeSecondHalf() {
    destination.write(data, length / 2, length);
    if (tagLength > 0) {
      ProcessMemory.write(tag, 0, tagAddress, tagLength);
    }
  }

  /** One wrong bit in the middle of what will be written. */
  void corrupt() {
    if (length > 0) {
      data[length / 2] ^= 0x10;
    } else if (tagLength > 0) {
      tag[tagLength / 2] ^= 0x10;
    }
  }

  /** After a job: results may be plaintext, and memory outlives the job. */
  void wipe() {
    if (data.length > KEPT_BYTES) {
      Arrays.fill(data, (byte) 0);
      data = new byte[4096];
    } else {
      Arrays.fill(data, 0, Math.min(data.length, length), (byte) 0);
    }
    Arrays.fill(tag, (byte) 0);
    clear();
  }
}
