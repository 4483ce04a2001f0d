package dev.doorbell.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import dev.doorbell.offload.Offload;
import dev.doorbell.offload.OffloadConfig;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whole messages, in and out of buffers of every kind. */
class ZstdCompressorTest {
  private final Offload offload =
      Offload.withEngines(OffloadConfig.of(Map.of("doorbell.devices", "none")), List.of());
  private final OffloadZstdCompressor compressor =
      new OffloadZstdCompressor(ZstdParameters.DEFAULT, offload);

  @AfterEach
  void close() {
    compressor.close();
    offload.close();
  }

  @Test
  void messagesOfAnySizeAreReadBack() throws Exception {
    long seed = Samples.seed();
    Random random = new Random(seed);
    for (int size : new int[] {0, 1, 6, 1000, 131_071, 131_072, 131_073, 262_144, 700_000}) {
      byte[] data = Samples.mixed(random, size);
      byte[] compressed = compressor.compress(data);
      ZstdPeers.assertReadBack(data, compressed, "-Ddoorbell.test.seed=" + seed + " " + size);
      assertEquals(size, Zstd.getFrameContentSize(compressed));
      assertTrue(compressed.length <= OffloadZstdCompressor.maxCompressedBytes(size));
    }
  }

  @Test
  void buffersOfEveryKindKeepTheirRules() throws Exception {
    Random random = new Random(8);
    for (int round = 0; round < 40; round++) {
      byte[] data = Samples.mixed(random, random.nextInt(20_000));
      ByteBuffer input = Samples.buffer(random, data, 0, data.length);
      int room = (int) OffloadZstdCompressor.maxCompressedBytes(data.length) + 7;
      ByteBuffer output =
          random.nextBoolean() ? ByteBuffer.allocate(room) : ByteBuffer.allocateDirect(room);
      output.position(7);
      int limit = input.limit();
      int n = compressor.compress(input, output);
      assertEquals(limit, input.position());
      assertEquals(7 + n, output.position());
      byte[] compressed = new byte[n];
      output.flip().position(7).get(compressed);
      ZstdPeers.assertReadBack(data, compressed, "round " + round);
    }
  }

  @Test
  void anOutputThatIsTooSmallLeavesThePositions() throws Exception {
    ByteBuffer input = ByteBuffer.wrap(Samples.noise(1, 1000));
    ByteBuffer output = ByteBuffer.allocate(900);
    assertThrows(BufferOverflowException.class, () -> compressor.compress(input, output));
    assertEquals(0, input.position());
    assertEquals(0, output.position());
    byte[] data = Samples.text(1, 1000);
    ZstdPeers.assertReadBack(data, compressor.compress(data), "the next message");
  }

  @Test
  void slicesOfArraysAreCompressed() throws Exception {
    byte[] data = Samples.text(2, 5000);
    byte[] room = new byte[6000];
    int n = compressor.compress(data, 100, 3000, room, 50, 5000);
    byte[] expected = new byte[3000];
    System.arraycopy(data, 100, expected, 0, 3000);
    byte[] compressed = new byte[n];
    System.arraycopy(room, 50, compressed, 0, n);
    ZstdPeers.assertReadBack(expected, compressed, "slice");
    assertThrows(
        IndexOutOfBoundsException.class, () -> compressor.compress(data, 0, 5001, room, 0, 10));
  }

  @Test
  void readOnlyOutputsAndOverlapsAreRefused() {
    ByteBuffer all = ByteBuffer.allocate(1000);
    assertThrows(
        ReadOnlyBufferException.class,
        () -> compressor.compress(all.duplicate(), ByteBuffer.allocate(10).asReadOnlyBuffer()));
    assertThrows(
        IllegalArgumentException.class,
        () -> compressor.compress(all.duplicate(), all.duplicate()));
    assertThrows(
        IllegalArgumentException.class, () -> OffloadZstdCompressor.maxCompressedBytes(-1));
  }

  @Test
  void sizesAreThoseOfZstd() {
    byte[] data = Samples.mixed(new Random(3), 1 << 20);
    int theirs = ZstdPeers.compressWithLibrary(data, 3).length;
    int ours = compressor.compress(data).length;
    // zstd gets 128 KiB at a time here, and looks less far ahead where it splits blocks.
    assertTrue(ours <= theirs * 1.01 + 16, ours + " bytes, zstd-jni " + theirs);
  }

  @Test
  void useAfterCloseIsRefused() {
    compressor.close();
    compressor.close();
    assertThrows(IllegalStateException.class, () -> compressor.compress(new byte[1]));
  }
}
