package dev.doorbell.fallback.crypto;

import dev.doorbell.offload.job.DigestJob;
import dev.doorbell.offload.job.Job;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.MacJob;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.job.Outcome;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.DigestException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;

/** Digests (FIPS 180-4, RFC 1321, GB/T 32905) and HMAC (RFC 2104) over them. Any thread. */
public final class Hashes {
  private final CipherLibraries libraries;
  private final PieceSize pieceSize = new PieceSize();

  public Hashes(CipherLibraries libraries) {
    this.libraries = libraries;
  }

  public Outcome run(DigestJob job, JobResult result) {
    MessageDigest digest = libraries.newDigest(digestName(job.operation()));
    byte[] hash = new byte[job.operation().digestBytes()];
    feed(job, digest::update);
    try {
      digest.digest(hash, 0, hash.length);
    } catch (DigestException impossible) {
      throw new IllegalStateException("refused " + job, impossible);
    }
    return done(job, hash, result);
  }

  public Outcome run(MacJob job, JobResult result) {
    Mac mac = libraries.newMac(macName(job.operation()));
    byte[] hash = new byte[job.operation().digestBytes()];
    try {
      mac.init(new JobKey(job.key(), mac.getAlgorithm()));
      feed(job, mac::update);
      mac.doFinal(hash, 0);
    } catch (InvalidKeyException | ShortBufferException impossible) {
      throw new IllegalStateException("refused " + job, impossible);
    }
    return done(job, hash, result);
  }

  private static Outcome done(Job job, byte[] hash, JobResult result) {
    // Last of all: the output may lie in the input.
    MemorySegment.copy(hash, 0, job.output(), ValueLayout.JAVA_BYTE, 0, hash.length);
    result.set(job.inputBytes(), hash.length);
    return Outcome.Done.DONE;
  }

  private interface Sink {
    void update(byte[] bytes, int offset, int length);
  }

  private void feed(Job job, Sink sink) {
    MemorySegment input = job.input();
    long n = input.byteSize();
    byte[] piece = new byte[(int) Math.min(n, PieceSize.MAX_BYTES)];
    try {
      for (long position = 0; position < n; ) {
        int length = (int) Math.min(n - position, pieceSize.next(job.operation()));
        MemorySegment.copy(input, ValueLayout.JAVA_BYTE, position, piece, 0, length);
        sink.update(piece, 0, length);
        position += length;
      }
    } finally {
      Arrays.fill(piece, (byte) 0);
    }
  }

  private static String digestName(Operation operation) {
    return switch (operation) {
      case MD5, SM3 -> operation.name();
      case SHA_512_224 -> "SHA-512/224";
      case SHA_512_256 -> "SHA-512/256";
      default -> operation.name().replace('_', '-');
    };
  }

  private static String macName(Operation operation) {
    return switch (operation) {
      case HMAC_SHA_512_224 -> "HmacSHA512/224";
      case HMAC_SHA_512_256 -> "HmacSHA512/256";
      default -> "Hmac" + operation.name().substring("HMAC_".length()).replace("_", "");
    };
  }
}
