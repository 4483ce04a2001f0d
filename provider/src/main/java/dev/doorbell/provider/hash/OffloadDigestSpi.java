package dev.doorbell.provider.hash;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.job.DigestJob;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.job.Outcome;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.MessageDigestSpi;
import java.security.ProviderException;

/** A digest whose whole messages may be jobs. May be cloned at any point, as SUN's may. */
final class OffloadDigestSpi extends MessageDigestSpi implements Cloneable {
  private final Operation operation;
  private final Offload offload;
  private final MessageDigest software;
  private final Message message;
  private final JobResult result = new JobResult();

  OffloadDigestSpi(Operation operation, Offload offload, MessageDigest software) {
    this(operation, offload, software, new Message(operation, offload));
  }

  private OffloadDigestSpi(
      Operation operation, Offload offload, MessageDigest software, Message message) {
    this.operation = operation;
    this.offload = offload;
    this.software = software;
    this.message = message;
  }

  @Override
  protected int engineGetDigestLength() {
    return operation.digestBytes();
  }

  @Override
  protected void engineUpdate(byte input) {
    if (message.gathers(1, software::update)) {
      message.take(input);
    } else {
      software.update(input);
    }
  }

  @Override
  protected void engineUpdate(byte[] input, int offset, int length) {
    if (length == 0) {
      return;
    }
    if (offset < 0 || length < 0) {
      // MessageDigest lets these through. SUN's words, and here: Bouncy Castle's SM3 goes wrong.
      throw new ArrayIndexOutOfBoundsException(
          "Range [%d, %<d + %d) out of bounds for length %d"
              .formatted(offset, length, input.length));
    }
    if (message.gathers(length, software::update)) {
      message.take(input, offset, length);
    } else {
      software.update(input, offset, length);
    }
  }

  @Override
  protected void engineUpdate(ByteBuffer input) {
    if (!input.hasRemaining()) {
      return;
    }
    if (message.gathers(input.remaining(), software::update)) {
      message.take(input);
    } else {
      software.update(input);
    }
  }

  @Override
  protected byte[] engineDigest() {
    byte[] hash = new byte[operation.digestBytes()];
    try {
      engineDigest(hash, 0, hash.length);
    } catch (DigestException impossible) {
      throw new ProviderException(
          "software digest needs more room than its result has", impossible);
    }
    return hash;
  }

  @Override
  protected int engineDigest(byte[] output, int offset, int length) throws DigestException {
    int needed = operation.digestBytes();
    // Too little room is the software digest's to refuse, before anything changes.
    boolean fits = length >= needed && offset >= 0 && offset <= output.length - length;
    if (!fits) {
      return software.digest(output, offset, length);
    }
    if (!message.offered(software::update)) {
      int produced = software.digest(output, offset, length);
      message.reset();
      return produced;
    }
    MemorySegment out = MemorySegment.ofArray(output).asSlice(offset, needed);
    DigestJob job = new DigestJob(operation, message.gathered().segment(), out);
    Outcome outcome = offload.execute(job, result);
    message.reset();
    if (outcome != Outcome.Done.DONE) {
      throw new ProviderException(
          "outcome=" + outcome + ", allowed for a digest: " + Outcome.Done.DONE);
    }
    return needed;
  }

  @Override
  protected void engineReset() {
    message.reset();
    software.reset();
  }

  // Not by super.clone(): every field is final, and the copy shares none that changes.
  @SuppressWarnings("super")
  @Override
  public Object clone() throws CloneNotSupportedException {
    MessageDigest copy = (MessageDigest) software.clone();
    return new OffloadDigestSpi(operation, offload, copy, message.copy());
  }
}
