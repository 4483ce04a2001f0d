package dev.doorbell.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.OffloadConfig;
import dev.doorbell.offload.device.twin.TwinDevice;
import dev.doorbell.offload.engine.Capability;
import dev.doorbell.offload.engine.Engine;
import dev.doorbell.offload.engine.EngineStatus;
import dev.doorbell.offload.job.Job;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Lz77Sequence;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.job.Outcome;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * zstd with sequences of a device: the twin, undisturbed and in a storm, and a device that lies.
 */
class ZstdTwinTest {
  private static Offload open(String faults, int deadlineMs) throws InterruptedException {
    return open(faults, deadlineMs, "hisi_zip:3");
  }

  private static Offload open(String faults, int deadlineMs, String devices)
      throws InterruptedException {
    Offload offload =
        Offload.open(
            OffloadConfig.of(
                Map.of(
                    "doorbell.devices",
                    "twin",
                    "doorbell.twin.devices",
                    devices,
                    "doorbell.route.min.bytes",
                    "0",
                    "doorbell.deadline.floor.ms",
                    "" + deadlineMs,
                    "doorbell.twin.faults",
                    faults)));
    assertTrue(offload.awaitReady(Duration.ofSeconds(20)), "the twin's queues are not ready");
    return offload;
  }

  private static long searchedByDevice(Offload offload) {
    return offload.counters().stream()
        .filter(row -> row.operation().equals("LZ77_ZSTD") && !row.engine().equals("software"))
        .mapToLong(row -> row.jobs())
        .sum();
  }

  private static long served(byte[] data, Offload offload, int level, ByteArrayOutputStream to)
      throws Exception {
    OffloadZstdOutputStream out =
        new OffloadZstdOutputStream(to, ZstdParameters.DEFAULT.withLevel(level), offload);
    out.write(data);
    out.close();
    return out.blocksWithSequences();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 9, 19})
  void theDevicesSequencesAreInTheFrame(int level) throws Exception {
    byte[] data = Samples.mixed(new Random(level), 700_000);
    try (Offload offload = open("", 10_000)) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      long served = served(data, offload, level, bytes);
      ZstdPeers.assertReadBack(data, bytes.toByteArray(), "level " + level);
      assertEquals(6, searchedByDevice(offload), () -> offload.counters().toString());
      assertTrue(served >= 6, "only " + served + " blocks have the device's sequences");
      assertTrue(bytes.size() < data.length * 0.7, bytes.size() + " bytes");
    }
  }

  @Test
  void aWholeMessageIsSearchedByTheDeviceToo() throws Exception {
    byte[] data = Samples.mixed(new Random(9), 300_000);
    try (Offload offload = open("", 10_000);
        OffloadZstdCompressor compressor =
            new OffloadZstdCompressor(ZstdParameters.DEFAULT, offload)) {
      for (int i = 0; i < 3; i++) {
        ZstdPeers.assertReadBack(data, compressor.compress(data), "message " + i);
      }
      assertEquals(9, searchedByDevice(offload));
      assertTrue(compressor.blocksWithSequences() >= 9);
    }
  }

  @Test
  void aDeviceOfVersion2IsNotAsked() throws Exception {
    byte[] data = Samples.mixed(new Random(9), 300_000);
    try (Offload offload = open("", 10_000, "hisi_zip:2")) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      assertEquals(0, served(data, offload, 3, bytes));
      ZstdPeers.assertReadBack(data, bytes.toByteArray(), "V2");
      assertEquals(
          "UNSUPPORTED",
          offload.counters().stream()
              .filter(row -> row.operation().equals("LZ77_ZSTD"))
              .findFirst()
              .orElseThrow()
              .reason());
    }
  }

  /**
   * Several storms: one that strikes the known answer of LZ77_ZSTD keeps it off these queues, and
   * as nothing goes to them then, they are not lost either.
   */
  @Test
  void callersDoNotSeeAStormOfFaults() throws Exception {
    long seed = Samples.seed();
    Random random = new Random(seed);
    long searched = 0;
    for (int storm = 0; storm < 5 || (storm < 100 && searched == 0); storm++) {
      String faults =
          "reset:every=30,unbind:every=40:for=5ms,error:every=60,corrupt:every=25,toolong:every=60,seed="
              + Math.floorMod(seed + storm, 1000L);
      try (Offload offload = open(faults, 50)) {
        for (int round = 0; round < 5; round++) {
          String where = "-Ddoorbell.test.seed=" + seed + " storm=" + storm + " round=" + round;
          roundTrip(random, offload, where);
        }
        searched += searchedByDevice(offload);
      }
    }
    assertTrue(searched > 0, "no device searched, -Ddoorbell.test.seed=" + seed);
  }

  private static void roundTrip(Random random, Offload offload, String where) throws Exception {
    byte[] data = Samples.mixed(random, random.nextInt(400_000));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ZstdParameters parameters =
        new ZstdParameters(
            random.nextInt(15) - 3,
            random.nextBoolean(),
            random.nextInt(4) == 0 ? 10 + random.nextInt(10) : 0,
            random.nextBoolean() ? data.length : -1);
    try (OutputStream out = new OffloadZstdOutputStream(bytes, parameters, offload)) {
      for (int at = 0; at < data.length; ) {
        int n = Math.min(data.length - at, random.nextInt(150_000));
        out.write(data, at, n);
        at += n;
        if (random.nextInt(3) == 0) {
          out.flush();
          assertArrayEquals(Arrays.copyOf(data, at), ZstdPeers.soFar(bytes.toByteArray()), where);
        }
      }
    }
    ZstdPeers.assertReadBack(data, bytes.toByteArray(), where);
    try (InputStream in =
        new OffloadZstdInputStream(new ByteArrayInputStream(bytes.toByteArray()), 27, offload)) {
      assertArrayEquals(data, in.readAllBytes(), where);
    }
  }

  @Test
  void aQueueThatIsTakenInMidStreamCostsNothing() throws Exception {
    byte[] data = Samples.mixed(new Random(3), 2 << 20);
    try (Offload offload = open("", 2000)) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (OutputStream out = new OffloadZstdOutputStream(bytes, ZstdParameters.DEFAULT, offload)) {
        out.write(data, 0, 1 << 20);
        TwinDevice device = offload.twin().orElseThrow().devices().getFirst();
        for (int queue : device.queues()) {
          device.reset(queue);
        }
        out.write(data, 1 << 20, 1 << 20);
      }
      ZstdPeers.assertReadBack(data, bytes.toByteArray(), "reset in mid-stream");
    }
  }

  @Test
  void manyStreamsShareTheQueues() throws Exception {
    int threads = 12;
    CountDownLatch done = new CountDownLatch(threads);
    Throwable[] failure = new Throwable[1];
    long seed = Samples.seed();
    try (Offload offload = open("reset:every=40,corrupt:every=13,seed=5", 200)) {
      for (int i = 0; i < threads; i++) {
        Random random = new Random(seed + i);
        String where = "-Ddoorbell.test.seed=" + (seed + i);
        Thread.Builder builder = i % 2 == 0 ? Thread.ofVirtual() : Thread.ofPlatform();
        builder.start(() -> {
          try {
            for (int round = 0; round < 3; round++) {
              roundTrip(random, offload, where);
            }
          } catch (Throwable e) {
            failure[0] = e;
          } finally {
            done.countDown();
          }
        });
      }
      done.await();
      assertEquals(null, failure[0]);
    }
  }

  /** An engine that answers with any sequences at all, as if its driver had not looked at them. */
  private static final class Liar implements Engine {
    private final Random random;

    Liar(long seed) {
      random = new Random(seed);
    }

    @Override
    public String name() {
      return "liar";
    }

    @Override
    public Capability capability(Operation operation) {
      return operation == Operation.LZ77_ZSTD ? new Capability(operation, 1, 128 << 10) : null;
    }

    @Override
    public EngineStatus status() {
      return EngineStatus.ALWAYS_READY;
    }

    @Override
    public synchronized Outcome execute(Job job, JobResult result) {
      int n = (int) job.input().byteSize();
      int room = (int) (job.output().byteSize() / Long.BYTES);
      int count = Math.min(room, 1 + random.nextInt(random.nextBoolean() ? 3 : n / 8 + 1));
      for (int i = 0; i < count; i++) {
        long sequence =
            switch (random.nextInt(3)) {
              case 0 -> random.nextLong();
              case 1 ->
                  Lz77Sequence.of(
                      random.nextInt(n + 1), random.nextInt(n + 1), random.nextInt(n + 1));
              default -> Lz77Sequence.of(random.nextInt(9), random.nextInt(9), random.nextInt(9));
            };
        job.output().set(ValueLayout.JAVA_LONG_UNALIGNED, 8L * i, sequence);
      }
      result.set(n, 8L * count);
      return Outcome.Done.DONE;
    }
  }

  /** An engine that knows 8 bytes, again and again, when it sees them, and else finds nothing. */
  private static final class OfEight implements Engine {
    @Override
    public String name() {
      return "eight";
    }

    @Override
    public Capability capability(Operation operation) {
      return operation == Operation.LZ77_ZSTD ? new Capability(operation, 1, 128 << 10) : null;
    }

    @Override
    public EngineStatus status() {
      return EngineStatus.ALWAYS_READY;
    }

    @Override
    public Outcome execute(Job job, JobResult result) {
      int n = (int) job.input().byteSize();
      boolean found = job.input().asSlice(8).mismatch(job.input().asSlice(0, n - 8)) < 0;
      if (found) {
        job.output().set(ValueLayout.JAVA_LONG_UNALIGNED, 0, Lz77Sequence.of(8, n - 8, 8));
      }
      result.set(n, found ? 8 : 0);
      return Outcome.Done.DONE;
    }
  }

  /**
   * A decoder that begins knows the distances 1, 4 and 8 as those to be repeated, and others when
   * it has read a block that zstd has searched.
   */
  @ParameterizedTest
  @ValueSource(ints = {-3, 1, 3, 5, 7, 9, 12, 19})
  void aBlockOfTheDevicesBehindOneOfZstdsIsReadBack(int level) throws Exception {
    byte[] text = Samples.text(level, 60_000);
    byte[] eight = new byte[1000];
    for (int i = 0; i < eight.length; i++) {
      eight[i] = (byte) (200 + i % 8);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Offload offload =
            Offload.withEngines(
                OffloadConfig.of(
                    Map.of("doorbell.devices", "none", "doorbell.route.min.bytes", "0")),
                List.of(new OfEight()));
        OffloadZstdOutputStream out =
            new OffloadZstdOutputStream(bytes, ZstdParameters.DEFAULT.withLevel(level), offload)) {
      out.write(text);
      out.flush();
      out.write(eight);
      out.finish();
      assertEquals(1, out.blocksWithSequences());
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(text);
    all.write(eight);
    ZstdPeers.assertReadBack(all.toByteArray(), bytes.toByteArray(), "level " + level);
  }

  @Test
  void aDeviceThatLiesIsNotBelieved() throws Exception {
    long seed = Samples.seed();
    Random random = new Random(seed);
    try (Offload offload =
        Offload.withEngines(
            OffloadConfig.of(Map.of("doorbell.devices", "none", "doorbell.route.min.bytes", "0")),
            List.of(new Liar(seed)))) {
      for (int round = 0; round < 25; round++) {
        roundTrip(random, offload, "-Ddoorbell.test.seed=" + seed + " round=" + round);
      }
      assertTrue(searchedByDevice(offload) > 0);
    }
  }
}
