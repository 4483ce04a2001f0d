package dev.doorbell.provider.hash;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.KeyMaterial;
import dev.doorbell.offload.job.MacJob;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.job.Outcome;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.ProviderException;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.MacSpi;
import org.jspecify.annotations.Nullable;

/** An HMAC whose whole messages may be jobs. May be cloned at any point, as SunJCE's may. */
final class OffloadMacSpi extends MacSpi implements Cloneable {
  private final Operation operation;
  private final Offload offload;
  private final Hmac software;
  private final Message message;
  private final JobResult result = new JobResult();

  OffloadMacSpi(Operation operation, Offload offload, Hmac software) {
    this(operation, offload, software, new Message(operation, offload));
  }

  private OffloadMacSpi(Operation operation, Offload offload, Hmac software, Message message) {
    this.operation = operation;
    this.offload = offload;
    this.software = software;
    this.message = message;
  }

  @Override
  protected int engineGetMacLength() {
    return software.lengthBytes();
  }

  @Override
  protected void engineInit(Key key, @Nullable AlgorithmParameterSpec parameters)
      throws InvalidKeyException, InvalidAlgorithmParameterException {
    if (parameters != null) {
      throw new InvalidAlgorithmParameterException("HMAC does not use parameters");
    }
    software.init(key);
    message.reset();
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
    if (message.gathers(length, software::update)) {
      message.take(input, offset, length);
    } else {
      software.update(input, offset, length);
    }
  }

  @Override
  protected void engineUpdate(ByteBuffer input) {
    if (message.gathers(input.remaining(), software::update)) {
      message.take(input);
    } else {
      software.update(input);
    }
  }

  @Override
  protected byte[] engineDoFinal() {
    if (!message.offered(software::update)) {
      message.reset();
      return software.end();
    }
    byte[] mac = new byte[operation.digestBytes()];
    KeyMaterial key = software.key();
    Outcome outcome;
    try {
      MemorySegment input = message.gathered().segment();
      outcome =
          offload.execute(new MacJob(operation, key, input, MemorySegment.ofArray(mac)), result);
    } finally {
      key.destroy();
      message.reset();
    }
    if (outcome != Outcome.Done.DONE) {
      throw new ProviderException(
          "outcome=" + outcome + ", allowed for a MAC: " + Outcome.Done.DONE);
    }
    return mac;
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
    return new OffloadMacSpi(operation, offload, software.copy(), message.copy());
  }
}
