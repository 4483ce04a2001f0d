package dev.doorbell.offload.device.hisi;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;

/**
 * Reads the rows of spec/uacce.md Annex A.2 and A.3: {@code offset:value} pairs, with the annex's
 * symbols for addresses.
 */
final class AnnexA {
  static final long S = 0x0101010101010100L;
  static final long D = 0x0202020202020200L;
  static final long V = 0x0303030303030300L;
  static final long K = 0x0404040404040400L;
  static final long H = 0x0505050505050500L;
  /* The annex gives these two no number; any address will do. */
  static final long M = 0x0606060606060600L;
  static final long A = 0x0707070707070700L;

  private static final Map<String, Long> SYMBOLS =
      Map.of("S", S, "D", D, "V", V, "K", K, "H", H, "M", M, "A", A);

  private AnnexA() {}

  /** The 128 bytes that a row stands for; what it does not list is zero. */
  static byte[] row(String row) {
    ByteBuffer bytes = ByteBuffer.allocate(128).order(ByteOrder.LITTLE_ENDIAN);
    for (String pair : row.split(" ")) {
      String[] parts = pair.split(":");
      int offset = Integer.parseInt(parts[0]);
      Long address = SYMBOLS.get(parts[1]);
      if (address != null) {
        bytes.putLong(offset, address);
      } else {
        bytes.putInt(offset, Integer.parseUnsignedInt(parts[1], 16));
      }
    }
    return bytes.array();
  }

  /** What an encoder wrote into 128 zeroed bytes of native memory. */
  static byte[] written(java.util.function.Consumer<MemorySegment> encoder) {
    try (java.lang.foreign.Arena arena = java.lang.foreign.Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(128, 8);
      encoder.accept(memory);
      return memory.toArray(ValueLayout.JAVA_BYTE);
    }
  }
}
