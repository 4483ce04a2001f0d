package dev.doorbell.offload.device.twin;

import java.util.Arrays;

/**
 * Where a job's bytes lie: one flat range, or the parts of a hardware scatter-gather list (ref
 * 2.8). Reused from job to job. Only plausible addresses get in; the list itself is read when the
 * extents are set, as the device would while fetching.
 */
final class Extents {
  private static final int HEADER_BYTES = 64;
  private static final int ENTRY_BYTES = 32;
  private static final int MAX_ENTRIES = 255;

  /** Ours: ends chains that run in a circle. */
  private static final int MAX_LISTS = 4096;

  private long[] addresses = new long[4];
  private int[] lengths = new int[4];
  private int count;

  void clear() {
    count = 0;
  }

  /**
   * Adds a flat range; false for an implausible address. A range of no bytes still needs an address
   * (ref 3.6, follow-up request).
   */
  boolean addFlat(long address, int length) {
    if (!ProcessMemory.plausible(address, length)) {
      return false;
    }
    add(address, length);
    return true;
  }

  /**
   * Adds {@code length} bytes of a list after leaving out {@code skip}.
   *
   * @return false if the list is malformed, too short or holds implausible addresses
   */
  boolean addList(long list, long skip, int length) {
    int left = length;
    int lists = 0;
    while (list != 0) {
      if (list % 64 != 0 || !ProcessMemory.plausible(list, HEADER_BYTES) || ++lists > MAX_LISTS) {
        return false;
      }
      int entries = ProcessMemory.u16(list + 10);
      if (entries > MAX_ENTRIES || entries > ProcessMemory.u16(list + 12)) {
        return false;
      }
      for (int i = 0; i < entries && left > 0; i++) {
        long entry = list + HEADER_BYTES + (long) i * ENTRY_BYTES;
        long address = ProcessMemory.i64(entry);
        long bytes = ProcessMemory.i32(entry + 16) & 0xFFFF_FFFFL;
        if (bytes == 0) {
          continue;
        }
        if (!ProcessMemory.plausible(address, bytes)) {
          return false;
        }
        long skipped = Math.min(skip, bytes);
        skip -= skipped;
        int taken = (int) Math.min(bytes - skipped, left);
        if (taken > 0) {
          add(address + skipped, taken);
          left -= taken;
        }
      }
      list = left > 0 ? ProcessMemory.i64(list) : 0;
    }
    return left == 0;
  }

  private void add(long address, int length) {
    if (count == addresses.length) {
      addresses = Arrays.copyOf(addresses, count * 2);
      lengths = Arrays.copyOf(lengths, count * 2);
    }
    addresses[count] = address;
    lengths[count++] = length;
  }

  /** Copies {@code length} bytes from position {@code from} of the extents to an array. */
  void read(int from, byte[] to, int offset, int length) {
    for (int i = 0; i < count && length > 0; i++) {
      int skip = Math.min(from, lengths[i]);
      int taken = Math.min(lengths[i] - skip, length);
      ProcessMemory.read(addresses[i] + skip, to, offset, taken);
      from -= skip;
      offset += taken;
      length -= taken;
    }
  }

  /** Copies bytes {@code from} to {@code to} of an array to the same positions of the extents. */
  void write(byte[] bytes, int from, int to) {
    int start = 0;
    for (int i = 0; i < count && start < to; i++) {
      int low = Math.max(start, from);
      int high = Math.min(start + lengths[i], to);
      if (low < high) {
        ProcessMemory.write(bytes, low, addresses[i] + low - start, high - low);
      }
      start += lengths[i];
    }
  }
}
