package dev.doorbell.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.OffloadConfig;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;

/** The codec over the production driver on the software twin, undisturbed and in a storm. */
class TwinCodecTest {
  private static Offload open(String faults, int deadlineMs) throws InterruptedException {
    return open(faults, deadlineMs, "auto");
  }

  private static Offload open(String faults, int deadlineMs, String library)
      throws InterruptedException {
    Map<String, String> settings =
        Map.of(
            "doorbell.devices",
            "twin",
            "doorbell.route.min.bytes",
            "0",
            "doorbell.codec.piece.bytes",
            "" + (32 << 10),
            "doorbell.deadline.floor.ms",
            "" + deadlineMs,
            "doorbell.twin.devices",
            "hisi_zip:3",
            "doorbell.codec.library",
            library,
            "doorbell.rebind.losses",
            "1000000",
            "doorbell.twin.faults",
            faults);
    Offload offload = Offload.open(OffloadConfig.of(settings));
    assertTrue(offload.awaitReady(Duration.ofSeconds(20)), "the twin's queues are not ready");
    return offload;
  }

  private static long jobsOnQueues(Offload offload) {
    return offload.counters().stream()
        .filter(row -> !row.engine().equals("software"))
        .mapToLong(row -> row.jobs())
        .sum();
  }

  @Test
  void streamsAndMessagesRunOnTheTwinsQueues() throws Exception {
    try (Offload offload = open("", 10_000)) {
      roundTrips(offload, 25);
      assertTrue(jobsOnQueues(offload) > 50, () -> offload.counters().toString());
    }
  }

  @Test
  void callersDoNotSeeAStormOfFaults() throws Exception {
    try (Offload offload = open("reset:every=30,unbind:every=40:for=5ms,seed=3", 50)) {
      roundTrips(offload, 40);
      assertTrue(jobsOnQueues(offload) > 0, () -> offload.counters().toString());
    }
  }

  @Test
  void anySequenceOfCallsIsRightInAStormOfFaults() throws Exception {
    long base = Samples.seed();
    for (String library : new String[] {"auto", "jdk"}) {
      try (Offload offload =
          open(
              "reset:every=30,unbind:every=40:for=5ms,seed=" + Math.floorMod(base, 1000L),
              50,
              library)) {
        for (int i = 0; i < Samples.sequences(25); i++) {
          String where = library + ", -Ddoorbell.test.seed=" + (base + i);
          DeflaterDifferentialTest.sequence(new Random(base + i), offload, null, where);
          InflaterDifferentialTest.sequence(new Random(base + i), offload, where);
        }
        assertTrue(jobsOnQueues(offload) > 0, () -> offload.counters().toString());
      }
    }
  }

  private static void roundTrips(Offload offload, int rounds) throws Exception {
    long seed = Samples.seed();
    Random random = new Random(seed);
    for (int round = 0; round < rounds; round++) {
      String where = "seed=" + seed + " round=" + round;
      byte[] data = Samples.mixed(random, 1 + random.nextInt(200_000));
      boolean nowrap = random.nextBoolean();
      byte[] compressed;
      try (Deflater deflater = new OffloadDeflater(random.nextInt(11) - 1, nowrap, offload)) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buf = new byte[20_000];
        for (int at = 0; at < data.length; ) {
          int n = Math.min(data.length - at, 1 + random.nextInt(100_000));
          deflater.setInput(data, at, n);
          at += n;
          int flush =
              at < data.length && random.nextInt(3) == 0 ? Deflater.SYNC_FLUSH : Deflater.NO_FLUSH;
          while (!deflater.needsInput()) {
            out.write(buf, 0, deflater.deflate(buf, 0, buf.length, flush));
          }
        }
        deflater.finish();
        out.writeBytes(Samples.drain(deflater));
        compressed = out.toByteArray();
      }
      assertArrayEquals(data, Samples.inflateWithJdk(compressed, nowrap, null), where);
      try (Inflater inflater = new OffloadInflater(nowrap, offload)) {
        inflater.setInput(compressed);
        byte[] back = new byte[data.length];
        int n = 0;
        while (!inflater.finished()) {
          n += inflater.inflate(back, n, Math.min(50_000, back.length - n));
        }
        assertEquals(data.length, n, where);
        assertArrayEquals(data, back, where);
      }
      ByteArrayOutputStream gz = new ByteArrayOutputStream();
      try (OutputStream out = new OffloadGZIPOutputStream(gz, 4096, true, offload)) {
        out.write(data);
      }
      try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(gz.toByteArray()))) {
        assertArrayEquals(data, in.readAllBytes(), where);
      }
      try (InputStream in =
          new OffloadGZIPInputStream(new ByteArrayInputStream(gz.toByteArray()), offload)) {
        assertArrayEquals(data, in.readAllBytes(), where);
      }
    }
  }
}
