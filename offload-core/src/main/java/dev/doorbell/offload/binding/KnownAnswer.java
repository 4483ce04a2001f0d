package dev.doorbell.offload.binding;

import dev.doorbell.offload.job.Job;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Outcome;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** One question to a device. Asked once: the job has an output of its own. */
interface KnownAnswer {
  Job job();

  /** Whether {@code outcome} of the job, with its output and {@code result}, is what is known. */
  boolean isRight(Outcome outcome, JobResult result);

  /** The job's output must be these bytes. */
  record Bytes(Job job, byte[] expected) implements KnownAnswer {
    @Override
    public boolean isRight(Outcome outcome, JobResult result) {
      return outcome == Outcome.Done.DONE
          && result.produced() == expected.length
          && Arrays.equals(
              expected, job.output().asSlice(0, expected.length).toArray(ValueLayout.JAVA_BYTE));
    }

    @Override
    public String toString() {
      return job + ", " + expected.length + " bytes known";
    }
  }

  /** The job must be refused, for this reason. */
  record Refused(Job job, Outcome.Rejected reason) implements KnownAnswer {
    @Override
    public boolean isRight(Outcome outcome, JobResult result) {
      return outcome == reason;
    }
  }

  /** A new array to be a job's output, larger than needed and full of something else. */
  static MemorySegment output(int bytes) {
    byte[] room = new byte[bytes];
    Arrays.fill(room, (byte) 0xA5);
    return MemorySegment.ofArray(room);
  }
}
