package dev.doorbell.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.engine.EngineStatus;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntSupplier;
import java.util.zip.Adler32;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random sequences of calls; the JDK reads what comes out, or makes the same calls and must agree.
 */
class DeflaterDifferentialTest {
  private static final String[] LIBRARIES = {"auto", "jdk", "isal", "libdeflate"};

  private static final int[] FLUSHES = {
    Deflater.NO_FLUSH, Deflater.NO_FLUSH, Deflater.SYNC_FLUSH, Deflater.FULL_FLUSH
  };

  @Test
  void anySequenceOfCallsGivesBytesThatTheJdkReadsBack() throws Exception {
    long base = Samples.seed();
    for (int i = 0; i < Samples.sequences(950); i++) {
      String where = "-Ddoorbell.test.seed=" + (base + i);
      Random random = new Random(base + i);
      PretendQueue queue = new PretendQueue(random.nextLong(), random.nextInt(3) * 30);
      queue.expands = random.nextInt(6) == 0;
      queue.ignoresHistory = random.nextInt(4) == 0;
      queue.library = LIBRARIES[random.nextInt(LIBRARIES.length)];
      queue.parallelism = 1 + random.nextInt(3);
      if (random.nextInt(3) == 0) {
        queue.status = new EngineStatus(EngineStatus.State.EVICTED, "test", 0);
      }
      try (Offload offload =
          queue.offload(
              random.nextBoolean() ? 0 : 4000, random.nextBoolean() ? 16 << 10 : 40_000)) {
        sequence(random, offload, queue, where);
      }
    }
  }

  /** One deflater, from one to three streams. */
  static void sequence(Random random, Offload offload, @Nullable PretendQueue queue, String where)
      throws Exception {
    boolean nowrap = random.nextBoolean();
    try (OffloadDeflater deflater = new OffloadDeflater(random.nextInt(11) - 1, nowrap, offload)) {
      int streams = 1 + random.nextInt(3);
      for (int s = 0; s < streams; s++) {
        stream(random, queue, deflater, nowrap, where + " stream=" + s);
        deflater.reset();
      }
    }
  }

  private static void stream(
      Random random, @Nullable PretendQueue queue, Deflater deflater, boolean nowrap, String where)
      throws Exception {
    byte[] data =
        Samples.mixed(
            random, random.nextInt(10) == 0 ? 0 : random.nextInt(1 << (8 + random.nextInt(10))));
    byte[] dictionary =
        random.nextInt(4) == 0 ? Samples.mixed(random, 1 + random.nextInt(50_000)) : null;
    if (dictionary != null) {
      deflater.setDictionary(dictionary);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Adler32 adler = new Adler32();
    int given = 0;
    while (given < data.length) {
      switch (random.nextInt(12)) {
        case 0 -> deflater.setLevel(random.nextInt(11) - 1);
        case 1 -> deflater.setStrategy(random.nextInt(3));
        case 2 ->
            becomes(
                queue, new EngineStatus(EngineStatus.State.values()[random.nextInt(5)], "test", 0));
        case 3 -> becomes(queue, EngineStatus.ALWAYS_READY);
        default -> {
          // nothing changes
        }
      }
      int n = Math.min(data.length - given, 1 + random.nextInt(1 << (1 + random.nextInt(18))));
      ByteBuffer buffer = random.nextBoolean() ? Samples.buffer(random, data, given, n) : null;
      if (buffer != null) {
        deflater.setInput(buffer);
      } else {
        deflater.setInput(data, given, n);
      }
      boolean last = given + n == data.length && random.nextBoolean();
      if (last) {
        deflater.finish();
      }
      int flush = FLUSHES[random.nextInt(FLUSHES.length)];
      call(random, deflater, out, flush, last, where);
      adler.update(data, given, n);
      given += n;
      if (buffer != null) {
        assertEquals(buffer.limit(), buffer.position(), where);
      }
      assertTrue(deflater.needsInput(), where);
      assertEquals(given, deflater.getBytesRead(), where);
      assertEquals(out.size(), deflater.getBytesWritten(), where);
      assertEquals(nowrap ? 1 : (int) adler.getValue(), deflater.getAdler(), where);
      assertEquals(last, deflater.finished(), where);
      if (flush != Deflater.NO_FLUSH && !last && dictionary == null) {
        byte[] soFar = Samples.inflateSoFar(out.toByteArray(), nowrap);
        assertArrayEquals(Arrays.copyOf(data, given), soFar, where + " at a flush");
      }
    }
    if (!deflater.finished()) {
      deflater.finish();
      call(random, deflater, out, Deflater.NO_FLUSH, true, where);
    }
    assertEquals(0, deflater.deflate(new byte[10]), where);
    assertArrayEquals(
        data,
        assertDoesNotThrow(
            () -> Samples.inflateWithJdk(out.toByteArray(), nowrap, dictionary), where),
        where);
    assertEquals(data.length, deflater.getBytesRead(), where);
    assertEquals(out.size(), deflater.getBytesWritten(), where);
  }

  private static void becomes(@Nullable PretendQueue queue, EngineStatus status) {
    if (queue != null) {
      queue.status = status;
    }
  }

  /**
   * Calls deflate as callers do, until the input is used up and the flush or the finish is
   * complete.
   */
  private static void call(
      Random random,
      Deflater deflater,
      ByteArrayOutputStream out,
      int flush,
      boolean finishing,
      String where) {
    int most = 16 + random.nextInt(1 << (4 + random.nextInt(13)));
    int idle = 0;
    while (true) {
      int room = flush == Deflater.NO_FLUSH && random.nextInt(8) == 0 ? random.nextInt(7) : most;
      int n;
      if (random.nextBoolean()) {
        byte[] buf = new byte[room + 4];
        Arrays.fill(buf, (byte) 0x5A);
        n = deflater.deflate(buf, 2, room, flush);
        out.write(buf, 2, n);
        assertEquals(0x5A, buf[1], where);
        assertEquals(0x5A, buf[2 + room], where);
      } else {
        ByteBuffer buf =
            random.nextBoolean()
                ? ByteBuffer.allocateDirect(room + 4)
                : ByteBuffer.allocate(room + 4);
        buf.position(2).limit(2 + room);
        n = deflater.deflate(buf, flush);
        assertEquals(2 + n, buf.position(), where);
        byte[] got = new byte[n];
        buf.flip().position(2);
        buf.get(got);
        out.writeBytes(got);
      }
      assertTrue(n <= room, where);
      idle = n == 0 && room > 6 ? idle + 1 : 0;
      // A new level or strategy costs the JDK one or more calls that do nothing else: one short
      // call does not end a flush.
      if (finishing
          ? deflater.finished()
          : deflater.needsInput() && n < room && (flush == Deflater.NO_FLUSH || idle > 1)) {
        return;
      }
      assertTrue(idle < 4, where + ": no progress");
    }
  }

  @Test
  void aStreamBelowTheThresholdGivesTheJdksBytesCallByCall() {
    long seed = Samples.seed();
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      String where = "seed=" + seed + " round=" + round;
      boolean nowrap = random.nextBoolean();
      Offload offload =
          random.nextBoolean() ? PretendQueue.reliable().offload(1 << 20) : PretendQueue.noQueue();
      sameCalls(random, offload, nowrap, 1 << (4 + random.nextInt(14)), false, where);
    }
  }

  @Test
  void aStreamThatWaitsForItsSizeGivesTheJdksBytesCallByCall() {
    long seed = Samples.seed();
    Random random = new Random(seed);
    for (int round = 0; round < 1000; round++) {
      PretendQueue queue = PretendQueue.reliable();
      sameCalls(
          random,
          queue.offload(16 << 10),
          random.nextBoolean(),
          1 << (1 + random.nextInt(8)),
          true,
          "seed=" + seed + " round=" + round);
      assertEquals(0, queue.deflated.get());
    }
  }

  /**
   * No queue takes pieces of this size: every call must have the same result with ours as with the
   * JDK's.
   */
  private static void sameCalls(
      Random random, Offload offload, boolean nowrap, int maxBytes, boolean waits, String where) {
    int level = random.nextInt(11) - 1;
    try (Deflater ours = new OffloadDeflater(level, nowrap, offload);
        Deflater jdk = new Deflater(level, nowrap)) {
      boolean begun = false;
      for (int step = 0; step < 40; step++) {
        // In mid-stream the JDK ends a block at new parameters, which is not repeated for data that
        // waited.
        boolean fixed = waits && begun;
        switch (fixed ? 2 + random.nextInt(7) : random.nextInt(9)) {
          case 0 -> {
            int to = random.nextInt(11) - 1;
            ours.setLevel(to);
            jdk.setLevel(to);
          }
          case 1 -> {
            int to = random.nextInt(3);
            ours.setStrategy(to);
            jdk.setStrategy(to);
          }
          case 2 -> {
            // In mid-stream of the raw format the JDK's answer depends on how far its strategy has
            // read ahead.
            if (waits && begun && nowrap) {
              continue;
            }
            byte[] dictionary = Samples.mixed(random, random.nextInt(1000));
            Object expected = result(() -> set(jdk, dictionary));
            assertEquals(expected, result(() -> set(ours, dictionary)), where + " step " + step);
          }
          case 3 -> {
            if (random.nextInt(4) == 0) {
              ours.finish();
              jdk.finish();
            }
          }
          case 4 -> {
            if (random.nextInt(4) == 0) {
              ours.reset();
              jdk.reset();
            }
          }
          case 5, 6 -> {
            byte[] data = Samples.mixed(random, random.nextInt(maxBytes));
            if (random.nextBoolean()) {
              ours.setInput(data);
              jdk.setInput(data);
            } else {
              ours.setInput(ByteBuffer.wrap(data));
              jdk.setInput(ByteBuffer.wrap(data));
            }
          }
          default -> {
            // With less room the JDK leaves input to the caller that ours has taken in already.
            int room = waits ? 20_000 * random.nextInt(2) : random.nextInt(1 << random.nextInt(15));
            int flush = FLUSHES[random.nextInt(FLUSHES.length)];
            byte[] a = new byte[room];
            byte[] b = new byte[room];
            begun = true;
            Object expected = result(() -> jdk.deflate(a, 0, room, flush));
            Object actual = result(() -> ours.deflate(b, 0, room, flush));
            assertEquals(expected, actual, where + " step " + step);
            assertArrayEquals(a, b, where + " step " + step);
          }
        }
        assertEquals(jdk.needsInput(), ours.needsInput(), where + " step " + step);
        assertEquals(jdk.finished(), ours.finished(), where + " step " + step);
        assertEquals(jdk.getAdler(), ours.getAdler(), where + " step " + step);
        assertEquals(jdk.getBytesRead(), ours.getBytesRead(), where + " step " + step);
        assertEquals(jdk.getBytesWritten(), ours.getBytesWritten(), where + " step " + step);
      }
    }
  }

  private static int set(Deflater deflater, byte[] dictionary) {
    deflater.setDictionary(dictionary);
    return 0;
  }

  /**
   * The call's value, or what it threw: zlib refuses some calls after the end with an
   * InternalError.
   */
  private static Object result(IntSupplier call) {
    try {
      return call.getAsInt();
    } catch (RuntimeException | InternalError e) {
      return e.toString();
    }
  }

  @Test
  void aSmallStreamInManyWritesGivesTheJdksBytesThoughAQueueIsThere() throws Exception {
    long seed = Samples.seed();
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      String where = "seed=" + seed + " round=" + round;
      boolean nowrap = random.nextBoolean();
      int level = 1 + random.nextInt(9);
      byte[] data = Samples.mixed(random, random.nextInt(4000));
      byte[] dictionary =
          random.nextInt(3) == 0 ? Samples.mixed(random, 1 + random.nextInt(2000)) : null;
      PretendQueue queue = PretendQueue.reliable();
      byte[] ours =
          inWrites(
              new OffloadDeflater(level, nowrap, queue.offload(4000)),
              data,
              dictionary,
              new Random(seed + round));
      byte[] jdk =
          inWrites(new Deflater(level, nowrap), data, dictionary, new Random(seed + round));
      assertArrayEquals(jdk, ours, where);
      assertEquals(0, queue.deflated.get(), where);
    }
  }

  private static byte[] inWrites(Deflater deflater, byte[] data, byte[] dictionary, Random random) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buf = new byte[1 + random.nextInt(500)];
    try (deflater) {
      if (dictionary != null) {
        deflater.setDictionary(dictionary);
      }
      for (int at = 0; at < data.length; ) {
        int n = Math.min(data.length - at, 1 + random.nextInt(700));
        deflater.setInput(data, at, n);
        while (!deflater.needsInput()) {
          out.write(buf, 0, deflater.deflate(buf));
        }
        at += n;
      }
      deflater.finish();
      assertFalse(deflater.finished());
      while (!deflater.finished()) {
        out.write(buf, 0, deflater.deflate(buf));
      }
      assertEquals(out.size(), deflater.getBytesWritten());
      assertEquals(data.length, deflater.getBytesRead());
    }
    return out.toByteArray();
  }
}
