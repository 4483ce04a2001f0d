package dev.doorbell.offload.posix;

import java.lang.foreign.MemorySegment;

/**
 * What a device driver asks of the kernel. Two implementations: {@link LinuxCalls}, and the twin's
 * kernel side. Results follow the raw system-call convention: zero or a positive value for success,
 * the negated errno for failure (see {@link Errno}); nothing throws for an error of the kernel's.
 *
 * <p>Set-up and tear-down only: no job makes a system call. Calls may block; call from platform
 * threads.
 */
public interface SystemCalls {
  int O_RDWR = 0x2;
  int O_CLOEXEC = 0x80000;

  /** Opens {@code path}; returns a file descriptor or −errno. */
  int open(String path, int flags);

  /** Returns 0 or −errno; the descriptor is gone in both cases. */
  int close(int fd);

  /**
   * @param argument native memory that the kernel may read and write, {@link MemorySegment#NULL}
   *     for requests without an argument
   * @return the call's value or −errno
   */
  int ioctl(int fd, long request, MemorySegment argument);

  /**
   * Maps {@code length} bytes readable, writable and shared at an address of the kernel's choice.
   *
   * @param offset bytes; a multiple of {@link #pageSize()}
   * @return the address, or −errno
   */
  long mmap(int fd, long offset, long length);

  /** Returns 0 or −errno. Nobody may touch the range afterwards: the JVM would not survive it. */
  int munmap(long address, long length);

  /** The system's page size in bytes. */
  long pageSize();

  /**
   * How many mappings and descriptors of this process refer to the device node at {@code path}: 0
   * says that the kernel has let go of the process's address space, so that the device can write
   * nothing more.
   */
  int references(String path);
}
