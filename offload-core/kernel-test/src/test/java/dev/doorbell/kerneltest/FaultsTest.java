package dev.doorbell.kerneltest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.DeviceReport;
import dev.doorbell.offload.Offload;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An ordinary workload while the device misbehaves: no call fails, no byte is wrong, and afterwards
 * the device is in use again.
 */
class FaultsTest {
  /**
   * What goes wrong; how it ends; the cause that the binding must have noted, or null where none
   * need be.
   */
  enum Fault {
    HANG(device -> device.set("hold", 1), device -> device.set("hold", 0), "TIMEOUT"),
    /** Some descriptors are still done; the next one hangs. */
    HANG_AFTER_SOME(
        device -> {
          device.set("allow", 5);
          device.set("hold", 1);
        },
        device -> device.set("hold", 0),
        "TIMEOUT"),
    /** What the driver gave up is executed after all, while it works with new queues. */
    LATE_EXECUTION(
        device -> {
          device.set("late_keep", 1);
          device.set("hold", 1);
        },
        device -> {
          device.set("hold", 0);
          device.set("late_go", 1);
        },
        "TIMEOUT"),
    SLOW(device -> device.set("delay_us", 30_000), device -> device.set("delay_us", 0), null),
    PAGE_FAULTS(
        device -> device.set("fault_every", 2), device -> device.set("fault_every", 0), null),
    ONE_QUEUE_DISABLED(Knobs::evictOne, device -> {}, "RESET"),
    QUEUE_DISABLED(device -> device.set("evict", 65_535), device -> {}, "RESET"),
    RESET(device -> device.set("reset", 1), device -> device.set("reset", 0), "RESET"),
    STOP_SUBMITTING_ONLY(
        device -> device.set("reset", 2), device -> device.set("reset", 0), "RESET"),
    ISOLATED(Knobs::isolate, device -> {}, "ISOLATED"),
    ISOLATED_BY_TOO_MANY_ERRORS(
        device -> {
          device.isolateAt(3);
          device.set("errors", 3);
        },
        device -> {},
        "ISOLATED"),
    REMOVED_AND_BACK_AT_ONCE(
        device -> {
          device.set("remove", 1);
          device.set("remove", 0);
        },
        device -> {},
        "REMOVED"),
    REMOVED_WHILE_JOBS_HANG(
        device -> {
          device.set("hold", 1);
          device.set("remove", 1);
        },
        device -> {
          device.set("hold", 0);
          device.set("remove", 0);
        },
        "REMOVED"),
    REMOVED(device -> device.set("remove", 1), device -> device.set("remove", 0), "REMOVED"),
    LOST_COMPLETION(device -> device.set("next_lose", 1), device -> {}, "TIMEOUT"),
    DUPLICATE_COMPLETION(device -> device.set("next_duplicate", 1), device -> {}, "INCONSISTENT"),
    REORDERED_COMPLETION(
        device -> device.set("next_reorder", 1), device -> device.set("next_reorder", 0), null),
    BAD_PHASE(device -> device.set("next_bad_phase", 1), device -> {}, null),
    SLOT_OUT_OF_RANGE(device -> device.set("next_bad_head", 1), device -> {}, "INCONSISTENT"),
    SLOT_OF_ANOTHER_JOB(device -> device.set("next_bad_tag", 1), device -> {}, "INCONSISTENT"),
    ANSWER_NOT_WRITTEN(device -> device.set("next_stale", 1), device -> {}, null),
    ERRORS(
        device -> device.set("next_error", 30),
        device -> device.set("next_error", 0),
        "DEVICE_ERRORS"),
    NO_QUEUE_AFTERWARDS(
        device -> evictAndRefuse(device, "open_errno", 16),
        device -> device.set("open_errno", 0),
        "RESET"),
    NO_START_AFTERWARDS(
        device -> evictAndRefuse(device, "start_errno", 110),
        device -> device.set("start_errno", 0),
        "RESET"),
    NO_MEMORY_AFTERWARDS(
        device -> evictAndRefuse(device, "mmap_errno", 12),
        device -> device.set("mmap_errno", 0),
        "RESET"),
    NO_CONTEXT_AFTERWARDS(
        device -> evictAndRefuse(device, "ctx_errno", 5),
        device -> device.set("ctx_errno", 0),
        "RESET"),
    NO_SIZES_AFTERWARDS(
        device -> evictAndRefuse(device, "info_errno", 6),
        device -> device.set("info_errno", 0),
        "RESET"),
    NO_ADDRESS_SPACE_AFTERWARDS(
        device -> {
          Knobs.bindErrno(28);
          device.set("evict", 65_535);
        },
        device -> Knobs.bindErrno(0),
        "RESET");

    final Consumer<Knobs> begin;
    final Consumer<Knobs> end;
    final String cause;

    Fault(Consumer<Knobs> begin, Consumer<Knobs> end, String cause) {
      this.begin = begin;
      this.end = end;
      this.cause = cause;
    }

    private static void evictAndRefuse(Knobs device, String knob, int errno) {
      device.set(knob, errno);
      device.set("evict", 65_535);
    }
  }

  @BeforeEach
  @AfterEach
  void wellBehaved() {
    Knobs.reset();
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void ciphersGoOn(Fault fault) throws Exception {
    goesOn(fault, Knobs.SEC_V3, workload -> workload.ciphers(3000));
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void compressionGoesOn(Fault fault) throws Exception {
    goesOn(fault, Knobs.ZIP_V3, workload -> workload.zips(9000));
  }

  /**
   * Two workers all the time; the fault comes while they run, and they go on for a while after it.
   */
  private static void goesOn(Fault fault, Knobs device, Consumer<Workload> work) throws Exception {
    long held = device.get("in_use");
    try (Offload offload =
        Guest.ready(
            device.name(),
            "doorbell.deadline.floor.ms",
            "400",
            "doorbell.deadline.ceiling.ms",
            "2000")) {
      Workers workers = new Workers(offload, work);
      try {
        workers.awaitRounds(4);
        fault.begin.accept(device);
        if (fault.cause != null) {
          Knobs.await(
              fault + " was noticed as " + fault.cause + ": " + offload.devices(),
              () -> workers.failed() || evictions(offload).contains(fault.cause));
        }
        workers.awaitRounds(6);
        fault.end.accept(device);
        Knobs.reset();
        long jobs = Guest.jobs(offload, device.name());
        Knobs.await(
            fault + ": the device is in use again: " + offload.devices(),
            () -> workers.failed() || Guest.jobs(offload, device.name()) > jobs + 4);
        workers.awaitRounds(2);
      } finally {
        workers.stop();
      }
      assertTrue(workers.rounds() > 0);
    }
    assertEquals(held, device.get("in_use"), "queues in use afterwards");
    assertEquals(0, device.get("bonds"), "address spaces bound afterwards");
  }

  private static String evictions(Offload offload) {
    return offload.devices().stream().map(DeviceReport::evictions).toList().toString();
  }

  @Test
  void aCorruptedOutputOfInflateIsNoticedAndReplaced() throws InterruptedException {
    try (Offload offload = Guest.ready(Knobs.ZIP_V3.name())) {
      for (int i = 0; i < 10; i++) {
        // Only what was compressed by the JDK: a corrupted compressor's output nobody checks.
        Knobs.ZIP_V3.set("next_corrupt", 1);
        new Inflating(offload, i).once();
      }
    }
  }

  /** Eight errors lose the queues; what is left of them meets the first questions to new ones. */
  @Test
  void errorsInTheKnownAnswersTakeNoOperationAwayForGood() throws Exception {
    Knobs device = Knobs.SEC_V3;
    try (Offload offload = Guest.ready(device.name())) {
      Workers workers = new Workers(offload, workload -> workload.ciphers(3000));
      try {
        workers.awaitRounds(2);
        device.set("next_error", 8 + 2 + 3);
        Knobs.await(
            "lost and bound again",
            () -> workers.failed() || Guest.report(offload, device).rebinds() > 1);
        device.set("next_error", 0);
        long jobs = Guest.jobs(offload, device.name());
        Knobs.await(
            "ciphers on the queues again",
            () -> workers.failed() || Guest.jobs(offload, device.name()) > jobs + 4);
      } finally {
        workers.stop();
      }
    }
  }

  @Test
  void everyFaultAfterTheOtherWithCiphersAndCompressionTogether() throws Exception {
    try (Offload offload =
        Guest.ready(
            Knobs.ZIP_V3.name() + "," + Knobs.SEC_V3.name(),
            "doorbell.deadline.floor.ms",
            "300",
            "doorbell.deadline.ceiling.ms",
            "1000")) {
      Workers workers = new Workers(offload, workload -> workload.round(2000));
      try {
        for (Fault fault : Fault.values()) {
          for (Knobs device : List.of(Knobs.ZIP_V3, Knobs.SEC_V3)) {
            fault.begin.accept(device);
          }
          workers.awaitRounds(3);
          Knobs.reset();
          workers.awaitRounds(1);
        }
      } finally {
        workers.stop();
      }
    }
  }

  /** Threads that work until they are stopped; the first failure of any is the test's. */
  static final class Workers {
    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final java.util.concurrent.atomic.AtomicLong rounds =
        new java.util.concurrent.atomic.AtomicLong();
    private final List<Thread> threads = new ArrayList<>();

    Workers(Offload offload, Consumer<Workload> work) {
      for (int i = 0; i < 2; i++) {
        Workload workload = new Workload(offload, 100 + i);
        threads.add(Thread.ofPlatform().start(() -> run(workload, work)));
      }
    }

    private void run(Workload workload, Consumer<Workload> work) {
      try {
        while (!stop.get()) {
          work.accept(workload);
          rounds.incrementAndGet();
        }
      } catch (Throwable e) {
        failure.compareAndSet(null, e);
      }
    }

    boolean failed() {
      return failure.get() != null;
    }

    long rounds() {
      return rounds.get();
    }

    void awaitRounds(int more) {
      long target = rounds.get() + more;
      Knobs.await(more + " more rounds", () -> failed() || rounds.get() >= target);
      check();
    }

    void stop() throws InterruptedException {
      stop.set(true);
      for (Thread thread : threads) {
        thread.join(120_000);
        assertTrue(!thread.isAlive(), "a worker hangs");
      }
      check();
    }

    private void check() {
      if (failed()) {
        throw new AssertionError("a worker failed", failure.get());
      }
    }
  }
}
