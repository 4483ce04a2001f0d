package dev.doorbell.offload.device.twin;

/**
 * zstd's three latest distances (RFC 8878 section 3.1.1.5), from the side that makes codes: a
 * distance that is among them gets a short code, and each moves to the front.
 */
final class RepeatCodes {
  private int first;
  private int second;
  private int third;

  void reset() {
    set(1, 4, 8);
  }

  void set(int latest, int before, int oldest) {
    first = latest;
    second = before;
    third = oldest;
  }

  int latest() {
    return first;
  }

  /** The code of {@code distance} behind so many literals; the distance is the latest now. */
  int code(int literals, int distance) {
    int code;
    if (literals > 0) {
      code = distance == first ? 1 : distance == second ? 2 : distance == third ? 3 : distance + 3;
      if (code > 1) {
        third = code == 2 ? third : second;
        second = first;
      }
    } else {
      code =
          distance == second ? 1 : distance == third ? 2 : distance == first - 1 ? 3 : distance + 3;
      third = code == 1 ? third : second;
      second = first;
    }
    first = distance;
    return code;
  }

  /** Twelve bytes as in the context, and the carry, which is nothing. */
  void save(byte[] to) {
    Words.put32(to, 0, first);
    Words.put32(to, 4, second);
    Words.put32(to, 8, third);
    Words.put32(to, 12, 0);
  }
}
