package dev.doorbell.fallback.natives;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Turns a complete deflate stream (RFC 1951) into one that another may follow: finds the header of
 * its final block, clears the bit that says so, and appends an empty stored block, which ends at a
 * byte boundary. Finding it means to read the codes of all blocks, but not what they stand for.
 *
 * <p>Not safe for threads.
 */
final class LastBlock {
  private static final ValueLayout.OfLong WORD =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(java.nio.ByteOrder.LITTLE_ENDIAN);

  static final int MOST_CODE_BITS = 15;
  private static final int END_OF_BLOCK = 256;

  private static final int LENGTH_BIT = 8;

  /** Beside the number of bits in an entry: a distance follows. */
  static final int LENGTH = 1 << LENGTH_BIT;

  /** Beside the number of bits in an entry: the block is over. */
  static final int END = 1 << 9;

  /** Order in which the lengths of the code length code come (RFC 1951, 3.2.7). */
  private static final int[] ORDER = {
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15
  };

  /** The bits after a code, and the flag, by symbol. */
  private static final int[] LITERAL_EXTRA = new int[288];

  private static final int[] DISTANCE_EXTRA = new int[32];
  private static final int[] NO_EXTRA = new int[19];

  static {
    LITERAL_EXTRA[END_OF_BLOCK] = END;
    for (int symbol = END_OF_BLOCK + 1; symbol < 288; symbol++) {
      // 257 to 264 have none; from 265 on one more for each four, but 285 none again (3.2.5).
      int extra = symbol < 265 || symbol >= 285 ? 0 : (symbol - 261) / 4;
      LITERAL_EXTRA[symbol] = LENGTH | extra;
    }
    for (int symbol = 0; symbol < 32; symbol++) {
      DISTANCE_EXTRA[symbol] = symbol < 4 ? 0 : symbol / 2 - 1;
    }
  }

  private final SkipTable literals = new SkipTable(288, LITERAL_EXTRA);
  private final SkipTable distances = new SkipTable(32, DISTANCE_EXTRA);
  private final int[] codeLengths = new int[1 << 7];
  private final byte[] lengths = new byte[288 + 32];
  private long position;

  /**
   * @param stream the stream at its start, with 16 bytes of room behind it
   * @param size bytes of the stream
   * @return bytes of the stream now
   * @throws IllegalStateException for a stream that is not complete or not valid
   */
  long open(MemorySegment stream, long size) {
    position = 0;
    // What is beyond the end has no meaning but is looked at.
    stream.asSlice(size, 16).fill((byte) 0);
    long header;
    boolean isFinal;
    do {
      header = position;
      if (header >= size * 8) {
        throw new IllegalStateException("no final block in " + size + " bytes");
      }
      isFinal = take(stream, 1) == 1;
      switch (take(stream, 2)) {
        case 0 -> stored(stream);
        case 1 -> {
          fixedCodes();
          symbols(stream, size);
        }
        case 2 -> {
          dynamicCodes(stream);
          symbols(stream, size);
        }
        default -> throw new IllegalStateException("block type 3 at bit " + header);
      }
    } while (!isFinal);
    if ((position + 7) / 8 != size) {
      throw new IllegalStateException(
          "final block ends at bit " + position + ", stream at byte " + size);
    }
    byte first = stream.get(ValueLayout.JAVA_BYTE, header >>> 3);
    stream.set(ValueLayout.JAVA_BYTE, header >>> 3, (byte) (first & ~(1 << (header & 7))));
    // The stored block's three bits are 0, as are those up to the byte's end.
    long end = (position + 3 + 7) / 8;
    stream.set(
        ValueLayout.JAVA_INT_UNALIGNED.withOrder(java.nio.ByteOrder.LITTLE_ENDIAN),
        end,
        0xffff0000);
    return end + 4;
  }

  private int take(MemorySegment stream, int bits) {
    int value = (int) (stream.get(WORD, position >>> 3) >>> (position & 7)) & ((1 << bits) - 1);
    position += bits;
    return value;
  }

  private void stored(MemorySegment stream) {
    position = (position + 7) & ~7L;
    int length = take(stream, 16);
    position += 16 + 8L * length;
  }

  private void fixedCodes() {
    Arrays.fill(lengths, 0, 144, (byte) 8);
    Arrays.fill(lengths, 144, 256, (byte) 9);
    Arrays.fill(lengths, 256, 280, (byte) 7);
    Arrays.fill(lengths, 280, 288, (byte) 8);
    literals.fill(lengths, 0, 288);
    literals.pairLiterals();
    Arrays.fill(lengths, 0, 32, (byte) 5);
    distances.fill(lengths, 0, 32);
  }

  private void dynamicCodes(MemorySegment stream) {
    int literalCodes = take(stream, 5) + 257;
    int distanceCodes = take(stream, 5) + 1;
    int lengthCodes = take(stream, 4) + 4;
    byte[] ofLengths = new byte[19];
    for (int i = 0; i < lengthCodes; i++) {
      ofLengths[ORDER[i]] = (byte) take(stream, 3);
    }
    int bits = table(ofLengths, 0, 19, NO_EXTRA, codeLengths);
    // The entry has the number of bits only; the symbol is found by its place in this table.
    byte[] symbol = symbols(ofLengths, bits);
    int n = 0;
    while (n < literalCodes + distanceCodes) {
      int code = take(stream, bits);
      position -= bits - (codeLengths[code] & 0xff);
      if (codeLengths[code] == 0) {
        throw new IllegalStateException("unused code for a length at bit " + position);
      }
      int value = symbol[code];
      if (value < 16) {
        lengths[n++] = (byte) value;
        continue;
      }
      int times =
          switch (value) {
            case 16 -> 3 + take(stream, 2);
            case 17 -> 3 + take(stream, 3);
            default -> 11 + take(stream, 7);
          };
      if (n + times > literalCodes + distanceCodes || (value == 16 && n == 0)) {
        throw new IllegalStateException("run of " + times + " lengths after " + n);
      }
      Arrays.fill(lengths, n, n + times, value == 16 ? lengths[n - 1] : 0);
      n += times;
    }
    literals.fill(lengths, 0, literalCodes);
    literals.pairLiterals();
    distances.fill(lengths, literalCodes, distanceCodes);
  }

  private static byte[] symbols(byte[] lengthOf, int bits) {
    byte[] symbol = new byte[1 << bits];
    int[] ofSymbol = new int[lengthOf.length];
    int[] entries = new int[1 << bits];
    for (int s = 0; s < lengthOf.length; s++) {
      ofSymbol[s] = s << 16;
    }
    table(lengthOf, 0, lengthOf.length, ofSymbol, entries);
    for (int code = 0; code < entries.length; code++) {
      symbol[code] = (byte) (entries[code] >>> 16);
    }
    return symbol;
  }

  /**
   * Fills {@code entries} with what each pattern of bits begins with: the code's bits plus {@code
   * extra}'s entry of its symbol; 0 for patterns that no code begins.
   *
   * @return how many bits a pattern has: the longest code's, at least 1
   */
  private static int table(byte[] lengthOf, int from, int count, int[] extra, int[] entries) {
    int[] ofLength = new int[MOST_CODE_BITS + 1];
    int longest = 1;
    for (int i = 0; i < count; i++) {
      int length = lengthOf[from + i];
      ofLength[length]++;
      longest = Math.max(longest, length);
    }
    ofLength[0] = 0;
    int[] next = new int[MOST_CODE_BITS + 2];
    for (int length = 1; length <= MOST_CODE_BITS; length++) {
      next[length + 1] = (next[length] + ofLength[length]) << 1;
    }
    Arrays.fill(entries, 0, 1 << longest, 0);
    for (int i = 0; i < count; i++) {
      int length = lengthOf[from + i];
      if (length > 0) {
        // Codes are packed with their first bit lowest (3.1.1), so the table goes by reversed ones.
        int first = Integer.reverse(next[length]++) >>> (32 - length);
        for (int at = first; at < 1 << longest; at += 1 << length) {
          entries[at] = length + extra[i];
        }
      }
    }
    return longest;
  }

  /** Reads up to and with the end of the block. */
  private void symbols(MemorySegment stream, long size) {
    long at = position;
    long end = size * 8;
    while (at < end) {
      // 57 bits at least: a length and a distance have 48 at most.
      long word = stream.get(WORD, at >>> 3) >>> (at & 7);
      int entry = literals.quick(word);
      int distance = distances.quick(word >>> (entry & 0xff));
      int isLength = entry >>> LENGTH_BIT & 1;
      if (entry == 0 || (entry & END) != 0 || (isLength != 0 && distance == 0)) {
        at = step(word, at);
        if (at < 0) {
          position = -at;
          return;
        }
      } else {
        // Without a branch: nobody can predict whether a literal or a length comes next.
        at += (entry & 0xff) + (distance & -isLength);
      }
    }
    throw new IllegalStateException("block without an end in " + size + " bytes");
  }

  /** One step by way of the long codes; the negative position behind the block's end. */
  private long step(long word, long at) {
    int entry = literals.entry(word);
    int bits = entry & 0xff;
    if (entry == 0) {
      throw new IllegalStateException("unused code at bit " + at);
    }
    if ((entry & END) != 0) {
      return -(at + bits);
    }
    if ((entry & LENGTH) == 0) {
      return at + bits;
    }
    int distance = distances.entry(word >>> bits);
    if (distance == 0) {
      throw new IllegalStateException("unused distance code at bit " + at);
    }
    return at + bits + distance;
  }
}
