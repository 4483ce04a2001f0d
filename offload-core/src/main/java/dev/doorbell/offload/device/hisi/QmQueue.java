package dev.doorbell.offload.device.hisi;

import dev.doorbell.offload.device.DeviceException;
import dev.doorbell.offload.device.uacce.UacceDeviceInfo;
import dev.doorbell.offload.device.uacce.UacceQueueFile;
import dev.doorbell.offload.memory.IndexStack;
import dev.doorbell.offload.posix.Errno;
import dev.doorbell.offload.posix.SystemCalls;
import dev.doorbell.offload.queue.Doorbell;
import dev.doorbell.offload.queue.InFlight;
import dev.doorbell.offload.queue.MappingFaults;
import dev.doorbell.offload.queue.QueueFault;
import dev.doorbell.offload.queue.SpinLock;
import dev.doorbell.offload.queue.SubmissionRing;
import dev.doorbell.offload.queue.WorkQueue;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One queue of a HiSilicon accelerator: the protocol of uacce.md 2.5 and 2.6 over the two regions
 * of its file.
 *
 * <p>Two short locks, as in the C library: one for submission, one for reception; neither is held
 * while the device works. What differs from it on purpose:
 *
 * <ul>
 *   <li>Completions are matched by slot and by a tag that changes with every use, and anything that
 *       does not match, or that the device has not written anything for, kills the queue.
 *   <li>A mapping that faults ({@code InternalError}) kills the queue. Compiled code reports such a
 *       fault late and goes on with worthless values in between; a completion is therefore believed
 *       only if the copied answer holds the tag, in memory that was zero before (see {@link
 *       InFlight#attach}).
 *   <li>The completion doorbell is rung together with the next submission doorbell and before it,
 *       not once per completion. Entries in the completion ring that the device does not know to be
 *       free, plus jobs in flight, never exceed depth − 1, so the ring cannot overflow; and the
 *       last word stored is always a submission, which matters where the register is plain memory
 *       (twin, test modules) and a later store hides an earlier one.
 * </ul>
 */
final class QmQueue implements WorkQueue {
  static {
    MappingFaults.initialiseBeforehand(
        MappingFaults.class,
        QueueFault.class,
        QmDoorbellWord.class,
        QmStatusWords.class,
        QmCompletionRing.class,
        SubmissionRing.class,
        Doorbell.class,
        TagField.class,
        InFlight.class,
        SpinLock.class,
        IndexStack.class,
        LockSupport.class);
  }

  private static final long SET_QP_CTX = 0xC004480AL;
  private static final long SET_QP_INFO = 0xC010480BL;
  private static final int SLOT_BYTES = 128;
  private static final int DEFAULT_DEPTH = 1024;

  /**
   * Tags hold an entry's index in this many bits; UADK's and the kernel's rings have no more slots
   * either.
   */
  private static final int INDEX_BITS = 10;

  private final UacceQueueFile file;
  private final TagField tagField;
  private final int queueNumber;
  private final SubmissionRing submissions;
  private final QmCompletionRing completions;
  private final QmStatusWords status;
  private final Doorbell doorbell;

  private final InFlight[] entries;
  private final IndexStack freeEntries;

  private final SpinLock submitLock = new SpinLock();
  private final SpinLock receiveLock = new SpinLock();
  private final AtomicReference<@Nullable QueueFault> fault = new AtomicReference<>();

  /* Written under the submit lock. */
  private long sequence;
  private volatile long submitted;
  private int announcedHead;

  /* Written under the receive lock. The head is volatile: the submitter rings the completion doorbell with it. */
  private volatile long completed;
  private volatile int consumedHead;

  /** By the one thread that closes. */
  private boolean scrubbed;

  private QmQueue(
      UacceQueueFile file, TagField tagField, int queueNumber, int sqDepth, int cqDepth) {
    this.file = file;
    this.tagField = tagField;
    this.queueNumber = queueNumber;
    MemorySegment dus = file.dus();
    long sqBytes = (long) SLOT_BYTES * sqDepth;
    submissions = new SubmissionRing(dus, SLOT_BYTES, sqDepth);
    completions =
        new QmCompletionRing(
            dus.asSlice(sqBytes, (long) QmCompletionRing.ENTRY_BYTES * cqDepth), cqDepth);
    status = new QmStatusWords(dus);
    doorbell = new Doorbell(file.mmio(), QmDoorbellWord.OFFSET);
    int capacity = Math.min(Math.min(sqDepth, cqDepth) - 1, (1 << INDEX_BITS) - 1);
    entries = new InFlight[capacity];
    freeEntries = new IndexStack(capacity);
    for (int i = capacity - 1; i >= 0; i--) {
      entries[i] = new InFlight(i);
      freeEntries.push(i);
    }
  }

  /**
   * Takes a queue of the device, in the order of uacce.md 2.1.
   *
   * @param queueType qc_type of SET_QP_CTX; zip: 0 compress, 1 decompress
   */
  static QmQueue open(SystemCalls calls, UacceDeviceInfo info, int queueType, TagField tagField)
      throws DeviceException {
    UacceQueueFile file = UacceQueueFile.open(calls, info);
    try {
      ByteBuffer context =
          ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putShort(2, (short) queueType);
      file.ioctl("SET_QP_CTX", SET_QP_CTX, context.array());
      int number = Short.toUnsignedInt(context.getShort(0));
      int sqDepth = DEFAULT_DEPTH;
      int cqDepth = DEFAULT_DEPTH;
      ByteBuffer depths = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
      try {
        file.ioctl("SET_QP_INFO", SET_QP_INFO, depths.array());
        int slotBytes = depths.getInt(0);
        if (slotBytes != SLOT_BYTES) {
          throw new DeviceException(
              "sqe_size=" + slotBytes + " of " + info.name() + ", supported: " + SLOT_BYTES, 0);
        }
        sqDepth = Short.toUnsignedInt(depths.getShort(4));
        cqDepth = Short.toUnsignedInt(depths.getShort(6));
      } catch (DeviceException e) {
        // Kernels before the ioctl existed have rings of the default size (uacce.md 1.6); any other
        // error is one.
        if (e.errno() != Errno.EINVAL) {
          throw e;
        }
      }
      long rings = (long) SLOT_BYTES * sqDepth + (long) QmCompletionRing.ENTRY_BYTES * cqDepth;
      if (sqDepth < 2 || cqDepth < 2 || rings + calls.pageSize() > info.dusBytes()) {
        throw new DeviceException(
            "sq_depth="
                + sqDepth
                + ", cq_depth="
                + cqDepth
                + " of "
                + info.name()
                + " do not fit region_dus_size="
                + info.dusBytes(),
            0);
      }
      if (info.mmioBytes() < QmDoorbellWord.OFFSET + Long.BYTES) {
        throw new DeviceException(
            "region_mmio_size="
                + info.mmioBytes()
                + " of "
                + info.name()
                + ", needed: "
                + (QmDoorbellWord.OFFSET + Long.BYTES),
            0);
      }
      QmQueue queue = new QmQueue(file, tagField, number, sqDepth, cqDepth);
      file.start();
      return queue;
    } catch (DeviceException | RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  @Override
  public int capacity() {
    return entries.length;
  }

  @Override
  public @Nullable InFlight begin() {
    int index = freeEntries.pop();
    return index < 0 ? null : entries[index];
  }

  @Override
  public boolean submit(InFlight entry) {
    submitLock.lock();
    try {
      if (fault.get() != null || !submissions.hasRoom(1)) {
        return false;
      }
      place(entry);
      return announce(1);
    } catch (InternalError mappingIsGone) {
      kill(QueueFault.REMOVED);
      return false;
    } finally {
      submitLock.unlock();
    }
  }

  @Override
  public boolean submit(InFlight[] batch, int count) {
    submitLock.lock();
    try {
      if (fault.get() != null || !submissions.hasRoom(count)) {
        return false;
      }
      for (int i = 0; i < count; i++) {
        place(batch[i]);
      }
      return announce(count);
    } catch (InternalError mappingIsGone) {
      kill(QueueFault.REMOVED);
      return false;
    } finally {
      submitLock.unlock();
    }
  }

  private void place(InFlight entry) {
    // The sequence never gives 0, which is what an answer that never arrived looks like.
    long tag = (++sequence << INDEX_BITS | entry.index()) & tagField.mask();
    if (tag >>> INDEX_BITS == 0) {
      tag = (++sequence << INDEX_BITS | entry.index()) & tagField.mask();
    }
    tagField.write(entry.memory(), entry.descriptorOffset(), tag);
    entry.submitted(tag);
    submissions.fill(entry);
  }

  /**
   * Shows the last {@code count} filled slots to the device, unless the kernel has stopped the
   * queue.
   */
  private boolean announce(int count) {
    if (status.txStopped()) {
      submissions.unfill(count);
      condemn(QueueFault.RESET);
      return false;
    }
    int head = consumedHead;
    doorbell.publish();
    if (head != announcedHead) {
      // The answers up to this head were copied before consumedHead was stored (volatile), and the
      // fence above stands between.
      doorbell.ring(QmDoorbellWord.completion(queueNumber, head, false));
      announcedHead = head;
    }
    doorbell.ring(QmDoorbellWord.submission(queueNumber, submissions.tail()));
    submitted += count;
    return true;
  }

  @Override
  public int poll(int limit) {
    if (!receiveLock.tryLock()) {
      return 0;
    }
    try {
      return receive(limit);
    } catch (InternalError mappingIsGone) {
      kill(QueueFault.REMOVED);
      return 0;
    } finally {
      receiveLock.unlock();
    }
  }

  private int receive(int limit) {
    int taken = 0;
    while (taken < limit && fault.get() == null) {
      if (status.rxStopped()) {
        condemn(QueueFault.RESET);
        break;
      }
      if (!completions.ready()) {
        break;
      }
      int slot = completions.slot();
      InFlight entry = slot < submissions.depth() ? submissions.owner(slot) : null;
      if (entry == null) {
        condemn(QueueFault.INCONSISTENT);
        break;
      }
      submissions.copyAnswer(slot, entry);
      if (tagField.read(entry.memory(), entry.completionOffset()) != entry.tag()
          || isOurOwnDescriptor(entry)) {
        condemn(QueueFault.INCONSISTENT);
        break;
      }
      if (status.rxStopped()) {
        // The kernel stopped the queue while we copied: the answer may be half of one (uacce.md
        // 2.6, step 7).
        condemn(QueueFault.RESET);
        break;
      }
      // Completing a job runs the JDK's code that wakes threads, which is no place for an error of
      // ours.
      MappingFaults.deliver();
      completions.advance();
      submissions.free(slot);
      consumedHead = completions.head();
      completed++;
      entry.complete();
      taken++;
    }
    return taken;
  }

  /**
   * Whether the descriptor came back as it went out. The tag alone does not show that the device
   * was there: a completion that is written twice, or too early, finds in the slot the tag that we
   * wrote ourselves for the next job. Whoever believed it would give away memory that the device is
   * still to write. Every answer changes the descriptor: a done bit, an error, or a length
   * (uacce.md 3.2, 4.9).
   */
  private static boolean isOurOwnDescriptor(InFlight entry) {
    MemorySegment m = entry.memory();
    long sent = entry.descriptorOffset();
    long received = entry.completionOffset();
    for (long i = 0; i < SLOT_BYTES; i += Long.BYTES) {
      if (Le.u64(m, sent + i) != Le.u64(m, received + i)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Kills the queue for what was read from its memory, unless the memory itself is gone: then what
   * was read means nothing, and the error that says so comes from here.
   */
  private void condemn(QueueFault cause) {
    MappingFaults.deliver();
    kill(cause);
  }

  @Override
  public void end(InFlight entry) {
    entry.clear();
    freeEntries.push(entry.index());
  }

  @Override
  public @Nullable QueueFault fault() {
    return fault.get();
  }

  @Override
  public void kill(QueueFault cause) {
    fault.compareAndSet(null, cause);
  }

  @Override
  public int inFlight() {
    return (int) (submitted - completed);
  }

  @Override
  public void close() {
    kill(QueueFault.RETIRED);
    // A close that could not be finished is repeated, and by then the rings may be unmapped.
    if (!scrubbed) {
      scrubbed = true;
      try {
        submissions.scrub();
        MappingFaults.deliver();
      } catch (InternalError mappingIsGone) {
        // Nothing is left that could be read by the next owner.
      }
    }
    file.close();
  }
}
