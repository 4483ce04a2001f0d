/**
 * The kernel's calls: open, ioctl, mmap, munmap, madvise, close, and errno as a value. The only
 * package that calls the {@link java.lang.foreign.Linker}, and the only one that turns an address
 * into a segment.
 */
@NullMarked
package dev.doorbell.offload.posix;

import org.jspecify.annotations.NullMarked;
