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
import java.security.MessageDigest;
import java.util.Arrays;

/** Digests (FIPS 180-4, RFC 1321, GB/T 32905) and HMAC (RFC 2104) over them. Any thread. */
public final class Hashes {
  private static final int INNER = 0x36;
  private static final int OUTER = 0x5c;

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

  /**
   * HMAC over digests that are held as objects: SunJCE's own asks the JCA for its digest by name,
   * and might get one of a provider of ours.
   */
  public Outcome run(MacJob job, JobResult result) {
    MessageDigest digest = libraries.newDigest(digestName(job.operation()));
    byte[] block = Arrays.copyOf(job.key().bytes(), MacJob.blockBytes(job.operation()));
    try {
      mask(block, INNER);
      digest.update(block);
      feed(job, digest::update);
      byte[] inner = digest.digest();
      mask(block, INNER ^ OUTER);
      digest.update(block);
      return done(job, digest.digest(inner), result);
    } finally {
      Arrays.fill(block, (byte) 0);
    }
  }

  private static void mask(byte[] block, int mask) {
    for (int i = 0; i < block.length; i++) {
      block[i] ^= (byte) mask;
    }
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

  /** Of a digest, or of the one below an HMAC. */
  private static String digestName(Operation operation) {
    return switch (operation) {
      case MD5, HMAC_MD5 -> "MD5";
      case SHA_1, HMAC_SHA_1 -> "SHA-1";
      case SHA_224, HMAC_SHA_224 -> "SHA-224";
      case SHA_256, HMAC_SHA_256 -> "SHA-256";
      case SHA_384, HMAC_SHA_384 -> "SHA-384";
      case SHA_512, HMAC_SHA_512 -> "SHA-512";
      case SHA_512_224, HMAC_SHA_512_224 -> "SHA-512/224";
      case SHA_512_256, HMAC_SHA_512_256 -> "SHA-512/256";
      case SM3, HMAC_SM3 -> "SM3";
      default -> throw new IllegalArgumentException("operation=" + operation);
    };
  }
}
