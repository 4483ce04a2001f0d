package dev.doorbell.fallback.natives;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LibInflaterTest {
  private final byte[] data = new byte[50_000];
  private byte[] message = {};

  @BeforeEach
  void compress() {
    assumeTrue(LibInflater.isThere(), () -> LibDeflate.library().state().detail());
    Random random = new Random(7);
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) random.nextInt(7);
    }
    byte[] out = new byte[data.length];
    try (Deflater jdk = new Deflater()) {
      jdk.setInput(data);
      jdk.finish();
      message = Arrays.copyOf(out, jdk.deflate(out));
    }
  }

  @Test
  void readsWhatTheJdkWrote() {
    byte[] back = new byte[data.length];
    assertEquals(
        LibInflater.DONE, inflate(MemorySegment.ofArray(message), MemorySegment.ofArray(back)));
    assertArrayEquals(data, back);
  }

  @Test
  void saysWhereTheMessageEnded() {
    byte[] longer = Arrays.copyOf(message, message.length + 1000);
    byte[] roomy = new byte[2 * data.length];
    try (LibInflater inflater = LibInflater.open()) {
      inflater.inflateZlib(MemorySegment.ofArray(longer), MemorySegment.ofArray(roomy));
      assertEquals(message.length, inflater.readBytes());
      assertEquals(data.length, inflater.writtenBytes());
    }
  }

  @Test
  void readsReadOnlyAndNativeMemory() {
    byte[] back = new byte[data.length];
    ByteBuffer readOnly = ByteBuffer.wrap(message).asReadOnlyBuffer();
    assertEquals(
        LibInflater.DONE, inflate(MemorySegment.ofBuffer(readOnly), MemorySegment.ofArray(back)));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment in = arena.allocate(message.length).copyFrom(MemorySegment.ofArray(message));
      assertEquals(LibInflater.DONE, inflate(in, MemorySegment.ofArray(back)));
    }
  }

  @Test
  void isNotDoneWithoutRoomForAll() {
    MemorySegment small = MemorySegment.ofArray(new byte[data.length - 1]);
    assertNotEquals(LibInflater.DONE, inflate(MemorySegment.ofArray(message), small));
  }

  @Test
  void isNotDoneWithAWrongChecksum() {
    message[message.length - 1]++;
    MemorySegment back = MemorySegment.ofArray(new byte[data.length]);
    assertNotEquals(LibInflater.DONE, inflate(MemorySegment.ofArray(message), back));
  }

  private static int inflate(MemorySegment input, MemorySegment output) {
    try (LibInflater inflater = LibInflater.open()) {
      return inflater.inflateZlib(input, output);
    }
  }
}
