package dev.doorbell.offload.device.twin;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.Inflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Zip jobs from hand-written descriptors against java.util.zip. */
class ZipJobTest {
  private static final int COMPRESS = 0;
  private static final int DECOMPRESS = 1;

  private final Arena arena = Arena.ofConfined();
  private final Random random = new Random(31);
  private Twin twin;
  private RawQueue queue;

  private void open(int api, int direction) {
    twin = Twin.start(TwinConfig.of(TwinDeviceSpec.of("hisi_zip", api)).withManualSteps());
    queue = new RawQueue(twin, twin.devices().getFirst(), direction);
  }

  @AfterEach
  void close() {
    if (queue != null) {
      queue.close();
      twin.close();
    }
    arena.close();
  }

  private byte[] text(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] =
          (byte)
              (i > 40 && random.nextInt(8) > 0
                  ? bytes[i - 1 - random.nextInt(40)]
                  : random.nextInt(256));
    }
    return bytes;
  }

  private MemorySegment at(byte[] bytes) {
    MemorySegment segment = arena.allocate(Math.max(bytes.length, 1), 64);
    MemorySegment.copy(bytes, 0, segment, JAVA_BYTE, 0, bytes.length);
    return segment;
  }

  /** One request; dw7 without the sqe type, which follows the version. */
  private byte[] job(int type, int modes, long source, int length, long destination, int space) {
    boolean v2 = twin.devices().getFirst().spec().api() == 2;
    byte[] job = new byte[128];
    Words.put32(job, 16, length);
    Words.put32(job, 28, modes | (v2 ? 0 : 3 << 28));
    Words.put32(job, 36, 4 << 12 | type);
    Words.put32(job, v2 ? 52 : 104, 0x01020304);
    Words.put32(job, 56, space);
    Words.put64(job, 72, source);
    Words.put64(job, 80, destination);
    Words.put32(job, 120, 0xAAAA);
    Words.put32(job, 124, 0xBBBB);
    return job;
  }

  private static final int STATELESS = 0x0A000000;

  private static int status(byte[] result) {
    return Words.u8(result, 12);
  }

  private static boolean lastBlock(byte[] result) {
    return (Words.i32(result, 12) & 0x100) != 0;
  }

  private static int consumed(byte[] result) {
    return Words.i32(result, 0);
  }

  private static int produced(byte[] result) {
    return Words.i32(result, 4);
  }

  private static byte[] deflated(int type, byte[] in) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (type == 3) {
      try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
        gzip.write(in);
      }
      return Arrays.copyOfRange(out.toByteArray(), 10, out.size());
    }
    Deflater deflater = new Deflater(6, type == 1);
    deflater.setInput(in);
    deflater.finish();
    byte[] buffer = new byte[8192];
    while (!deflater.finished()) {
      out.write(buffer, 0, deflater.deflate(buffer));
    }
    deflater.end();
    return type == 2 ? Arrays.copyOfRange(out.toByteArray(), 2, out.size()) : out.toByteArray();
  }

  /** Puts the header before what the device made and lets the JDK read it, trailer and all. */
  private static byte[] inflated(int type, byte[] body) throws Exception {
    if (type == 3) {
      ByteArrayOutputStream whole = new ByteArrayOutputStream();
      whole.writeBytes(new byte[] {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0, 0, 3});
      whole.writeBytes(body);
      return new GZIPInputStream(new ByteArrayInputStream(whole.toByteArray())).readAllBytes();
    }
    Inflater inflater = new Inflater(type == 1);
    byte[] whole = new byte[body.length + 2];
    whole[0] = 0x78;
    whole[1] = (byte) 0x9C;
    System.arraycopy(body, 0, whole, 2, body.length);
    inflater.setInput(whole, type == 1 ? 2 : 0, body.length + (type == 1 ? 0 : 2));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    while (!inflater.finished()) {
      int n = inflater.inflate(buffer);
      assertTrue(n > 0 || inflater.finished(), "truncated");
      out.write(buffer, 0, n);
    }
    assertEquals(0, inflater.getRemaining());
    inflater.end();
    return out.toByteArray();
  }

  @ParameterizedTest
  @CsvSource({"2,2", "2,3", "3,1", "3,2", "3,3", "5,1"})
  void statelessCompressionIsReadByTheJdk(int api, int type) throws Exception {
    open(api, COMPRESS);
    for (int length : new int[] {1, 2, 100, 4096, 70_000, 300_000}) {
      byte[] in = text(length);
      int space = length * 9 / 8 + 32;
      MemorySegment out = arena.allocate(space + 8);
      byte[] result =
          queue.run(job(type, STATELESS, at(in).address(), length, out.address(), space));
      assertTrue(
          status(result) == 0 || status(result) == 0x0D && produced(result) > length,
          "status " + status(result));
      assertEquals(length, consumed(result));
      assertEquals(length, Words.i32(result, 120));
      assertEquals(0x01020304, Words.i32(result, api == 2 ? 52 : 104));
      assertArrayEquals(in, inflated(type, out.asSlice(0, produced(result)).toArray(JAVA_BYTE)));
      assertArrayEquals(new byte[8], out.asSlice(space).toArray(JAVA_BYTE));
    }
  }

  @ParameterizedTest
  @CsvSource({"2,2", "2,3", "3,1", "3,2", "3,3"})
  void statelessDecompressionReadsTheJdk(int api, int type) throws Exception {
    open(api, DECOMPRESS);
    for (int length : new int[] {0, 1, 100, 4096, 70_000, 300_000}) {
      byte[] plain = text(length);
      byte[] body = deflated(type, plain);
      byte[] in = Arrays.copyOf(body, body.length + 5); // what follows the stream is not consumed
      MemorySegment out = arena.allocate(length + 1);
      byte[] result =
          queue.run(
              job(
                  type,
                  STATELESS,
                  at(in).address(),
                  in.length,
                  out.address(),
                  Math.max(length, 1)));
      assertEquals(0x13, status(result), "length " + length);
      assertTrue(lastBlock(result));
      assertEquals(body.length, consumed(result));
      assertEquals(length, produced(result));
      assertArrayEquals(plain, out.asSlice(0, length).toArray(JAVA_BYTE));
    }
  }

  @Test
  void gzipRegisterIsTheReversedComplementOfTheCrc() {
    open(3, COMPRESS);
    MemorySegment out = arena.allocate(64);
    byte[] result =
        queue.run(job(3, STATELESS, at("abc".getBytes()).address(), 3, out.address(), 64));
    assertEquals(0xBC7DDB53, Words.i32(result, 124));
    byte[] body = out.asSlice(0, produced(result)).toArray(JAVA_BYTE);
    assertArrayEquals(
        new byte[] {(byte) 0xC2, 0x41, 0x24, 0x35, 3, 0, 0, 0},
        Arrays.copyOfRange(body, body.length - 8, body.length));
  }

  @Test
  void tooLittleOutputIs0EInBothDirections() throws Exception {
    open(3, COMPRESS);
    byte[] in = new byte[1000];
    random.nextBytes(in);
    MemorySegment out = arena.allocate(1000);
    assertEquals(
        0x0E, status(queue.run(job(2, STATELESS, at(in).address(), 1000, out.address(), 900))));
    queue.close();
    queue = new RawQueue(twin, twin.devices().getFirst(), DECOMPRESS);
    byte[] body = deflated(2, in);
    assertEquals(
        0x0E,
        status(queue.run(job(2, STATELESS, at(body).address(), body.length, out.address(), 999))));
    assertArrayEquals(new byte[1000], out.toArray(JAVA_BYTE));
  }

  @Test
  void largerThanInputIs0DWithValidData() throws Exception {
    open(3, COMPRESS);
    byte[] in = new byte[1000];
    random.nextBytes(in);
    MemorySegment out = arena.allocate(1200);
    byte[] result = queue.run(job(1, STATELESS, at(in).address(), 1000, out.address(), 1200));
    assertEquals(0x0D, status(result));
    assertArrayEquals(in, inflated(1, out.asSlice(0, produced(result)).toArray(JAVA_BYTE)));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void wrongTrailerIs0x10(int type) throws Exception {
    open(3, DECOMPRESS);
    byte[] body = deflated(type, text(500));
    body[body.length - 1] ^= 1;
    MemorySegment out = arena.allocate(500);
    assertEquals(
        0x10,
        status(
            queue.run(job(type, STATELESS, at(body).address(), body.length, out.address(), 500))));
  }

  @Test
  void badDataIsAnErrorStatus() {
    open(3, DECOMPRESS);
    byte[] bad = {7, 7, 7, 7, 7, 7};
    MemorySegment out = arena.allocate(500);
    assertEquals(
        ZipDescriptor.BAD_DATA,
        status(queue.run(job(1, STATELESS, at(bad).address(), 6, out.address(), 500))));
  }

  @Test
  void inputThatEndsEarlyLeavesANonZeroState() throws Exception {
    open(3, DECOMPRESS);
    byte[] plain = text(5000);
    byte[] body = deflated(3, plain);
    MemorySegment out = arena.allocate(5000);
    for (int missing : new int[] {1, 8, 100}) {
      int length = body.length - missing;
      byte[] result = queue.run(job(3, STATELESS, at(body).address(), length, out.address(), 5000));
      assertEquals(0, status(result));
      assertEquals(length, consumed(result));
      assertNotEquals(0, Words.i32(result, 60) & 0xF);
    }
  }

  /**
   * Runs one stateful request and carries the five saved words over, as ref 3.6 tells the driver.
   */
  private byte[] stream(
      int[] saved,
      int type,
      boolean first,
      boolean finish,
      long context,
      MemorySegment in,
      int length,
      MemorySegment out) {
    byte[] job =
        job(
            type,
            1 << 26 | (first ? 1 << 27 : 0) | (finish ? 1 << 25 : 0),
            in.address(),
            length,
            out.address(),
            (int) out.byteSize());
    int[] places = {60, 112, 116, 120, 124};
    for (int i = 0; i < 5; i++) {
      Words.put32(job, places[i], saved[i]);
    }
    Words.put64(job, 88, context);
    byte[] result = queue.run(job);
    for (int i = 0; i < 5; i++) {
      saved[i] = Words.i32(result, places[i]);
    }
    return result;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void statefulCompressionIsOneStreamForTheJdk(int type) throws Exception {
    open(3, COMPRESS);
    long context = arena.allocate(0x10000, 4096).address() + 64;
    int[] saved = new int[5];
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    int pieces = 12;
    for (int i = 0; i < pieces; i++) {
      byte[] in = text(1 + random.nextInt(i % 4 == 3 ? 60_000 : 3000));
      plain.writeBytes(in);
      MemorySegment out = arena.allocate(in.length * 9L / 8 + 300);
      byte[] result = stream(saved, type, i == 0, i == pieces - 1, context, at(in), in.length, out);
      assertTrue(status(result) == 0 || status(result) == 0x0D, "status " + status(result));
      byte[] made = out.asSlice(0, produced(result)).toArray(JAVA_BYTE);
      if (i < pieces - 1) {
        assertArrayEquals(
            new byte[] {0, 0, -1, -1},
            Arrays.copyOfRange(made, made.length - 4, made.length),
            "ends at a byte boundary");
      }
      packed.writeBytes(made);
    }
    assertArrayEquals(plain.toByteArray(), inflated(type, packed.toByteArray()));
  }

  @Test
  void statefulCompressionUsesItsHistory() {
    open(3, COMPRESS);
    long context = arena.allocate(0x10000, 4096).address() + 64;
    int[] saved = new int[5];
    byte[] noise = new byte[2000];
    random.nextBytes(noise);
    MemorySegment out = arena.allocate(4000);
    stream(saved, 1, true, false, context, at(noise), 2000, out);
    assertTrue(produced(stream(saved, 1, false, false, context, at(noise), 2000, out)) < 100);
  }

  @ParameterizedTest
  @CsvSource({"1,100000", "2,100000", "3,100000", "3,200", "1,777"})
  void statefulDecompressionReadsInAnyPieces(int type, int space) throws Exception {
    open(3, DECOMPRESS);
    long context = arena.allocate(0x10000, 4096).address() + 64;
    int[] saved = new int[5];
    byte[] plain = text(60_000);
    byte[] body = deflated(type, plain);
    MemorySegment in = at(body);
    MemorySegment out = arena.allocate(space);
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    int position = 0;
    boolean first = true;
    while (true) {
      int length = Math.min(body.length - position, first ? 1 : random.nextInt(500));
      byte[] result =
          stream(
              saved,
              type,
              first,
              false,
              context,
              in.asSlice(Math.min(position, body.length - 1)),
              length,
              out);
      first = false;
      position += consumed(result);
      got.writeBytes(out.asSlice(0, produced(result)).toArray(JAVA_BYTE));
      if (status(result) == 0x13 && lastBlock(result)) {
        break;
      }
      assertEquals(0, status(result));
      assertTrue(got.size() <= plain.length);
    }
    assertEquals(body.length, position);
    assertArrayEquals(plain, got.toByteArray());
    CRC32 crc = new CRC32();
    crc.update(plain);
    assertEquals(type == 3 ? Checksums.gzipRegister((int) crc.getValue()) : saved[4], saved[4]);
  }

  @Test
  void laterRequestWithoutAContextIsRefused() {
    open(3, COMPRESS);
    long context = arena.allocate(0x10000, 4096).address() + 64;
    byte[] result =
        stream(new int[5], 1, false, true, context, at(text(100)), 100, arena.allocate(400));
    assertEquals(ZipDescriptor.BAD_DESCRIPTOR, status(result));
    assertEquals(1, twin.devices().getFirst().stats().badDescriptors());
  }

  @Test
  void tooLongClaimsMoreThanTheDestinationHolds() {
    open(3, COMPRESS);
    queue.device.injectNext(queue.id, Step.EXECUTED, Fault.of(FaultKind.TOO_LONG));
    MemorySegment out = arena.allocate(200);
    assertEquals(
        201,
        produced(queue.run(job(1, STATELESS, at(text(100)).address(), 100, out.address(), 200))));
  }

  @Test
  void smallWindowIsRespected() throws Exception {
    open(3, COMPRESS);
    byte[] block = new byte[6000];
    random.nextBytes(block);
    byte[] in = Arrays.copyOf(block, 12_000);
    System.arraycopy(block, 0, in, 6000, 6000);
    MemorySegment out = arena.allocate(20_000);
    byte[] job = job(1, STATELESS, at(in).address(), in.length, out.address(), 20_000);
    Words.put32(job, 36, 1);
    byte[] result = queue.run(job);
    assertArrayEquals(in, inflated(1, out.asSlice(0, produced(result)).toArray(JAVA_BYTE)));
    assertTrue(
        produced(result) > 11_900, "the repetition lies 6000 bytes back, out of a window of 4096");
  }

  @Test
  void deviceReadsAndWritesLists() throws Exception {
    open(3, COMPRESS);
    byte[] in = text(3000);
    MemorySegment first = at(Arrays.copyOf(in, 1000));
    MemorySegment second = at(Arrays.copyOfRange(in, 1000, 3000));
    MemorySegment out = arena.allocate(8000);
    long source = list(first.address(), 1000, second.address(), 2000);
    long destination = list(out.address(), 100, out.address() + 100, 4000);
    byte[] job = job(1, STATELESS, source, 2990, destination, 4000);
    Words.put32(job, 28, Words.i32(job, 28) | 10);
    Words.put32(job, 32, 16);
    Words.put32(job, 36, Words.i32(job, 36) | 1 << 8);
    byte[] result = queue.run(job);
    byte[] made = out.asSlice(16, produced(result)).toArray(JAVA_BYTE);
    assertArrayEquals(Arrays.copyOfRange(in, 10, 3000), inflated(1, made));
  }

  private long list(long first, int firstBytes, long second, int secondBytes) {
    byte[] list = new byte[64 + 2 * 32];
    Words.put16(list, 10, 2);
    Words.put16(list, 12, 255);
    Words.put64(list, 64, first);
    Words.put32(list, 80, firstBytes);
    Words.put64(list, 96, second);
    Words.put32(list, 112, secondBytes);
    return at(list).address();
  }
}
