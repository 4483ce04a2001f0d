package dev.doorbell.offload.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.binding.BindingState;
import dev.doorbell.offload.device.twin.TwinDeviceSpec;
import dev.doorbell.offload.job.Format;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Outcome;
import dev.doorbell.offload.posix.Errno;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each call to the kernel refused, with each reason that a kernel may have. */
class RefusedCallsTest {
  private static final int[] ERRNOS = {
    Errno.EACCES, Errno.EBUSY, Errno.EMFILE, Errno.ENOMEM, Errno.EINTR, Errno.ENODEV, Errno.EIO
  };

  static Stream<Arguments> sitesAndErrnos() {
    return Stream.of(InterposedCalls.Site.values())
        .flatMap(site ->
            IntStream.of(ERRNOS).mapToObj(errno -> Arguments.of(site, Errno.name(errno), errno)));
  }

  /** A zip device: two queues of different types, so that the second may fail after the first. */
  private static HostileRig rig() {
    return new HostileRig(TwinDeviceSpec.of("hisi_zip", 3));
  }

  private static void worksAgain(HostileRig rig) {
    rig.recover();
    GuardedJob job = GuardedJob.inflate(new SplittableRandom(1), 500, Format.ZLIB);
    JobResult result = new JobResult();
    assertEquals(Outcome.Done.DONE, rig.engine.execute(job.job(), result));
    assertTrue(job.isRight(result.produced()));
    assertEquals(2, rig.calls.openDescriptors(), "a queue of each type and no other");
    assertEquals(0, rig.lentBytes());
  }

  private static Outcome attempt(HostileRig rig) {
    GuardedJob job = GuardedJob.inflate(new SplittableRandom(2), 500, Format.ZLIB);
    JobResult result = new JobResult();
    Outcome outcome = rig.engine.execute(job.job(), result);
    assertTrue(
        outcome == Outcome.Done.DONE
            ? job.isRight(result.produced())
            : !outcome.isAnswer() && job.isUntouchedBehind(0));
    return outcome;
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("sitesAndErrnos")
  void aRefusedCallCostsTheDeviceAndNothingElse(
      InterposedCalls.Site refused, String name, int errno) {
    try (HostileRig rig = rig()) {
      rig.calls.refusal = site -> site == refused ? errno : 0;
      rig.maintain(0);
      boolean opening = refused.compareTo(InterposedCalls.Site.PUT) < 0;
      assertEquals(opening ? BindingState.EVICTED : BindingState.ACTIVE, rig.state());
      Outcome outcome = attempt(rig);
      if (opening) {
        assertEquals(Outcome.Evicted.UNBOUND, outcome);
        assertTrue(rig.engine.status().detail().contains(name), rig.engine.status().detail());
        assertEquals(0, rig.calls.openDescriptors(), "what was opened before is closed");
        assertEquals(0, rig.calls.mappedRegions());
        assertEquals(0, rig.device.queues().length);
      }
      rig.calls.refusal = site -> 0;
      worksAgain(rig);
    }
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(InterposedCalls.Site.class)
  void theSecondQueueMayFailAfterTheFirst(InterposedCalls.Site refused) {
    try (HostileRig rig = rig()) {
      int[] calls = {0};
      rig.calls.refusal = site -> site == refused && ++calls[0] == 2 ? Errno.EBUSY : 0;
      rig.maintain(0);
      attempt(rig);
      worksAgain(rig);
    }
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(InterposedCalls.Site.class)
  void losingTheDeviceWhileCallsFailEndsAllTheSame(InterposedCalls.Site refused) {
    try (HostileRig rig = rig()) {
      rig.recover();
      rig.device.resetDevice();
      rig.device.finishReset();
      assertNotEquals(Outcome.Done.DONE, attempt(rig));
      rig.calls.refusal = site -> site == refused ? Errno.EINTR : 0;
      for (int i = 0; i < 5; i++) {
        rig.maintain(30);
        attempt(rig);
      }
      rig.calls.refusal = site -> 0;
      // A region whose unmapping was refused stays mapped, and says that the device is still held.
      boolean held = refused == InterposedCalls.Site.UNMAP;
      rig.recover();
      assertEquals(Outcome.Done.DONE, attempt(rig));
      assertTrue(held || rig.lentBytes() == 0, "lent " + rig.lentBytes());
    }
  }

  /** What the linker throws when it has no memory for its own arguments. */
  @ParameterizedTest(name = "{0}")
  @EnumSource(InterposedCalls.Site.class)
  void aLackOfNativeMemoryForACallIsOneMoreRefusal(InterposedCalls.Site refused) {
    try (HostileRig rig = rig()) {
      rig.calls.refusal =
          site -> {
            if (site == refused) {
              throw new OutOfMemoryError("no native memory, says the test");
            }
            return 0;
          };
      for (int i = 0; i < 3; i++) {
        try {
          rig.maintain(30);
        } catch (OutOfMemoryError e) {
          // The maintaining thread logs it and comes back.
        }
        attempt(rig);
      }
      rig.calls.refusal = site -> 0;
      worksAgain(rig);
    }
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(InterposedCalls.Site.class)
  void aLackOfNativeMemoryWhileClosingIsMadeUpForLater(InterposedCalls.Site refused) {
    try (HostileRig rig = rig()) {
      rig.recover();
      rig.device.resetDevice();
      rig.device.finishReset();
      assertNotEquals(Outcome.Done.DONE, attempt(rig));
      int[] left = {3};
      rig.calls.refusal =
          site -> {
            if (site == refused && left[0]-- > 0) {
              throw new OutOfMemoryError("no native memory, says the test");
            }
            return 0;
          };
      for (int i = 0; i < 10; i++) {
        try {
          rig.maintain(30);
        } catch (OutOfMemoryError e) {
          // The maintaining thread logs it and comes back.
        }
      }
      rig.calls.refusal = site -> 0;
      worksAgain(rig);
      assertEquals(4, rig.calls.mappedRegions());
    }
  }
}
