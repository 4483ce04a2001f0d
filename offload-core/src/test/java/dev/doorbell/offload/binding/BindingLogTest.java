package dev.doorbell.offload.binding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.device.twin.FaultPlan;
import dev.doorbell.offload.device.twin.TwinDeviceSpec;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Outcome;
import dev.doorbell.offload.posix.Errno;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** What the log says of a binding, through the JDK's own back end of System.Logger. */
class BindingLogTest {
  private static final class Captured extends Handler implements AutoCloseable {
    final List<LogRecord> records = new ArrayList<>();
    private final Logger logger = Logger.getLogger(BindingJournal.class.getName());
    private final Level before = logger.getLevel();
    private final Runnable onLine;

    Captured(Runnable onLine) {
      this.onLine = onLine;
      logger.setLevel(Level.INFO);
      logger.setUseParentHandlers(false);
      logger.addHandler(this);
    }

    @Override
    public synchronized void publish(LogRecord line) {
      records.add(line);
      onLine.run();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      logger.removeHandler(this);
      logger.setUseParentHandlers(true);
      logger.setLevel(before);
    }

    synchronized List<String> lines() {
      return records.stream().map(LogRecord::getMessage).toList();
    }
  }

  private static TwinRig rigByHand() {
    return new TwinRig(TwinDeviceSpec.of("hisi_sec2", 3), FaultPlan.NONE, 10_000);
  }

  private static void reset(TwinRig rig) {
    for (int queue : rig.device.queues()) {
      rig.device.reset(queue);
    }
  }

  private static void untilActive(TwinRig rig) {
    TwinRig.await(
        "active",
        () -> {
          rig.aheadNs += 100_000_000;
          rig.maintain();
          return rig.engine.binding().stats().state() == BindingState.ACTIVE;
        });
  }

  @Test
  void aLossAndAReturnAreOneLineEachAndAJobIsNone() {
    try (Captured log = new Captured(() -> {});
        TwinRig rig = rigByHand()) {
      untilActive(rig);
      for (int i = 0; i < 100; i++) {
        assertEquals(
            Outcome.Done.DONE,
            rig.engine.execute(Jobs.cbc(new SplittableRandom(1), 1).job(), new JobResult()));
      }
      reset(rig);
      rig.engine.execute(Jobs.cbc(new SplittableRandom(1), 1).job(), new JobResult());
      untilActive(rig);
      List<String> lines = log.lines();
      assertEquals(3, lines.size(), lines::toString);
      String device = rig.engine.name();
      assertTrue(lines.get(0).startsWith(device + ": takes jobs: generation 1, "), lines.get(0));
      assertEquals(device + ": lost: RESET; generation 1 had answered 100 jobs", lines.get(1));
      assertEquals(Level.INFO, log.records.get(1).getLevel());
      assertTrue(lines.get(2).startsWith(device + ": takes jobs: generation 2, "), lines.get(2));
    }
  }

  @Test
  void aDeviceThatCannotBeOpenedIsNewsOnlyOnce() {
    try (Captured log = new Captured(() -> {});
        TwinRig rig = rigByHand()) {
      rig.device.failOpen(Errno.EBUSY);
      for (int i = 0; i < 5; i++) {
        rig.aheadNs += 1_000_000_000;
        rig.maintain();
      }
      rig.device.failOpen(0);
      List<String> lines = log.lines();
      assertEquals(1, lines.size(), lines::toString);
      assertTrue(lines.getFirst().contains("EBUSY"), lines::toString);
    }
  }

  @Test
  void nobodyHoldsTheBindingWhileALineIsWritten() {
    TwinRig[] rig = new TwinRig[1];
    List<Boolean> held = new ArrayList<>();
    try (Captured log = new Captured(() -> held.add(Thread.holdsLock(rig[0].engine.binding())));
        TwinRig opened = rigByHand()) {
      rig[0] = opened;
      untilActive(opened);
      reset(opened);
      opened.engine.execute(Jobs.cbc(new SplittableRandom(1), 1).job(), new JobResult());
      assertEquals(1, log.lines().size(), "a caller's thread writes no line");
      untilActive(opened);
      assertEquals(List.of(false, false, false), held);
      assertFalse(log.lines().isEmpty());
    }
  }
}
