package dev.doorbell.offload.device.twin;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.posix.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Faults at exact steps, with a clock moved by hand. */
class TwinFaultTest {
  private static final byte[] PLAIN = new byte[64];

  private final Arena arena = Arena.ofConfined();
  private final AtomicLong clock = new AtomicLong(1000);
  private final MemorySegment key = arena.allocate(64);
  private final MemorySegment source = arena.allocate(64);
  private final MemorySegment destination = arena.allocate(64);
  private final List<RawQueue> queues = new ArrayList<>();
  private final byte[] expected = new byte[64];
  private Twin twin;
  private TwinDevice device;

  private RawQueue open(TwinDeviceSpec spec, FaultPlan plan) {
    twin = Twin.start(TwinConfig.of(spec).withManualSteps().withClock(clock::get).withFaults(plan));
    device = twin.devices().getFirst();
    return another();
  }

  private RawQueue open() {
    return open(TwinDeviceSpec.of("hisi_sec2", 3).withDepth(8), FaultPlan.NONE);
  }

  private RawQueue another() {
    RawQueue queue = new RawQueue(twin, device, 0);
    queues.add(queue);
    return queue;
  }

  @AfterEach
  void close() {
    queues.forEach(RawQueue::close);
    if (twin != null) {
      twin.close();
    }
    arena.close();
  }

  TwinFaultTest() throws Exception {
    Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding", "SunJCE");
    cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(new byte[16], "AES"));
    cipher.doFinal(PLAIN, 0, 64, expected, 0);
  }

  private byte[] job(int tag) {
    byte[] job =
        RawQueue.row(
            "0:00000223 4:00200001 16:S 48:K 56:08000000 72:00000040 76:D",
            "S",
            source.address(),
            "D",
            destination.address(),
            "K",
            key.address());
    Words.put64(job, 8, tag);
    return job;
  }

  private byte[] output() {
    return destination.toArray(JAVA_BYTE);
  }

  private void stepUntil(Step step) {
    while (device.step().orElseThrow().step() != step) {
      // the event of every step names its job and queue; only the last matters here
    }
  }

  private int drainSteps() {
    int steps = 0;
    while (device.step().isPresent()) {
      steps++;
    }
    return steps;
  }

  @Test
  void jobTakesSevenStepsAndShowsOnlyWhatEachStepWrites() {
    RawQueue queue = open();
    queue.submit(job(5));
    for (Step step : Step.values()) {
      StepEvent event = device.step().orElseThrow();
      assertEquals(new StepEvent("hisi_sec2-0", queue.id, 1, step, false), event);
      byte[] out = output();
      boolean first = step.compareTo(Step.OUTPUT_HALF_WRITTEN) >= 0;
      boolean second = step.compareTo(Step.OUTPUT_WRITTEN) >= 0;
      assertArrayEquals(
          first ? Arrays.copyOf(expected, 32) : new byte[32], Arrays.copyOf(out, 32), step.name());
      assertArrayEquals(
          second ? Arrays.copyOfRange(expected, 32, 64) : new byte[32],
          Arrays.copyOfRange(out, 32, 64),
          step.name());
      assertEquals(
          step.compareTo(Step.WRITTEN_BACK) >= 0 ? 0x101 : 0,
          Words.u16(queue.slot(0), 112),
          step.name());
      assertEquals(step == Step.COMPLETED, queue.completed(), step.name());
    }
    assertTrue(device.step().isEmpty());
  }

  @Test
  void ringsWrapAndThePhaseTurns() {
    RawQueue queue = open();
    for (int i = 0; i < 50; i++) {
      assertEquals(i, Words.i64(queue.run(job(i)), 8));
    }
  }

  @Test
  void laterDoorbellHidesTheEarlierOne() {
    RawQueue queue = open();
    queue.submit(job(1));
    queue.submit(job(2));
    drainSteps();
    assertEquals(1, device.stats().doorbellsSeen());
    assertEquals(1, Words.i64(queue.take(), 8));
    assertEquals(2, Words.i64(queue.take(), 8));
  }

  @Test
  void completionDoorbellsAreAccepted() {
    RawQueue queue = open();
    queue.run(job(1));
    queue.ring(1L << 48 | 1L << 32 | 1 << 12 | queue.id);
    drainSteps();
    queue.run(job(2));
    assertEquals(0, device.stats().badDoorbells());
  }

  @Test
  void completionDoorbellDoesNotKeepOtherQueuesWaiting() {
    RawQueue queue = open();
    RawQueue other = another();
    queue.run(job(1));
    other.run(job(2));
    queue.ring(1L << 48 | 1L << 32 | 1 << 12 | queue.id);
    other.submit(job(3));
    assertEquals(other.id, device.step().orElseThrow().queue());
  }

  @Test
  void badDoorbellsDisableTheQueue() {
    open();
    long[] bad = {
      8L << 32,
      1L << 32 | 2 << 12,
      1L << 32 | 1 << 20,
      1L << 48 | 1L << 32,
      2L << 48 | 1 << 12,
      1L << 32 | 77
    };
    for (long word : bad) {
      RawQueue queue = another();
      queue.ring(word == bad[5] ? word : word | queue.id);
      drainSteps();
      assertEquals(1, queue.txStatus(), Long.toHexString(word));
      assertEquals(1, queue.rxStatus(), Long.toHexString(word));
    }
    assertEquals(bad.length, device.stats().badDoorbells());
  }

  @ParameterizedTest
  @EnumSource(Step.class)
  void resetAfterAnyStepLeavesTheJobAsItStood(Step step) {
    RawQueue queue = open();
    device.injectNext(queue.id, step, Fault.of(FaultKind.RESET));
    queue.submit(job(1));
    stepUntil(step);
    assertEquals(1, queue.txStatus());
    assertEquals(1, queue.rxStatus());
    byte[] out = output();
    assertEquals(0, drainSteps());
    assertArrayEquals(out, output());
    assertEquals(step == Step.COMPLETED, queue.completed());
    assertEquals(1L, device.stats().faults().get(FaultKind.RESET));
  }

  @ParameterizedTest
  @EnumSource(Step.class)
  void unboundQueueGoesOnLateWhereItStopped(Step step) {
    RawQueue queue = open();
    queue.submit(job(1));
    queue.submit(job(2));
    stepUntil(step);
    device.unbind(queue.id);
    assertEquals(0, drainSteps());
    assertEquals(0, queue.txStatus(), "no sign of any kind");
    assertEquals(step == Step.COMPLETED, queue.completed());
    device.rebind(queue.id);
    drainSteps();
    queue.take();
    assertEquals(2, Words.i64(queue.take(), 8));
    assertEquals(step == Step.COMPLETED ? 1 : 2, device.stats().executedLate());
    assertEquals(2, device.stats().executed());
  }

  @Test
  void stuckJobOfAClosedQueueIsExecutedLateWhileAnotherQueueIsOpen() {
    RawQueue queue = open();
    RawQueue other = another();
    queue.submit(job(1));
    stepUntil(Step.FETCHED);
    device.unbind(queue.id);
    queues.remove(queue);
    queue.close();
    RawQueue heir = another();
    Arrays.fill(expected, 32, 64, (byte) 0);
    byte[] ring = heir.slot(0);
    device.rebind(queue.id);
    stepUntil(Step.OUTPUT_HALF_WRITTEN);
    assertArrayEquals(expected, output());
    drainSteps();
    assertEquals(1, device.stats().executedLate());
    assertArrayEquals(ring, heir.slot(0), "nothing goes to the ring, which has a new owner");
    assertFalse(heir.completed());
    heir.run(job(9));
    other.run(job(10));
  }

  @Test
  void lastCloseEndsTheAddressSpaceAndDropsWhatIsStuck() {
    RawQueue queue = open();
    RawQueue other = another();
    queue.submit(job(1));
    device.unbind(queue.id);
    queue.close();
    other.close();
    queues.clear();
    assertEquals(0, twin.systemCalls().references(queue.path()));
    assertEquals(1, device.stats().droppedZombies());
    assertThrows(IllegalArgumentException.class, () -> device.rebind(queue.id));
    assertEquals(0, drainSteps());
    assertArrayEquals(new byte[64], output());
  }

  @Test
  void deviceResetDropsWhatIsStuck() {
    RawQueue queue = open();
    another();
    queue.submit(job(1));
    stepUntil(Step.EXECUTED);
    device.unbind(queue.id);
    queues.remove(queue);
    queue.close();
    device.resetDevice();
    assertEquals(1, device.stats().droppedZombies());
    assertEquals(0, drainSteps());
    assertArrayEquals(new byte[64], output());
  }

  @Test
  void heldQueueThatIsClosedFinishesOnlyAfterItsRelease() {
    RawQueue queue = open();
    another();
    device.hold(queue.id);
    queue.submit(job(1));
    queues.remove(queue);
    queue.close();
    assertEquals(0, drainSteps());
    device.release(queue.id);
    assertEquals(7, drainSteps());
    assertArrayEquals(expected, output());
    assertThrows(
        IllegalArgumentException.class, () -> device.release(queue.id), "nothing is left of it");
  }

  @Test
  void closeWaitsForWhatCanStillBeDone() {
    RawQueue queue = open();
    queue.submit(job(1));
    stepUntil(Step.FETCHED);
    queue.close();
    queues.clear();
    assertArrayEquals(expected, output());
  }

  @Test
  void timedUnbindingEndsByTheClock() {
    RawQueue queue = open();
    device.injectNext(
        queue.id, Step.EXECUTED, Fault.lasting(FaultKind.UNBIND, Duration.ofMillis(5)));
    queue.submit(job(1));
    drainSteps();
    assertFalse(queue.completed());
    clock.addAndGet(4_999_999);
    assertEquals(0, drainSteps());
    clock.addAndGet(1);
    drainSteps();
    assertTrue(queue.completed());
  }

  @Test
  void delayedQueuePausesInMidJobWhileOthersGoOn() {
    RawQueue queue = open();
    RawQueue other = another();
    device.injectNext(
        queue.id, Step.OUTPUT_HALF_WRITTEN, Fault.lasting(FaultKind.DELAY, Duration.ofNanos(10)));
    queue.submit(job(1));
    drainSteps();
    assertFalse(queue.completed());
    other.run(job(2));
    clock.addAndGet(10);
    drainSteps();
    assertTrue(queue.completed());
  }

  @Test
  void heldQueueFinishesItsJobAndBeginsNoOther() {
    RawQueue queue = open();
    queue.submit(job(1));
    queue.submit(job(2));
    stepUntil(Step.FETCHED);
    device.hold(queue.id);
    drainSteps();
    queue.take();
    assertFalse(queue.completed());
    device.release(queue.id);
    drainSteps();
    queue.take();
  }

  @Test
  void lostCompletionLeavesAHoleThatTheNextOneFills() {
    RawQueue queue = open();
    device.injectNext(queue.id, Step.FETCHED, Fault.of(FaultKind.LOSE));
    queue.submit(job(1));
    queue.submit(job(2));
    drainSteps();
    assertEquals(1, queue.sqHead());
    assertEquals(2, Words.i64(queue.take(), 8));
    assertFalse(queue.completed());
  }

  @Test
  void duplicateCompletionComesTwice() {
    RawQueue queue = open();
    device.injectNext(queue.id, Step.WRITTEN_BACK, Fault.of(FaultKind.DUPLICATE));
    queue.submit(job(1));
    drainSteps();
    assertEquals(1, Words.i64(queue.take(), 8));
    assertEquals(1, Words.i64(queue.take(), 8));
  }

  @Test
  void badPhaseHidesTheCompletion() {
    RawQueue queue = open();
    device.injectNext(queue.id, Step.EXECUTED, Fault.of(FaultKind.BAD_PHASE));
    queue.submit(job(1));
    drainSteps();
    assertFalse(queue.completed());
  }

  @Test
  void badHeadNamesAWrongSlot() {
    RawQueue queue = open();
    device.injectNext(queue.id, Step.EXECUTED, Fault.of(FaultKind.BAD_HEAD));
    queue.submit(job(1));
    drainSteps();
    assertTrue(queue.completed());
    assertEquals(8, queue.sqHead());
    queue.head++;
    device.injectNext(queue.id, Step.EXECUTED, Fault.badHead(5));
    queue.submit(job(2));
    drainSteps();
    assertEquals(5, queue.sqHead());
  }

  @Test
  void errorStatusAndCorruptOutputCanBeHad() {
    RawQueue queue = open();
    device.injectNext(queue.id, Step.DOORBELL_SEEN, Fault.of(FaultKind.ERROR));
    byte[] result = queue.run(job(1));
    assertEquals(0, Words.u16(result, 112) & 1);
    assertNotEquals(0, result[114]);
    device.injectNext(queue.id, Step.DOORBELL_SEEN, Fault.of(FaultKind.CORRUPT));
    assertEquals(0x101, Words.u16(queue.run(job(2)), 112));
    assertFalse(Arrays.equals(expected, output()));
    queue.run(job(3));
    assertArrayEquals(expected, output(), "a fault strikes once");
  }

  @Test
  void tooLongChangesAndCountsNothingWhereNoLengthExists() {
    RawQueue queue = open();
    device.injectNext(queue.id, Step.EXECUTED, Fault.of(FaultKind.TOO_LONG));
    assertEquals(0x101, Words.u16(queue.run(job(1)), 112));
    assertFalse(device.stats().faults().containsKey(FaultKind.TOO_LONG));
  }

  @Test
  void faultThatComesTooLateForItsJobIsIgnored() {
    RawQueue queue = open();
    device.injectNext(queue.id, Step.COMPLETED, Fault.of(FaultKind.LOSE));
    queue.run(job(1));
    queue.run(job(2));
    assertEquals(0, device.stats().faults().size());
  }

  @Test
  void removalInMidJobComesBackByTheClock() {
    RawQueue queue = open();
    device.injectNext(
        queue.id, Step.OUTPUT_HALF_WRITTEN, Fault.lasting(FaultKind.REMOVE, Duration.ofMillis(3)));
    queue.submit(job(1));
    stepUntil(Step.OUTPUT_HALF_WRITTEN);
    assertFalse(device.isPresent());
    assertThrows(InternalError.class, queue::completed);
    Arrays.fill(expected, 32, 64, (byte) 0);
    assertEquals(0, drainSteps());
    assertArrayEquals(expected, output());
    clock.addAndGet(3_000_000);
    device.step();
    assertTrue(device.isPresent());
    another().run(job(2));
  }

  @Test
  void deviceResetByAFaultEndsByTheClock() {
    RawQueue queue = open();
    RawQueue other = another();
    device.injectNext(
        queue.id, Step.FETCHED, Fault.lasting(FaultKind.RESET_DEVICE, Duration.ofMillis(3)));
    queue.submit(job(1));
    stepUntil(Step.FETCHED);
    assertEquals(1, other.txStatus());
    assertEquals(1, other.rxStatus());
    assertEquals(-Errno.EPERM, twin.systemCalls().open(queue.path(), 2));
    clock.addAndGet(3_000_000);
    device.step();
    another().run(job(2));
  }

  @Test
  void isolationByAFaultEndsByTheClock() throws Exception {
    RawQueue queue = open();
    device.injectNext(
        queue.id, Step.FETCHED, Fault.lasting(FaultKind.ISOLATE, Duration.ofMillis(3)));
    queue.run(job(1));
    assertEquals(
        "1\n", Files.readString(twin.sysfsRoot().resolve(device.name()).resolve("isolate")));
    clock.addAndGet(3_000_000);
    device.step();
    assertEquals(
        "0\n", Files.readString(twin.sysfsRoot().resolve(device.name()).resolve("isolate")));
  }

  @Test
  void higherPriorityTakesTheSlotBetweenTwoSteps() {
    RawQueue low = open();
    RawQueue high = another();
    device.setPriority(high.id, 1);
    low.submit(job(1));
    stepUntil(Step.EXECUTED);
    high.submit(job(2));
    for (Step step : Step.values()) {
      StepEvent event = device.step().orElseThrow();
      assertEquals(high.id, event.queue());
      assertEquals(step, event.step());
    }
    assertEquals(1, device.stats().evictions());
    assertEquals(Step.OUTPUT_HALF_WRITTEN, device.step().orElseThrow().step());
    drainSteps();
    assertTrue(low.completed() && high.completed());
  }

  @Test
  void slotsWorkOnSeveralQueuesAtATime() {
    RawQueue first = open(TwinDeviceSpec.of("hisi_sec2", 3).withSlots(2), FaultPlan.NONE);
    RawQueue second = another();
    first.submit(job(1));
    second.submit(job(2));
    assertEquals(first.id, device.step().orElseThrow().queue());
    assertEquals(second.id, device.step().orElseThrow().queue());
    assertEquals(
        new StepEvent(device.name(), first.id, 1, Step.FETCHED, false),
        device.step().orElseThrow());
    drainSteps();
    assertTrue(first.completed() && second.completed());
  }

  @Test
  void textPlanStrikesOneOfEveryNJobs() {
    RawQueue queue =
        open(TwinDeviceSpec.of("hisi_sec2", 3), FaultPlan.parse("error:every=5:limit=3,seed=3"));
    int errors = 0;
    for (int i = 0; i < 40; i++) {
      errors += queue.run(job(i))[114] != 0 ? 1 : 0;
      assertTrue(errors <= i / 5 + 1);
    }
    assertEquals(3, errors);
    assertEquals(3L, device.stats().faults().get(FaultKind.ERROR));
  }

  @Test
  void planSeesEveryStepOfEveryJob() {
    List<StepEvent> seen = new ArrayList<>();
    RawQueue queue =
        open(
            TwinDeviceSpec.of("hisi_sec2", 3),
            event -> {
              seen.add(event);
              return Fault.NONE;
            });
    queue.run(job(1));
    queue.run(job(2));
    assertEquals(14, seen.size());
    assertEquals(new StepEvent("hisi_sec2-0", queue.id, 2, Step.COMPLETED, false), seen.getLast());
  }
}
