/**
 * The kernel's calls: open, ioctl, mmap, munmap, close, poll, and errno as a value. The only
 * package that calls the {@link java.lang.foreign.Linker}, and the only one that turns an address
 * into a segment.
 */
package dev.doorbell.offload.posix;
