package dev.doorbell.offload.binding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.doorbell.offload.device.twin.FaultPlan;
import dev.doorbell.offload.job.CipherJob;
import dev.doorbell.offload.job.Direction;
import dev.doorbell.offload.job.Job;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.KeyMaterial;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.job.Outcome;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What many jobs leave behind: nothing. */
class SteadyStateTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static Job ecb(int bytes) {
    return new CipherJob(
        Operation.AES_ECB,
        Direction.ENCRYPT,
        KeyMaterial.copyOf(new byte[16]),
        new byte[0],
        MemorySegment.ofArray(new byte[bytes]),
        MemorySegment.ofArray(new byte[bytes]));
  }

  /**
   * Runs the job until it was done so many times. A busy machine may cost a deadline now and then:
   * that job is run again.
   */
  private static void run(TwinRig rig, Job job, int times) {
    JobResult result = new JobResult();
    for (int done = 0; done < times; ) {
      Outcome outcome = rig.engine.execute(job, result);
      if (outcome == Outcome.Done.DONE) {
        done++;
      } else {
        assertTrue(outcome instanceof Outcome.Evicted, () -> "answered " + outcome);
        rig.ready();
      }
    }
  }

  @Test
  void aHundredThousandJobsLeaveNoSlotNoSlabAndNoGrowth() {
    try (TwinRig rig = TwinRig.sec(FaultPlan.NONE)) {
      Job job = ecb(64);
      run(rig, job, 10_000);
      long slabs = rig.pool.allocatedBytes();
      int threads = Thread.activeCount();
      run(rig, job, 100_000);
      assertEquals(0, rig.pool.lentBytes());
      assertEquals(slabs, rig.pool.allocatedBytes());
      assertEquals(threads, Thread.activeCount());
    }
  }

  @Test
  void aJobAllocatesNothingOnceTheCodeIsCompiled() {
    try (TwinRig rig = TwinRig.sec(FaultPlan.NONE)) {
      Job job = ecb(64);
      long least = Long.MAX_VALUE;
      // Compilation may finish in any of the rounds; one without a single byte is the proof.
      for (int round = 0; round < 40 && least > 0; round++) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        run(rig, job, 10_000);
        least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
      }
      // The loop's own JobResult of 32 bytes, if the compiler has not removed it.
      assertTrue(least <= 32, least + " bytes in 10,000 jobs");
    }
  }

  @Test
  void manyThreadsShareOneQueueAndEachGetsItsOwnAnswer() throws InterruptedException {
    try (TwinRig rig = TwinRig.sec(FaultPlan.NONE)) {
      AtomicInteger wrong = new AtomicInteger();
      AtomicLong done = new AtomicLong();
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 72; t++) {
        int seed = t;
        Runnable work =
            () -> {
              SplittableRandom random = new SplittableRandom(seed);
              JobResult result = new JobResult();
              for (int i = 0; i < 100; i++) {
                Jobs.Checked checked =
                    i % 2 == 0
                        ? Jobs.cbc(random, 1 + random.nextInt(40))
                        : Jobs.gcm(random, 1 + random.nextInt(900));
                Outcome outcome = rig.engine.execute(checked.job(), result);
                if (outcome == Outcome.Done.DONE) {
                  done.incrementAndGet();
                }
                if (outcome == Outcome.Done.DONE
                    ? !checked.isRight(result.produced())
                    : outcome.isAnswer()) {
                  wrong.incrementAndGet();
                }
              }
            };
        threads.add(t < 8 ? Thread.ofPlatform().start(work) : Thread.ofVirtual().start(work));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertEquals(0, wrong.get());
      assertTrue(done.get() > 0);
      TwinRig.await("all slabs back", () -> rig.pool.lentBytes() == 0);
    }
  }

  @Test
  void everyAnswerStaysRightWhileFaultsStrikeAtRandom() throws InterruptedException {
    FaultPlan faults =
        FaultPlan.parse(
            "reset:every=90,unbind:every=110:for=30ms,remove:every=170:for=5ms,lose:every=130,duplicate:every=140,error:every=60,badhead:every=150,seed=5");
    try (TwinRig rig = TwinRig.sec(faults)) {
      AtomicInteger wrong = new AtomicInteger();
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 16; t++) {
        int seed = t;
        threads.add(
            Thread.ofVirtual()
                .start(() -> {
                  SplittableRandom random = new SplittableRandom(seed);
                  JobResult result = new JobResult();
                  for (int i = 0; i < 300; i++) {
                    Jobs.Checked checked = Jobs.cbc(random, 1 + random.nextInt(40));
                    Outcome outcome = rig.engine.execute(checked.job(), result);
                    if (outcome == Outcome.Done.DONE
                        ? !checked.isRight(result.produced())
                        : outcome.isAnswer() || !checked.isUntouched()) {
                      wrong.incrementAndGet();
                    }
                    if (outcome == Outcome.Evicted.UNBOUND) {
                      Thread.yield();
                    }
                  }
                }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertEquals(0, wrong.get());
    }
  }
}
