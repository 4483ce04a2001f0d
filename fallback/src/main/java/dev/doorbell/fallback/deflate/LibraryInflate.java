package dev.doorbell.fallback.deflate;

import dev.doorbell.fallback.memory.IdlePool;
import dev.doorbell.fallback.natives.LibInflater;
import dev.doorbell.offload.job.InflateJob;
import dev.doorbell.offload.job.JobResult;
import java.lang.foreign.MemorySegment;

/**
 * Whole zlib messages by libdeflate. Only zlib's, whose checksum says that the bytes are right: the
 * library lets some codes pass that zlib calls malformed, and in a raw message nothing else would
 * show it. Whatever is not a clear success is the JDK's to judge. Any thread.
 */
final class LibraryInflate {
  /** Shorter messages are as fast in the JDK's. */
  private static final int LEAST_BYTES = 256;

  /** A decompressor and the staging for what it makes. */
  private static final class Session {
    final LibInflater inflater = LibInflater.open();
    byte[] staging = {};

    byte[] staging(int bytes) {
      if (staging.length < bytes) {
        staging = new byte[bytes];
      }
      return staging;
    }
  }

  private final IdlePool<Session> idle =
      new IdlePool<>(IdlePool.usualCapacity(), session -> session.inflater.close());

  static boolean isThere() {
    return LibInflater.isThere();
  }

  /** False, with the output as it was before, where the JDK has to find the answer. */
  boolean run(InflateJob job, JobResult result) {
    long inputBytes = Math.min(job.input().byteSize(), LibInflater.MOST_BYTES);
    if (inputBytes < LEAST_BYTES) {
      return false;
    }
    MemorySegment input = job.input().asSlice(0, inputBytes);
    int room = (int) Math.min(job.output().byteSize(), LibInflater.MOST_BYTES);
    Session session = idle.take(0);
    if (session == null) {
      session = new Session();
    }
    try {
      MemorySegment staging = MemorySegment.ofArray(session.staging(room)).asSlice(0, room);
      if (session.inflater.inflateZlib(input, staging) != LibInflater.DONE) {
        return false;
      }
      long written = session.inflater.writtenBytes();
      MemorySegment.copy(staging, 0, job.output(), 0, written);
      result.set(session.inflater.readBytes(), written);
      return true;
    } finally {
      idle.give(0, session);
    }
  }

  void close() {
    idle.close();
  }
}
