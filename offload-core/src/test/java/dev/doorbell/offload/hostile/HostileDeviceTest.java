package dev.doorbell.offload.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.device.twin.TwinDeviceSpec;
import dev.doorbell.offload.job.DeflateJob.Ending;
import dev.doorbell.offload.job.Format;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Outcome;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Single lies of a device, by hand: the fuzzer's harness with a known input. */
class HostileDeviceTest {
  private static final int SLOT_BYTES = 128;
  private static final int ENTRY_BYTES = 16;

  private final JobResult result = new JobResult();

  private static long entry(int number) {
    return (long) SLOT_BYTES * HostileRig.DEPTH + (long) ENTRY_BYTES * (number % HostileRig.DEPTH);
  }

  private static HostileRig zip() {
    HostileRig rig = new HostileRig(TwinDeviceSpec.of("hisi_zip", 3));
    rig.recover();
    return rig;
  }

  @Test
  void aCompletionWrittenInAdvanceDoesNotGiveTheNextJobsMemoryAway() {
    try (HostileRig rig = new HostileRig(TwinDeviceSpec.of("hisi_sec2", 3))) {
      rig.recover();
      SplittableRandom random = new SplittableRandom(1);
      GuardedJob first = GuardedJob.cbc(random, 64);
      assertEquals(Outcome.Done.DONE, rig.engine.execute(first.job(), result));
      rig.now(rings -> {
        int n = rings.completions;
        rings
            .region
            .asSlice(entry(n), ENTRY_BYTES)
            .copyFrom(rings.region.asSlice(entry(n - 1), ENTRY_BYTES));
        rings.region.set(ValueLayout.JAVA_SHORT, entry(n) + 8, (short) (n % HostileRig.DEPTH));
        if (n % HostileRig.DEPTH == 0) {
          long phase = entry(n) + 14;
          rings.region.set(
              ValueLayout.JAVA_SHORT,
              phase,
              (short) (rings.region.get(ValueLayout.JAVA_SHORT, phase) ^ 1));
        }
      });
      GuardedJob second = GuardedJob.cbc(random, 64);
      assertEquals(Outcome.Evicted.INCONSISTENT, rig.engine.execute(second.job(), result));
      assertTrue(second.isUntouchedBehind(0));
      assertTrue(rig.device.step().isPresent(), "the device is still to do it");
      assertTrue(rig.lentBytes() > 0, "and its memory is kept");
      assertEquals(rig.engine.binding().stats().quarantinedBytes(), rig.lentBytes());
    }
  }

  @Test
  void aShorterMessageThanTheDeviceMadeIsNotTaken() {
    for (Format format : new Format[] {Format.ZLIB, Format.GZIP}) {
      try (HostileRig rig = zip()) {
        GuardedJob job = GuardedJob.deflate(new SplittableRandom(2), 5000, format, Ending.WHOLE);
        rig.next(rings -> {
          long produced = (long) SLOT_BYTES * ((rings.completions - 1) % HostileRig.DEPTH) + 4;
          rings.region.set(
              ValueLayout.JAVA_INT, produced, rings.region.get(ValueLayout.JAVA_INT, produced) - 1);
        });
        assertEquals(Outcome.Faulted.DEVICE_ERROR, rig.engine.execute(job.job(), result));
        assertTrue(job.isUntouchedBehind(0));
      }
    }
  }

  @Test
  void theReplayOfADeadQueuesJobFindsItsOutputAsItWas() {
    try (HostileRig rig = zip()) {
      GuardedJob job = GuardedJob.inflate(new SplittableRandom(3), 5000, Format.ZLIB);
      rig.next(rings ->
          rings.region.set(
              ValueLayout.JAVA_SHORT, entry(rings.completions - 1) + 8, (short) 0xFFFF));
      assertEquals(Outcome.Evicted.INCONSISTENT, rig.engine.execute(job.job(), result));
      assertTrue(job.isUntouchedBehind(0));
      rig.recover();
      assertEquals(0, rig.lentBytes());
      assertEquals(Outcome.Done.DONE, rig.engine.execute(job.job(), result));
      assertTrue(job.isRight(result.produced()));
    }
  }
}
