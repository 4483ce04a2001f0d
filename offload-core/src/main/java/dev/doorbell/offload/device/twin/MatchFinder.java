package dev.doorbell.offload.device.twin;

import java.util.Arrays;

/**
 * Finds the longest earlier occurrence of what comes next, over hash chains of four bytes, and
 * tries the latest distance first. The thorough way looks at more candidates, and at the next
 * position before it settles.
 */
final class MatchFinder {
  private static final int HASH_BITS = 15;
  private static final int HASHED = 4;
  private static final int NONE = -1;
  private static final int QUICK_CANDIDATES = 8;
  private static final int THOROUGH_CANDIDATES = 48;

  /** A match of so many bytes is taken as it is. */
  private static final int LONG_ENOUGH = 64;

  private final int[] head = new int[1 << HASH_BITS];
  private final int[] previous = new int[ZipDescriptor.MAX_BLOCK_BYTES];
  private byte[] input = {};
  private int length;
  private boolean thorough;
  private int inserted;
  private int start;
  private int distance;
  private int best;

  void begin(byte[] block, int blockLength, boolean lookThoroughly) {
    input = block;
    length = blockLength;
    thorough = lookThoroughly;
    inserted = 0;
    Arrays.fill(head, NONE);
  }

  /** The length of the match that begins at or just behind {@code at}; 0 for none. */
  int find(int at, int latestDistance) {
    best = 0;
    search(at, latestDistance);
    if (thorough && best > 0 && best < LONG_ENOUGH) {
      int before = best;
      int beforeDistance = distance;
      best = before + 1;
      search(at + 1, latestDistance);
      if (best == before + 1) {
        best = before;
        distance = beforeDistance;
        start = at;
      }
    }
    return best;
  }

  /** Where the match found begins. */
  int start() {
    return start;
  }

  int distance() {
    return distance;
  }

  /** Replaces what was found if there is something longer at {@code at}. */
  private void search(int at, int latestDistance) {
    skipTo(at);
    if (latestDistance > 0 && latestDistance <= at) {
      keepLonger(at, at - latestDistance, 3);
    }
    if (at + HASHED > length) {
      return;
    }
    int candidate = head[hash(at)];
    for (int left = thorough ? THOROUGH_CANDIDATES : QUICK_CANDIDATES;
        candidate != NONE && left > 0;
        left--) {
      keepLonger(at, candidate, HASHED);
      candidate = previous[candidate];
    }
  }

  private void keepLonger(int at, int candidate, int least) {
    int n = 0;
    while (at + n < length && input[candidate + n] == input[at + n]) {
      n++;
    }
    if (n >= least && n > best) {
      best = n;
      distance = at - candidate;
      start = at;
    }
  }

  /** All positions before {@code at} may be matched from now on. */
  void skipTo(int at) {
    for (int end = Math.min(at, length - HASHED + 1); inserted < end; inserted++) {
      int hash = hash(inserted);
      previous[inserted] = head[hash];
      head[hash] = inserted;
    }
  }

  private int hash(int at) {
    return Words.i32(input, at) * 0x9E3779B1 >>> 32 - HASH_BITS;
  }

  /** Forgets the block. */
  void close() {
    input = new byte[0];
  }
}
