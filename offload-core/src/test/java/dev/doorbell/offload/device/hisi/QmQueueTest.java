package dev.doorbell.offload.device.hisi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.device.DeviceException;
import dev.doorbell.offload.queue.InFlight;
import dev.doorbell.offload.queue.QueueFault;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QmQueueTest {
  private final Arena arena = Arena.ofShared();
  private final ScriptedQueue device = new ScriptedQueue(8);

  @AfterEach
  void free() {
    device.close();
    arena.close();
  }

  private InFlight begin(QmQueue queue) {
    InFlight entry = queue.begin();
    assertNotNull(entry);
    MemorySegment job = arena.allocate(256, 8);
    job.set(ValueLayout.JAVA_INT, 16, 1000 + entry.index());
    entry.attach(job, 0, 128);
    return entry;
  }

  private InFlight submit(QmQueue queue) {
    InFlight entry = begin(queue);
    assertTrue(queue.submit(entry));
    return entry;
  }

  @Test
  void opensInTheOrderOfTheSpecification() throws DeviceException {
    device.open();
    assertEquals(
        List.of(
            "open /dev/hisi_zip-0 80002",
            "mmap 4096 151552",
            "mmap 0 8192",
            "ioctl c004480a",
            "ioctl c010480b",
            "ioctl 5700"),
        device.calls);
  }

  @Test
  void closesInTheOrderOfTheSpecification() throws DeviceException {
    QmQueue queue = device.open();
    device.calls.clear();
    queue.close();
    assertEquals(List.of("ioctl 5701", "munmap dus", "munmap mmio", "close"), device.calls);
  }

  @Test
  void refusesAnotherSlotSizeAndLeavesNothingOpen() {
    try (ScriptedQueue other = new ScriptedQueue(8, 64)) {
      DeviceException e = assertThrows(DeviceException.class, other::open);
      assertTrue(e.getMessage().contains("sqe_size=64"), e.getMessage());
      assertEquals("close", other.calls.getLast());
    }
  }

  @Test
  void refusesRingsThatDoNotFitTheRegion() {
    try (ScriptedQueue other = new ScriptedQueue(2000)) {
      assertThrows(DeviceException.class, other::open);
      assertEquals("close", other.calls.getLast());
    }
  }

  @Test
  void submitCopiesTheDescriptorAndRingsWithTheNewTail() throws DeviceException {
    QmQueue queue = device.open();
    InFlight entry = submit(queue);
    assertEquals(0x0000000100000025L, device.doorbell());
    assertEquals(1000 + entry.index(), device.dus.get(ValueLayout.JAVA_INT, 16));
    assertEquals((int) entry.tag(), device.dus.get(ValueLayout.JAVA_INT, 104));
    assertNotEquals(0, (int) entry.tag());
  }

  @Test
  void aBatchIsAnnouncedByOneDoorbell() throws DeviceException {
    QmQueue queue = device.open();
    InFlight[] batch = {begin(queue), begin(queue), begin(queue)};
    assertTrue(queue.submit(batch, 3));
    assertEquals(0x0000000300000025L, device.doorbell());
    assertEquals(3, queue.inFlight());
  }

  @Test
  void nothingCompletesBeforeThePhaseToggles() throws DeviceException {
    QmQueue queue = device.open();
    InFlight entry = submit(queue);
    assertEquals(0, queue.poll(8));
    assertFalse(entry.isCompleted());
  }

  @Test
  void aCompletionBringsTheAnswerToItsOwnJob() throws DeviceException {
    QmQueue queue = device.open();
    InFlight entry = submit(queue);
    device.dus.set(ValueLayout.JAVA_INT, 4, 4711);
    device.complete(0);
    assertEquals(1, queue.poll(8));
    assertTrue(entry.isCompleted());
    assertEquals(4711, entry.memory().get(ValueLayout.JAVA_INT, 128 + 4));
  }

  @Test
  void completionsOutOfOrderFindTheirJobsBySlot() throws DeviceException {
    QmQueue queue = device.open();
    InFlight first = submit(queue);
    InFlight second = submit(queue);
    device.complete(1);
    assertEquals(1, queue.poll(8));
    assertTrue(second.isCompleted());
    assertFalse(first.isCompleted());
  }

  @Test
  void aSlotWhoseJobIsUnfinishedIsNotFilledAgain() throws DeviceException {
    QmQueue queue = device.open();
    submit(queue);
    for (int slot = 1; slot < 8; slot++) {
      InFlight entry = submit(queue);
      device.complete(slot);
      queue.poll(8);
      queue.end(entry);
    }
    assertFalse(queue.submit(begin(queue)), "slot 0 still belongs to the first job");
    assertNull(queue.fault());
  }

  @Test
  void oneSlotAlwaysStaysEmpty() throws DeviceException {
    QmQueue queue = device.open();
    for (int i = 0; i < 7; i++) {
      submit(queue);
    }
    assertNull(queue.begin());
    assertEquals(7, queue.capacity());
  }

  @Test
  void thePhaseTogglesAtEachWrap() throws DeviceException {
    QmQueue queue = device.open();
    for (int i = 0; i < 8 * 5; i++) {
      InFlight entry = submit(queue);
      device.complete(i % 8);
      assertEquals(1, queue.poll(8), "job " + i);
      queue.end(entry);
    }
    assertEquals(0, queue.poll(8));
    assertNull(queue.fault());
  }

  @Test
  void theLastDoorbellIsASubmissionAlsoAfterCompletions() throws DeviceException {
    QmQueue queue = device.open();
    InFlight entry = submit(queue);
    device.complete(0);
    queue.poll(8);
    queue.end(entry);
    submit(queue);
    assertEquals(0x0000000200000025L, device.doorbell());
  }

  @Test
  void everyUseOfASlotHasAnotherTag() throws DeviceException {
    QmQueue queue = device.open();
    java.util.Set<Long> tags = new java.util.HashSet<>();
    for (int i = 0; i < 1000; i++) {
      InFlight entry = submit(queue);
      assertTrue(tags.add(entry.tag()));
      device.complete(i % 8);
      queue.poll(8);
      queue.end(entry);
    }
  }

  @Test
  void txStatusStopsSubmissionBeforeTheDoorbell() throws DeviceException {
    QmQueue queue = device.open();
    device.txStatus(1);
    assertFalse(queue.submit(begin(queue)));
    assertEquals(0, device.doorbell());
    assertEquals(QueueFault.RESET, queue.fault());
  }

  @Test
  void rxStatusDropsACompletionThatStandsInTheRing() throws DeviceException {
    QmQueue queue = device.open();
    InFlight entry = submit(queue);
    device.complete(0);
    device.rxStatus(1);
    assertEquals(0, queue.poll(8));
    assertFalse(entry.isCompleted());
    assertEquals(QueueFault.RESET, queue.fault());
  }

  @Test
  void aSlotNumberBeyondTheRingKillsTheQueue() throws DeviceException {
    QmQueue queue = device.open();
    submit(queue);
    device.complete(8);
    queue.poll(8);
    assertEquals(QueueFault.INCONSISTENT, queue.fault());
  }

  @Test
  void aCompletionForAFreeSlotKillsTheQueue() throws DeviceException {
    QmQueue queue = device.open();
    submit(queue);
    device.complete(5);
    queue.poll(8);
    assertEquals(QueueFault.INCONSISTENT, queue.fault());
  }

  @Test
  void aCompletionForAJobThatTheDeviceHasNotRunKillsTheQueueAndAnswersNobody()
      throws DeviceException {
    QmQueue queue = device.open();
    InFlight entry = submit(queue);
    device.announce(0);
    assertEquals(0, queue.poll(8));
    assertFalse(entry.isCompleted(), "its memory is still the device's");
    assertEquals(QueueFault.INCONSISTENT, queue.fault());
  }

  @Test
  void aDuplicatedCompletionKillsTheQueueAndAnswersNobodyTwice() throws DeviceException {
    QmQueue queue = device.open();
    InFlight entry = submit(queue);
    device.complete(0);
    device.complete(0);
    assertEquals(1, queue.poll(8));
    assertTrue(entry.isCompleted());
    assertEquals(QueueFault.INCONSISTENT, queue.fault());
  }

  @Test
  void aTagThatIsNotTheJobsOwnKillsTheQueue() throws DeviceException {
    QmQueue queue = device.open();
    InFlight entry = submit(queue);
    device.dus.set(ValueLayout.JAVA_INT, 104, (int) entry.tag() + 1024);
    device.complete(0);
    queue.poll(8);
    assertFalse(entry.isCompleted());
    assertEquals(QueueFault.INCONSISTENT, queue.fault());
  }

  @Test
  void aCompletionBeforeTheDeviceHasWrittenAnythingKillsTheQueue() throws DeviceException {
    QmQueue queue = device.open();
    InFlight entry = submit(queue);
    device.announce(0);
    queue.poll(8);
    assertFalse(entry.isCompleted(), "its descriptor holds our own tag, and no answer");
    assertEquals(QueueFault.INCONSISTENT, queue.fault());
  }

  @Test
  void aDuplicatedCompletionDoesNotEndTheNextJobInItsSlot() throws DeviceException {
    QmQueue queue = device.open();
    for (int i = 0; i < 8; i++) {
      InFlight entry = submit(queue);
      device.complete(i);
      queue.poll(8);
      queue.end(entry);
    }
    InFlight next = submit(queue);
    device.announce(0);
    queue.poll(8);
    assertFalse(next.isCompleted());
    assertEquals(QueueFault.INCONSISTENT, queue.fault());
  }

  @Test
  void aDeadQueueTakesNoJobs() throws DeviceException {
    QmQueue queue = device.open();
    queue.kill(QueueFault.TIMEOUT);
    queue.kill(QueueFault.RESET);
    assertFalse(queue.submit(begin(queue)));
    assertEquals(QueueFault.TIMEOUT, queue.fault(), "the first cause stays");
  }

  @Test
  void closingZeroesFinishedSlotsAndLeavesUnfinishedOnesAlone() throws DeviceException {
    QmQueue queue = device.open();
    InFlight done = submit(queue);
    InFlight stuck = submit(queue);
    device.complete(0);
    queue.poll(8);
    queue.end(done);
    queue.close();
    assertEquals(0, device.dus.get(ValueLayout.JAVA_INT, 16));
    assertEquals(1000 + stuck.index(), device.dus.get(ValueLayout.JAVA_INT, 128 + 16));
  }
}
