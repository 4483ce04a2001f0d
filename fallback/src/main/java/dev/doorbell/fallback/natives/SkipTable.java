package dev.doorbell.fallback.natives;

import java.util.Arrays;

/**
 * For a Huffman code of deflate (RFC 1951, 3.2.2): how far to go on from a code to what follows it.
 * An entry is the number of bits, extra ones included, plus {@link LastBlock#LENGTH} or {@link
 * LastBlock#END}. Codes of up to {@value #QUICK_BITS} bits are looked up in a table that stays in
 * the first-level cache; longer ones, which are rare, bit by bit.
 */
final class SkipTable {
  static final int QUICK_BITS = 11;
  private static final int QUICK_MASK = (1 << QUICK_BITS) - 1;

  private final short[] quick = new short[1 << QUICK_BITS];
  private final int[] extra;

  /** Symbols in the order of their codes. */
  private final short[] sorted;

  private final int[] ofLength = new int[LastBlock.MOST_CODE_BITS + 1];
  private final int[] next = new int[LastBlock.MOST_CODE_BITS + 2];
  private final int[] place = new int[LastBlock.MOST_CODE_BITS + 2];

  /**
   * @param extra bits that follow a symbol's code, and its flag, by symbol
   */
  SkipTable(int symbols, int[] extra) {
    this.extra = extra;
    sorted = new short[symbols];
  }

  /** The code in which symbol {@code i} has {@code lengths[from + i]} bits, 0 for none. */
  void fill(byte[] lengths, int from, int count) {
    Arrays.fill(ofLength, 0);
    for (int i = 0; i < count; i++) {
      ofLength[lengths[from + i]]++;
    }
    ofLength[0] = 0;
    next[1] = 0;
    place[1] = 0;
    for (int length = 1; length <= LastBlock.MOST_CODE_BITS; length++) {
      next[length + 1] = (next[length] + ofLength[length]) << 1;
      place[length + 1] = place[length] + ofLength[length];
    }
    Arrays.fill(quick, (short) 0);
    for (int i = 0; i < count; i++) {
      int length = lengths[from + i];
      if (length > 0) {
        sorted[place[length]++] = (short) i;
        // Codes are packed with their first bit lowest (3.1.1), so the table goes by reversed ones.
        int code = Integer.reverse(next[length]++) >>> (32 - length);
        if (length <= QUICK_BITS) {
          for (int at = code; at <= QUICK_MASK; at += 1 << length) {
            quick[at] = (short) (length + extra[i]);
          }
        }
      }
    }
  }

  /** Makes one step of a literal and what follows it, where the quick table can see both. */
  void pairLiterals() {
    // Downwards: an entry looks at a lower one, which must still be single.
    for (int i = QUICK_MASK; i > 0; i--) {
      int first = quick[i];
      if (first > 0 && first < LastBlock.LENGTH) {
        int second = quick[i >>> first];
        int code = codeBits(second);
        if (second != 0 && first + code <= QUICK_BITS) {
          quick[i] = (short) (first + second);
        }
      }
    }
  }

  /** Bits that have to be known to be sure of the entry: the extra ones need not. */
  private static int codeBits(int entry) {
    return entry & 0xff;
  }

  /** What {@code word} begins with, lowest bit first; 0 for a code that is not used. */
  int entry(long word) {
    int entry = quick[(int) word & QUICK_MASK];
    return entry != 0 ? entry : slow(word);
  }

  /** As {@link #entry}, but 0 for codes of more than {@value #QUICK_BITS} bits too. */
  int quick(long word) {
    return quick[(int) word & QUICK_MASK];
  }

  private int slow(long word) {
    int code = 0;
    int first = 0;
    int index = 0;
    for (int length = 1; length <= LastBlock.MOST_CODE_BITS; length++) {
      code = code << 1 | (int) (word >>> (length - 1)) & 1;
      first <<= 1;
      int count = ofLength[length];
      if (code - first < count) {
        return length + extra[sorted[index + code - first]];
      }
      index += count;
      first += count;
    }
    return 0;
  }
}
