package dev.doorbell.kerneltest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.device.DescriptorCodec;
import dev.doorbell.offload.device.Device;
import dev.doorbell.offload.device.DeviceException;
import dev.doorbell.offload.job.AeadJob;
import dev.doorbell.offload.job.CipherJob;
import dev.doorbell.offload.job.Direction;
import dev.doorbell.offload.job.Job;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.KeyMaterial;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.job.Outcome;
import dev.doorbell.offload.memory.Staging;
import dev.doorbell.offload.memory.StagingPool;
import dev.doorbell.offload.queue.InFlight;
import dev.doorbell.offload.queue.WorkQueue;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The user-space queue against AF_ALG: system calls and time per job, for the same work in the same
 * guest. The device computes with the very ciphers that AF_ALG reaches, so the difference is the
 * way there and back. Both sides wait busily.
 */
class UserPathTest {
  private static final int[] SIZES = {64, 256, 1024, 4096, 16_384, 65_536};
  private static final byte[] KEY = new byte[16];

  /** Enough for the counts; for times, more: see plan-user-path. */
  private static final int JOBS = Integer.getInteger("doorbell.userpath.jobs", 200);

  private static final int WARM_UP_JOBS = 10 * JOBS;

  private static CallCounter counter;

  @BeforeAll
  static void countCalls() throws IOException {
    Assumptions.assumeTrue(
        CallCounter.available(), "no trace events of system calls in this kernel");
    counter = new CallCounter();
  }

  @AfterAll
  static void countNoMore() throws IOException {
    if (counter != null) {
      counter.close();
    }
  }

  @BeforeEach
  void wellBehaved() {
    Knobs.reset();
    Knobs.SEC_V3.set("spin", 1);
  }

  @AfterEach
  void again() {
    Knobs.reset();
  }

  private static Device device() {
    return RawQueue.device(Knobs.SEC_V3);
  }

  /**
   * The production codec, queue and staging pool; waiting is a loop, as for a device that answers
   * in microseconds.
   */
  private static void onQueue(
      Device device, WorkQueue queue, StagingPool pool, Job job, JobResult result) {
    DescriptorCodec codec = device.codec();
    Staging staging = pool.acquire(codec.stagingBytes(job));
    codec.encode(job, staging);
    InFlight entry = queue.begin();
    entry.attach(staging.memory(), DescriptorCodec.DESCRIPTOR, DescriptorCodec.COMPLETION);
    assertTrue(queue.submit(entry));
    while (!entry.isCompleted()) {
      if (queue.poll(32) == 0) {
        Thread.onSpinWait();
        assertEquals(null, queue.fault());
      }
    }
    queue.end(entry);
    assertEquals(Outcome.Done.DONE, codec.decode(job, staging, result));
    MemorySegment.copy(
        staging.memory(), staging.outputOffset(), job.output(), 0, result.produced());
    pool.release(staging);
  }

  private record Row(
      String algorithm, int bytes, String path, long jobs, long calls, double microsPerJob) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT, "%s,%d,%s,%d,%d,%.2f", algorithm, bytes, path, jobs, calls, microsPerJob);
    }
  }

  /**
   * Counts all jobs together; the time is the median of ten runs of a tenth of them each. What it
   * measures is warm: see {@link #compare}.
   */
  private static Row measure(String algorithm, int bytes, String path, Runnable one)
      throws InterruptedException {
    long[] took = new long[10];
    long calls =
        counter.count(() -> {
          for (int run = 0; run < took.length; run++) {
            long start = System.nanoTime();
            for (int i = 0; i < JOBS / took.length; i++) {
              one.run();
            }
            took[run] = System.nanoTime() - start;
          }
        });
    Arrays.sort(took);
    double median = (took[4] + took[5]) / 2.0;
    return new Row(algorithm, bytes, path, JOBS, calls, median / 1000 / (JOBS / took.length));
  }

  private static List<Row> compare(String algorithm, Operation operation)
      throws InterruptedException, DeviceException {
    List<Row> rows = new ArrayList<>();
    boolean aead = operation == Operation.AES_GCM;
    Device device = device();
    WorkQueue queue = device.open(0);
    JobResult result = new JobResult();
    try (StagingPool pool = new StagingPool(64 << 20)) {
      for (int bytes : SIZES) {
        byte[] plain = new byte[bytes];
        new Random(bytes).nextBytes(plain);
        byte[] output = new byte[bytes + (aead ? 16 : 0)];
        byte[] iv = new byte[aead ? 12 : 16];
        KeyMaterial key = KeyMaterial.copyOf(KEY);
        MemorySegment in = MemorySegment.ofArray(plain);
        MemorySegment out = MemorySegment.ofArray(output);
        Job job =
            aead
                ? new AeadJob(
                    operation,
                    Direction.ENCRYPT,
                    key,
                    iv,
                    MemorySegment.ofArray(new byte[0]),
                    16,
                    in,
                    out)
                : new CipherJob(operation, Direction.ENCRYPT, key, iv, in, out);
        Runnable onQueue = () -> onQueue(device, queue, pool, job, result);
        try (AlgSocket socket =
            new AlgSocket(aead ? "aead" : "skcipher", algorithm, KEY, iv, plain)) {
          // Loading and compiling classes, and memory of a size that the pool has not had yet, take
          // time and system calls. So both paths run first, and once in the manner of the
          // measurement.
          for (int i = bytes == SIZES[0] ? WARM_UP_JOBS : WARM_UP_JOBS / 100; i > 0; i--) {
            onQueue.run();
            socket.run();
          }
          counter.count(onQueue);
          counter.count(socket::run);
          rows.add(measure(algorithm, bytes, "queue", onQueue));
          rows.add(measure(algorithm, bytes, "af_alg", socket::run));
          assertArrayEquals(socket.result(), output, "both ways give the same bytes");
        }
      }
    } finally {
      queue.close();
    }
    return rows;
  }

  private static void report(List<Row> rows) throws IOException {
    Path file = Path.of(System.getProperty("doorbell.results", "/tmp"), "user-path.csv");
    if (!Files.exists(file)) {
      Files.writeString(file, "algorithm,bytes,path,jobs,calls,microseconds_per_job\n");
    }
    for (Row row : rows) {
      System.out.println("  " + row);
      Files.writeString(file, row + "\n", java.nio.file.StandardOpenOption.APPEND);
    }
  }

  private static void judge(List<Row> rows) throws IOException {
    report(rows);
    for (Row row : rows) {
      if (row.path().equals("queue")) {
        // The JVM's own calls in the thread (a safepoint, say) are a handful, however many jobs
        // there are.
        assertTrue(row.calls() < 10, row::toString);
      } else {
        assertTrue(row.calls() > 2 * row.jobs() - 10, row::toString);
      }
    }
  }

  @Test
  void cbcOnTheQueueMakesNoSystemCallsAndOnAfAlgTwoPerJob() throws Exception {
    judge(compare("cbc(aes)", Operation.AES_CBC));
  }

  @Test
  void ctrOnTheQueueMakesNoSystemCallsAndOnAfAlgTwoPerJob() throws Exception {
    judge(compare("ctr(aes)", Operation.AES_CTR));
  }

  @Test
  void gcmOnTheQueueMakesNoSystemCallsAndOnAfAlgTwoPerJob() throws Exception {
    judge(compare("gcm(aes)", Operation.AES_GCM));
  }

  /** A window of jobs in flight, so that neither side waits for the other after each job. */
  private static void window(
      Device device, WorkQueue queue, StagingPool pool, Job job, InFlight[] window) {
    DescriptorCodec codec = device.codec();
    Staging[] staging = new Staging[window.length];
    JobResult result = new JobResult();
    for (int i = 0; i < window.length; i++) {
      staging[i] = pool.acquire(codec.stagingBytes(job));
      codec.encode(job, staging[i]);
      window[i] = queue.begin();
      window[i].attach(staging[i].memory(), DescriptorCodec.DESCRIPTOR, DescriptorCodec.COMPLETION);
      assertTrue(queue.submit(window[i]));
    }
    for (int i = 0; i < window.length; i++) {
      while (!window[i].isCompleted()) {
        if (queue.poll(64) == 0) {
          Thread.onSpinWait();
          assertEquals(null, queue.fault());
        }
      }
      queue.end(window[i]);
      assertEquals(Outcome.Done.DONE, codec.decode(job, staging[i], result));
      pool.release(staging[i]);
    }
  }

  @Test
  void aMillionJobsMakeFewerThanTenSystemCalls() throws Exception {
    Device device = device();
    WorkQueue queue = device.open(0);
    InFlight[] window = new InFlight[500];
    try (StagingPool pool = new StagingPool(16 << 20)) {
      byte[] data = new byte[64];
      Job job =
          new CipherJob(
              Operation.AES_CTR,
              Direction.ENCRYPT,
              KeyMaterial.copyOf(KEY),
              new byte[16],
              MemorySegment.ofArray(data),
              MemorySegment.ofArray(data.clone()));
      Runnable some = () -> window(device, queue, pool, job, window);
      for (int i = 0; i < 200; i++) {
        some.run();
      }
      counter.count(some);
      int windows = 1_000_000 / window.length;
      long least = Long.MAX_VALUE;
      // The JVM stops its threads with a futex now and then, more often the longer a busy machine
      // takes: the least of three millions is what the jobs need.
      for (int million = 0; million < 3 && least >= 10; million++) {
        long start = System.nanoTime();
        long calls =
            counter.count(() -> {
              for (int i = 0; i < windows; i++) {
                some.run();
              }
            });
        double micros = (System.nanoTime() - start) / 1e3 / 1e6;
        report(
            List.of(
                new Row("ctr(aes)", 64, "queue with 500 in flight", 1_000_000, calls, micros)));
        System.out.println("  calls by number: " + counter.latest());
        least = Math.min(least, calls);
      }
      assertTrue(least < 10, "system calls in a million jobs: " + least);
    } finally {
      queue.close();
    }
  }
}
