package dev.doorbell.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.Offload;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Adler32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;

/** Ours and the JDK's inflater make the same calls on the same bytes. */
class InflaterDifferentialTest {
  /** What one call did, as the caller sees it. */
  private record Step(
      int n, boolean finished, boolean needsDictionary, String thrown, String output) {}

  @Test
  void aMessageInOneInputComesOutInTheSamePortionsWithTheSameEnd() throws Exception {
    long base = Samples.seed();
    for (int i = 0; i < Samples.sequences(950); i++) {
      Random random = new Random(base + i);
      PretendQueue queue = new PretendQueue(random.nextLong(), random.nextInt(3) * 30);
      try (Offload offload = queue.offload(random.nextBoolean() ? 0 : 2000)) {
        sequence(random, offload, "-Ddoorbell.test.seed=" + (base + i));
      }
    }
  }

  /** With a library, or without one on a machine that has none. */
  @Test
  void aMessageThatNoQueueTakesComesOutAsOfTheJdksInflater() throws Exception {
    long base = Samples.seed();
    try (Offload offload = Engines.LIBRARIES.open()) {
      for (int i = 0; i < Samples.sequences(500); i++) {
        Random random = new Random(base + i);
        sequence(random, offload, "-Ddoorbell.test.seed=" + (base + i));
      }
    }
  }

  /** One inflater, one or two messages, sound or not, with or without something behind them. */
  static void sequence(Random random, Offload offload, String where) throws Exception {
    boolean nowrap = random.nextBoolean();
    byte[] data = Samples.mixed(random, random.nextInt(1 << (1 + random.nextInt(18))));
    byte[] compressed = withTail(random, Samples.deflateWithJdk(data, random.nextInt(10), nowrap));
    damage(random, compressed);
    ByteBuffer oursIn =
        random.nextBoolean() ? Samples.buffer(random, compressed, 0, compressed.length) : null;
    ByteBuffer jdkIn = oursIn == null ? null : ByteBuffer.wrap(compressed);
    try (Inflater ours = new OffloadInflater(nowrap, offload);
        Inflater jdk = new Inflater(nowrap)) {
      int streams = 1 + random.nextInt(2);
      for (int s = 0; s < streams; s++) {
        if (oursIn != null) {
          ours.setInput(oursIn);
          jdk.setInput(jdkIn);
        } else {
          ours.setInput(compressed);
          jdk.setInput(compressed);
        }
        sameSteps(random, ours, jdk, nowrap, where);
        if (oursIn != null) {
          assertEquals(jdkIn.remaining(), oursIn.remaining(), where);
        }
        if (s + 1 < streams) {
          ours.reset();
          jdk.reset();
          if (oursIn != null) {
            oursIn.position(oursIn.limit() - compressed.length);
            jdkIn.rewind();
          }
          assertEquals(jdk.getAdler(), ours.getAdler(), where);
          assertEquals(jdk.getRemaining(), ours.getRemaining(), where);
        }
      }
    }
  }

  private static byte[] withTail(Random random, byte[] compressed) {
    return random.nextBoolean()
        ? compressed
        : Arrays.copyOf(compressed, compressed.length + random.nextInt(3000));
  }

  private static void damage(Random random, byte[] compressed) {
    if (random.nextInt(4) == 0) {
      compressed[random.nextInt(compressed.length)] ^= (byte) (1 << random.nextInt(8));
    }
  }

  private static void sameSteps(
      Random random, Inflater ours, Inflater jdk, boolean nowrap, String where) {
    int room = 1 + random.nextInt(1 << (1 + random.nextInt(17)));
    Adler32 adler = new Adler32();
    int idle = 0;
    for (int call = 0; idle < 2; call++) {
      int len = random.nextInt(10) == 0 ? 0 : room;
      boolean direct = random.nextBoolean();
      byte[] out = new byte[len];
      Step expected = step(jdk, ByteBuffer.wrap(out));
      byte[] got = new byte[len];
      Step actual = step(ours, direct ? ByteBuffer.allocateDirect(len) : ByteBuffer.wrap(got));
      assertEquals(expected, actual, where + " call " + call);
      assertEquals(jdk.getBytesWritten(), ours.getBytesWritten(), where + " call " + call);
      adler.update(out, 0, Math.max(0, expected.n));
      if (expected.thrown == null && len > 0) {
        assertEquals(
            nowrap ? 0 : (int) adler.getValue(),
            nowrap ? 0 : ours.getAdler(),
            where + " call " + call);
      }
      if (expected.finished || expected.thrown != null) {
        assertEquals(jdk.getRemaining(), ours.getRemaining(), where + " call " + call);
        assertEquals(jdk.getBytesRead(), ours.getBytesRead(), where + " call " + call);
        assertEquals(jdk.getAdler(), ours.getAdler(), where + " call " + call);
        assertEquals(jdk.needsInput(), ours.needsInput(), where + " call " + call);
      } else if (expected.n > 0 && ours.needsInput()) {
        assertTrue(jdk.needsInput(), where + " call " + call);
      }
      if (expected.thrown != null) {
        return;
      }
      idle = len > 0 && (expected.n == 0 || expected.finished) ? idle + 1 : 0;
    }
  }

  private static Step step(Inflater inflater, ByteBuffer out) {
    int n = -1;
    String thrown = null;
    try {
      if (out.hasArray()) {
        n = inflater.inflate(out.array());
      } else {
        n = inflater.inflate(out);
        assertEquals(n, out.position());
      }
    } catch (DataFormatException e) {
      thrown = e.toString();
    }
    byte[] bytes = new byte[Math.max(0, n)];
    out.position(0).get(bytes);
    return new Step(
        n, inflater.finished(), inflater.needsDictionary(), thrown, Arrays.hashCode(bytes) + "");
  }

  @Test
  void theRestOfTheInputMayBeBroughtBackInPortions() throws Exception {
    long seed = Samples.seed();
    Random random = new Random(seed);
    for (int round = 0; round < 100; round++) {
      String where = "seed=" + seed + " round=" + round;
      byte[] data =
          round % 2 == 0
              ? Samples.mixed(random, 1 + random.nextInt(100_000))
              : Samples.noise(seed, 1 + random.nextInt(20_000));
      byte[] compressed = Samples.deflateWithJdk(data, 6, true);
      try (Inflater ours = new OffloadInflater(true, PretendQueue.reliable().offload(0))) {
        ours.setInput(compressed);
        byte[] out = new byte[data.length];
        int n = ours.inflate(out, 0, data.length / 3);
        int calls = 0;
        int consumed = compressed.length - ours.getRemaining();
        while (!ours.finished()) {
          if (ours.needsInput() || random.nextInt(5) == 0) {
            consumed = (int) ours.getBytesRead();
            ours.setInput(
                compressed,
                consumed,
                Math.min(compressed.length - consumed, 1 + random.nextInt(300)));
          }
          n += ours.inflate(out, n, Math.min(out.length - n, random.nextInt(2000)));
          assertTrue(++calls < 1_000_000, where);
        }
        assertArrayEquals(data, out, where);
        assertEquals(data.length, n, where);
        assertEquals(compressed.length, ours.getBytesRead(), where);
        assertEquals(0, ours.getRemaining(), where);
      }
    }
  }

  @Test
  void inputNeverLooksUsedUpWhileOutputWaits() throws Exception {
    byte[] data = Samples.text(1, 200_000);
    byte[] compressed = Samples.deflateWithJdk(data, 9, false);
    PretendQueue queue = PretendQueue.reliable();
    try (Inflater inflater = new OffloadInflater(false, queue.offload(0))) {
      inflater.setInput(compressed);
      byte[] out = new byte[1000];
      long read = 0;
      for (int i = 0; i < 199; i++) {
        assertEquals(1000, inflater.inflate(out));
        assertFalse(inflater.needsInput());
        assertFalse(inflater.finished());
        assertTrue(inflater.getBytesRead() >= read);
        read = inflater.getBytesRead();
        assertEquals(compressed.length - read, inflater.getRemaining());
      }
      assertEquals(1000, inflater.inflate(out));
      assertTrue(inflater.finished());
      assertEquals(compressed.length, inflater.getBytesRead());
      assertEquals(1, queue.inflated.get());
    }
  }

  @Test
  void aMessageWithADictionaryGoesToSoftware() throws Exception {
    byte[] dictionary = Samples.text(3, 500);
    byte[] data = Samples.text(4, 50_000);
    for (boolean nowrap : new boolean[] {false, true}) {
      byte[] compressed;
      try (Deflater deflater = new Deflater(6, nowrap)) {
        deflater.setDictionary(dictionary);
        deflater.setInput(data);
        deflater.finish();
        compressed = Samples.drain(deflater);
      }
      try (Inflater inflater = new OffloadInflater(nowrap, PretendQueue.reliable().offload(0))) {
        if (nowrap) {
          inflater.setDictionary(ByteBuffer.wrap(dictionary));
        }
        inflater.setInput(compressed);
        byte[] out = new byte[data.length];
        if (!nowrap) {
          assertEquals(0, inflater.inflate(out));
          assertTrue(inflater.needsDictionary());
          Adler32 adler = new Adler32();
          adler.update(dictionary);
          assertEquals((int) adler.getValue(), inflater.getAdler());
          inflater.setDictionary(dictionary);
        }
        assertEquals(data.length, inflater.inflate(out));
        assertArrayEquals(data, out);
        assertTrue(inflater.finished());
      }
    }
  }

  @Test
  void aMessageThatGoesOnBeyondTheInputIsReadInSoftware() throws Exception {
    byte[] data = Samples.text(5, 100_000);
    byte[] compressed = Samples.deflateWithJdk(data, 6, false);
    PretendQueue queue = PretendQueue.reliable();
    try (Inflater inflater = new OffloadInflater(false, queue.offload(0))) {
      byte[] out = new byte[data.length];
      int n = 0;
      for (int at = 0; at < compressed.length; at += 5000) {
        inflater.setInput(compressed, at, Math.min(5000, compressed.length - at));
        int got;
        while ((got = inflater.inflate(out, n, Math.min(3000, out.length - n))) > 0) {
          n += got;
        }
      }
      assertTrue(inflater.finished());
      assertArrayEquals(data, out);
      assertEquals(1, queue.inflated.get());
    }
  }

  @Test
  void aSpoiltResultOfAZlibMessageDoesNotReachTheCaller() throws Exception {
    byte[] data = Samples.text(7, 60_000);
    byte[] compressed = Samples.deflateWithJdk(data, 6, false);
    PretendQueue queue = PretendQueue.reliable();
    queue.spoilsResults = true;
    try (Inflater inflater = new OffloadInflater(false, queue.offload(0))) {
      inflater.setInput(ByteBuffer.wrap(compressed));
      byte[] out = new byte[data.length];
      assertEquals(data.length, inflater.inflate(out));
      assertTrue(inflater.finished());
      assertArrayEquals(data, out);
      assertEquals(1, queue.done.get());
    }
  }

  @Test
  void aResultBeyondTheBoundIsReadInSoftware() throws Exception {
    byte[] zeros = new byte[20 << 20];
    byte[] compressed = Samples.deflateWithJdk(zeros, 9, true);
    PretendQueue queue = PretendQueue.reliable();
    try (Inflater inflater = new OffloadInflater(true, queue.offload(0))) {
      inflater.setInput(compressed);
      byte[] out = new byte[1 << 20];
      long n = 0;
      while (!inflater.finished()) {
        n += inflater.inflate(out);
      }
      assertEquals(zeros.length, n);
      assertEquals(0, queue.done.get());
    }
  }

  @Test
  void manySmallMessagesInOneInputEachComeFromAJob() throws Exception {
    byte[] data = Samples.text(6, 3000);
    byte[] one = Samples.deflateWithJdk(data, 6, true);
    byte[] all = new byte[one.length * 50];
    for (int i = 0; i < 50; i++) {
      System.arraycopy(one, 0, all, i * one.length, one.length);
    }
    PretendQueue queue = PretendQueue.reliable();
    try (Inflater inflater = new OffloadInflater(true, queue.offload(0))) {
      int at = 0;
      for (int i = 0; i < 50; i++) {
        inflater.setInput(all, at, all.length - at);
        byte[] out = new byte[3000];
        assertEquals(3000, inflater.inflate(out));
        assertTrue(inflater.finished());
        assertArrayEquals(data, out);
        at += (int) inflater.getBytesRead();
        assertEquals(all.length - at, inflater.getRemaining());
        inflater.reset();
      }
      assertEquals(50, queue.done.get());
      assertEquals(50, queue.inflated.get());
    }
  }
}
