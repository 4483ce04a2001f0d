package dev.doorbell.offload.device.twin;

/**
 * A typed view of the zip submission entry: 128 bytes, 32 dwords, dword n at byte 4n (ref 3.2).
 *
 * <pre>
 *  0 consumed   1 produced   2 data length  3 status|lstblk  4 input length   5,6 zero        7 modes, sqe type
 *  8 dst skip   9 request    10-12 zero     13 tag (V2)     14 output space  15 ctx word 0   16,17 zero
 * 18 source    20 destination 22 context    24 literals     26 tag (V3)      28 ctx word 1   29 ctx word 2  30 isize  31 checksum
 * LZ77 (ref 3.10): 1 sequences   2 literal bytes   13 literal space   31 long literals: 0-23 index, 24-31 count
 * </pre>
 */
final class ZipDescriptor {
  static final int RAW_DEFLATE = 1;
  static final int ZLIB = 2;
  static final int GZIP = 3;
  static final int LZ77_ZSTD_PRICE = 0x42;
  static final int LZ77_ZSTD = 0x43;

  static final int DONE = 0x00;

  /** Ours: the reference states no single code for input that is not deflate data. */
  static final int BAD_DATA = 0x02;

  /** Ours: the status of a failure that a fault plan asked for. */
  static final int INTERNAL_ERROR = 0x03;

  /** Ours: the descriptor itself is wrong. */
  static final int BAD_DESCRIPTOR = 0x0B;

  static final int NEGATIVE_COMPRESSION = 0x0D;
  static final int DESTINATION_TOO_SMALL = 0x0E;
  static final int CHECKSUM_MISMATCH = 0x10;
  static final int END_OF_DATA = 0x13;

  static final int MAX_BYTES = 8 << 20;

  /** ref 3.6, small buffers: least output space of a stateful request. */
  static final int MIN_STATEFUL_OUTPUT = 200;

  /** ref 3.10: one zstd block. */
  static final int MAX_BLOCK_BYTES = 0x20000;

  /** ref 3.10: beyond the input's size, in the literal buffer. */
  static final int LITERAL_SLACK = 16;

  /** ref 3.10: what follows the sequences, and so the least of a sequence buffer. */
  static final int FREQUENCY_BYTES = 784;

  private static final String[] NAMES = {"", "deflate", "zlib", "gzip"};

  private byte[] bytes = {};

  ZipDescriptor over(byte[] descriptor) {
    bytes = descriptor;
    return this;
  }

  private int dword(int n) {
    return Words.i32(bytes, 4 * n);
  }

  private void put(int n, int value) {
    Words.put32(bytes, 4 * n, value);
  }

  long inputLength() {
    return dword(4) & 0xFFFF_FFFFL;
  }

  long outputSpace() {
    return dword(14) & 0xFFFF_FFFFL;
  }

  int sourceSkip() {
    return Words.bits(dword(7), 0, 23);
  }

  int destinationSkip() {
    return Words.bits(dword(8), 0, 23);
  }

  boolean finish() {
    return Words.bits(dword(7), 25, 25) == 1;
  }

  boolean stateful() {
    return Words.bits(dword(7), 26, 26) == 1;
  }

  boolean newStream() {
    return Words.bits(dword(7), 27, 27) == 1;
  }

  int sqeType() {
    return Words.bits(dword(7), 28, 31);
  }

  int requestType() {
    return Words.bits(dword(9), 0, 7);
  }

  boolean list() {
    return Words.bits(dword(9), 8, 11) == 1;
  }

  boolean lz77() {
    return requestType() == LZ77_ZSTD || requestType() == LZ77_ZSTD_PRICE;
  }

  long literalSpace() {
    return dword(13) & 0xFFFF_FFFFL;
  }

  long literals() {
    return Words.i64(bytes, 96);
  }

  /** Window in bytes; −1 for a code that does not exist. */
  int windowBytes() {
    return switch (Words.bits(dword(9), 12, 15)) {
      case 0 -> 4096;
      case 1 -> 8192;
      case 2 -> 16384;
      case 3 -> 24576;
      case 4 -> 32768;
      default -> -1;
    };
  }

  int tag() {
    return dword(sqeType() == 0 ? 13 : 26);
  }

  long source() {
    return Words.i64(bytes, 72);
  }

  long destination() {
    return Words.i64(bytes, 80);
  }

  long context() {
    return Words.i64(bytes, 88);
  }

  int contextWord2() {
    return dword(29);
  }

  int isize() {
    return dword(30);
  }

  int checksum() {
    return dword(31);
  }

  int status() {
    return Words.bits(dword(3), 0, 7);
  }

  boolean lastBlock() {
    return Words.bits(dword(3), 8, 8) == 1;
  }

  long consumed() {
    return dword(0) & 0xFFFF_FFFFL;
  }

  long produced() {
    return dword(1) & 0xFFFF_FFFFL;
  }

  /** Whether every field is one that a device of this kind takes; says nothing about addresses. */
  boolean wellFormed(TwinDeviceSpec spec, boolean decompress) {
    int type = requestType();
    boolean v2 = spec.api() <= 2;
    boolean zeros =
        dword(5) == 0
            && dword(6) == 0
            && dword(10) == 0
            && dword(11) == 0
            && dword(12) == 0
            && dword(16) == 0
            && dword(17) == 0
            && (lz77() || literals() == 0)
            && Words.bits(dword(7), 24, 24) == 0
            && dword(8) >>> 24 == 0
            && dword(9) >>> 16 == 0
            && (v2 ? dword(26) == 0 && dword(27) == 0 : lz77() || dword(13) == 0);
    boolean known =
        lz77()
            ? !v2 && !decompress && spec.algorithms().contains("lz77_zstd") && lz77Fits()
            : type >= RAW_DEFLATE && type <= GZIP && spec.algorithms().contains(NAMES[type]);
    boolean buffers =
        Words.bits(dword(9), 8, 11) <= 1
            && (list() ? !stateful() : sourceSkip() == 0 && dword(8) == 0);
    boolean followUp = decompress && stateful() && !newStream();
    boolean lengths =
        inputLength() >= (followUp ? 0 : 1)
            && inputLength() <= MAX_BYTES
            && outputSpace() >= (stateful() ? MIN_STATEFUL_OUTPUT : 1)
            && outputSpace() <= MAX_BYTES;
    boolean context =
        stateful() ? ProcessMemory.plausible(context(), StreamContext.BYTES) : context() == 0;
    return sqeType() == (v2 ? 0 : 3)
        && zeros
        && known
        && buffers
        && lengths
        && context
        && windowBytes() > 0;
  }

  /** The limits of ref 3.10; flat buffers only, which is a limit of ours. */
  private boolean lz77Fits() {
    long least =
        !stateful()
            ? FREQUENCY_BYTES
            : requestType() == LZ77_ZSTD ? 1001 : 4096 + FREQUENCY_BYTES + 16 + 1;
    return !list()
        && inputLength() <= MAX_BLOCK_BYTES
        && literalSpace() >= inputLength() + LITERAL_SLACK
        && literalSpace() <= MAX_BYTES
        && ProcessMemory.plausible(literals(), literalSpace())
        && outputSpace() >= least;
  }

  /** What an LZ77 request has beside {@link #setResult}: its literals, and the long run, if any. */
  void setLiterals(int literalBytes, int longRuns, int longRunIndex) {
    put(2, literalBytes);
    put(31, longRuns << 24 | longRunIndex);
  }

  void setResult(int consumed, int produced, int status, boolean lastBlock) {
    put(0, consumed);
    put(1, produced);
    put(2, 0);
    put(3, status | (lastBlock ? 1 << 8 : 0));
  }

  void setContextWords(int word0, int word1, int word2) {
    put(15, word0);
    put(28, word1);
    put(29, word2);
  }

  void setCheck(int isize, int checksum) {
    put(30, isize);
    put(31, checksum);
  }
}
