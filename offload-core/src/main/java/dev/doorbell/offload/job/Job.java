package dev.doorbell.offload.job;

import java.lang.foreign.MemorySegment;

/**
 * One self-contained piece of work: it carries all that any engine needs to run it, and nothing of
 * what an earlier attempt left behind. The same job may therefore be run again, on another engine,
 * and gives the same bytes.
 *
 * <p>Buffers belong to the caller, who leaves the input alone until the call returns. An engine
 * writes {@link #output()} only when it answers {@link Outcome.Done}; input and output may overlap
 * in any way. Segments may be heap or native, aligned or not.
 */
public sealed interface Job
    permits CipherJob, AeadJob, DigestJob, MacJob, DeflateJob, InflateJob, ZstdJob, Lz77Job {
  Operation operation();

  /** Source bytes; may be read-only. */
  MemorySegment input();

  /** Destination; its whole size may be used. */
  MemorySegment output();

  /** The size that routing, deadlines and counters go by. */
  default long inputBytes() {
    return input().byteSize();
  }
}
