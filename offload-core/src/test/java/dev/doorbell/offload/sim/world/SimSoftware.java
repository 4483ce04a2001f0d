package dev.doorbell.offload.sim.world;

import dev.doorbell.offload.engine.Capability;
import dev.doorbell.offload.engine.Engine;
import dev.doorbell.offload.engine.EngineStatus;
import dev.doorbell.offload.job.AeadJob;
import dev.doorbell.offload.job.CipherJob;
import dev.doorbell.offload.job.DeflateJob;
import dev.doorbell.offload.job.Direction;
import dev.doorbell.offload.job.InflateJob;
import dev.doorbell.offload.job.Job;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.job.Outcome;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.GeneralSecurityException;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The software engine of the simulated process: the JDK, one job at a time. */
final class SimSoftware implements Engine {
  @Override
  public String name() {
    return "software";
  }

  @Override
  public Capability capability(Operation operation) {
    return new Capability(operation, 0, Integer.MAX_VALUE);
  }

  @Override
  public EngineStatus status() {
    return EngineStatus.ALWAYS_READY;
  }

  @Override
  public Outcome execute(Job job, JobResult result) {
    byte[] input = job.input().toArray(ValueLayout.JAVA_BYTE);
    try {
      return switch (job) {
        case AeadJob aead -> done(job, result, input.length, gcm(aead, input));
        case CipherJob cipher -> done(job, result, input.length, cipher(cipher, input));
        case DeflateJob deflate -> {
          byte[] packed = new byte[(int) deflate.output().byteSize()];
          try (Deflater deflater = new Deflater(deflate.level())) {
            deflater.setInput(input);
            deflater.finish();
            yield done(
                job,
                result,
                input.length,
                java.util.Arrays.copyOf(packed, deflater.deflate(packed)));
          }
        }
        case InflateJob inflate -> {
          byte[] back = new byte[(int) inflate.output().byteSize()];
          try (Inflater inflater = new Inflater()) {
            inflater.setInput(input);
            yield done(
                job, result, input.length, java.util.Arrays.copyOf(back, inflater.inflate(back)));
          }
        }
        default -> throw new IllegalArgumentException("job=" + job);
      };
    } catch (AEADBadTagException e) {
      return Outcome.Rejected.BAD_TAG;
    } catch (DataFormatException e) {
      return Outcome.Rejected.MALFORMED;
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static int mode(Direction direction) {
    return direction == Direction.ENCRYPT ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE;
  }

  private static byte[] gcm(AeadJob job, byte[] input) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", "SunJCE");
    cipher.init(
        mode(job.direction()),
        new SecretKeySpec(job.key().bytes(), "AES"),
        new GCMParameterSpec(128, job.iv()));
    cipher.updateAAD(job.aad().toArray(ValueLayout.JAVA_BYTE));
    return cipher.doFinal(input);
  }

  private static byte[] cipher(CipherJob job, byte[] input) throws GeneralSecurityException {
    boolean ctr = job.operation() == Operation.AES_CTR;
    Cipher cipher = Cipher.getInstance(ctr ? "AES/CTR/NoPadding" : "AES/CBC/NoPadding", "SunJCE");
    cipher.init(
        mode(job.direction()),
        new SecretKeySpec(job.key().bytes(), "AES"),
        new IvParameterSpec(job.iv()));
    return cipher.doFinal(input);
  }

  private static Outcome done(Job job, JobResult result, long consumed, byte[] output) {
    MemorySegment.copy(output, 0, job.output(), ValueLayout.JAVA_BYTE, 0, output.length);
    result.set(consumed, output.length);
    return Outcome.Done.DONE;
  }
}
