package dev.doorbell.offload.memory;

import dev.doorbell.offload.posix.MemoryAdvice;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * One slab of native memory that a device may read and write while a job is in flight. The job's
 * translator ({@code device.DescriptorCodec}) lays it out; the slab only remembers where the output
 * is and how far it was used.
 *
 * <p>Starts page-aligned and zeroed, and is zeroed again ({@link #wipe}) each time that it goes
 * back to the pool: keys, plaintext and old addresses do not outlive their job. Left out of core
 * dumps where the kernel allows it.
 */
public final class Staging {
  private static final long ALIGNMENT = 4096;
  /* On the heap: native memory of the global arena would outlive the class loader. */
  private static final MemorySegment ZEROS = MemorySegment.ofArray(new byte[64 << 10]);

  private final Arena arena;
  private final MemorySegment memory;
  private final ByteBuffer bytes;
  private final int sizeClass;
  private final int index;
  private final boolean excludedFromDumps;

  private long used;
  private long outputOffset;

  @SuppressWarnings("MustBeClosed") // the arena lives as long as the slab and is closed by free()
  Staging(long sizeBytes, int sizeClass, int index) {
    arena = Arena.ofShared();
    memory = arena.allocate(sizeBytes, ALIGNMENT);
    bytes = memory.asByteBuffer();
    this.sizeClass = sizeClass;
    this.index = index;
    excludedFromDumps = MemoryAdvice.excludeFromDumps(memory) == 0;
  }

  /** The whole slab, offset 0 is page-aligned. */
  public MemorySegment memory() {
    return memory;
  }

  /**
   * The same bytes for interfaces that take a buffer (checksums). Position and limit are the
   * current owner's to set.
   */
  public ByteBuffer bytes() {
    return bytes;
  }

  /** Address of offset 0, as the device sees it (SVA: the process's own addresses). */
  public long address() {
    return memory.address();
  }

  public long sizeBytes() {
    return memory.byteSize();
  }

  /**
   * Whether the kernel has promised to leave the slab out of core dumps; where it has not, the slab
   * is as good as any other.
   */
  public boolean isExcludedFromDumps() {
    return excludedFromDumps;
  }

  /** Everything below this offset may hold data of the current job. */
  public void use(long bytesFromStart) {
    used = Math.max(used, bytesFromStart);
  }

  public long outputOffset() {
    return outputOffset;
  }

  public void outputOffset(long offset) {
    outputOffset = offset;
  }

  int sizeClass() {
    return sizeClass;
  }

  int index() {
    return index;
  }

  /**
   * Zeroes what the job used. Bulk copies of zeros: {@code fill} on a part would allocate a slice
   * for every job.
   */
  void wipe() {
    for (long done = 0; done < used; ) {
      long n = Math.min(ZEROS.byteSize(), used - done);
      MemorySegment.copy(ZEROS, 0, memory, done, n);
      done += n;
    }
    used = 0;
    outputOffset = 0;
  }

  /**
   * Gives the memory back to the system; nobody may use the slab afterwards, the device included.
   */
  void free() {
    if (excludedFromDumps) {
      MemoryAdvice.includeInDumps(memory);
    }
    arena.close();
  }
}
