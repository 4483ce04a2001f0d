package dev.doorbell.offload.sim.world;

import dev.doorbell.offload.job.AeadJob;
import dev.doorbell.offload.job.CipherJob;
import dev.doorbell.offload.job.DeflateJob;
import dev.doorbell.offload.job.Direction;
import dev.doorbell.offload.job.Format;
import dev.doorbell.offload.job.InflateJob;
import dev.doorbell.offload.job.Job;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.KeyMaterial;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.job.Outcome;
import java.lang.foreign.MemorySegment;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A job of a simulated caller, with what the JDK says about its result. Every second one works in
 * place; all have guard bytes around what the job may touch.
 */
final class SimJob {
  private static final int GUARD = 16;
  private static final byte POISON = 0x6B;

  final Job job;
  private final byte[] memory;
  private final byte[] before;
  private final int outputBytes;

  /** The right bytes; null for a job that must be rejected. */
  private final byte[] expected;

  /** For compression, whose bytes are each engine's own: what they must expand to. */
  private final boolean expand;

  private SimJob(
      SplittableRandom random,
      byte[] input,
      int outputBytes,
      byte[] expected,
      boolean expand,
      java.util.function.BiFunction<MemorySegment, MemorySegment, Job> maker) {
    this.outputBytes = outputBytes;
    this.expected = expected;
    this.expand = expand;
    memory = new byte[GUARD + Math.max(input.length, outputBytes) + GUARD];
    Arrays.fill(memory, POISON);
    MemorySegment all = MemorySegment.ofArray(memory);
    MemorySegment output = all.asSlice(GUARD, outputBytes);
    if (random.nextBoolean()) {
      System.arraycopy(input, 0, memory, GUARD, input.length);
      job = maker.apply(all.asSlice(GUARD, input.length), output);
    } else {
      job = maker.apply(MemorySegment.ofArray(input), output);
    }
    before = memory.clone();
  }

  static SimJob draw(SplittableRandom random, Operation operation) {
    try {
      return switch (operation.family()) {
        case AEAD -> gcm(random);
        case CIPHER -> cipher(random, operation);
        case DEFLATE -> deflate(random);
        case INFLATE -> inflate(random);
        case DIGEST, MAC, ZSTD, LZ77 ->
            throw new IllegalArgumentException("operation=" + operation);
      };
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static int size(SplittableRandom random) {
    return 1 + random.nextInt(random.nextInt(6) == 0 ? 9000 : 300);
  }

  private static byte[] bytes(SplittableRandom random, int n) {
    byte[] bytes = new byte[n];
    random.nextBytes(bytes);
    return bytes;
  }

  private static SimJob gcm(SplittableRandom random) throws GeneralSecurityException {
    byte[] key = bytes(random, 16);
    byte[] iv = bytes(random, 12);
    byte[] aad = bytes(random, random.nextInt(20));
    byte[] plain = bytes(random, size(random));
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", "SunJCE");
    cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, iv));
    cipher.updateAAD(aad);
    byte[] sealed = cipher.doFinal(plain);
    int kind = random.nextInt(4);
    Direction direction = kind < 2 ? Direction.ENCRYPT : Direction.DECRYPT;
    byte[] input = kind < 2 ? plain : sealed.clone();
    byte[] expected = kind < 2 ? sealed : plain;
    if (kind == 3) {
      input[random.nextInt(input.length)] ^= 1;
      expected = null;
    }
    return new SimJob(
        random,
        input,
        kind < 2 ? sealed.length : plain.length,
        expected,
        false,
        (from, to) ->
            new AeadJob(
                Operation.AES_GCM,
                direction,
                KeyMaterial.copyOf(key),
                iv,
                MemorySegment.ofArray(aad),
                16,
                from,
                to));
  }

  private static SimJob cipher(SplittableRandom random, Operation wanted)
      throws GeneralSecurityException {
    Operation operation = wanted == Operation.AES_CTR ? wanted : Operation.AES_CBC;
    boolean ctr = operation == Operation.AES_CTR;
    byte[] key = bytes(random, 16);
    byte[] iv = bytes(random, 16);
    byte[] plain = bytes(random, ctr ? size(random) : (size(random) + 15) / 16 * 16);
    Cipher cipher = Cipher.getInstance(ctr ? "AES/CTR/NoPadding" : "AES/CBC/NoPadding", "SunJCE");
    cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
    byte[] sealed = cipher.doFinal(plain);
    boolean encrypt = random.nextBoolean();
    return new SimJob(
        random,
        encrypt ? plain : sealed,
        plain.length,
        encrypt ? sealed : plain,
        false,
        (from, to) ->
            new CipherJob(
                operation,
                encrypt ? Direction.ENCRYPT : Direction.DECRYPT,
                KeyMaterial.copyOf(key),
                iv,
                from,
                to));
  }

  private static byte[] text(SplittableRandom random) {
    byte[] text = new byte[1 + random.nextInt(1500)];
    for (int i = 0; i < text.length; i++) {
      text[i] = (byte) (random.nextInt(4) == 0 ? random.nextInt(256) : 'a' + i % 7);
    }
    return text;
  }

  private static SimJob deflate(SplittableRandom random) {
    byte[] text = text(random);
    return new SimJob(
        random,
        text,
        (int) DeflateJob.outputBound(text.length),
        text,
        true,
        (from, to) ->
            new DeflateJob(
                Format.ZLIB, 6, 0, MemorySegment.NULL, DeflateJob.Ending.WHOLE, from, to));
  }

  private static SimJob inflate(SplittableRandom random) {
    byte[] text = text(random);
    byte[] packed = new byte[text.length + 100];
    try (Deflater deflater = new Deflater()) {
      deflater.setInput(text);
      deflater.finish();
      packed = Arrays.copyOf(packed, deflater.deflate(packed));
    }
    return new SimJob(
        random,
        packed,
        text.length,
        text,
        false,
        (from, to) -> new InflateJob(Format.ZLIB, from, to));
  }

  /** Invariant: the job was answered with the right bytes, or rejected and nothing was touched. */
  void check(Outcome outcome, JobResult result) {
    if (expected == null) {
      require(outcome == Outcome.Rejected.BAD_TAG, "a forged message was answered " + outcome);
      require(Arrays.equals(memory, before), "a rejected job changed the caller's memory");
      return;
    }
    require(outcome == Outcome.Done.DONE, "a sound job was answered " + outcome);
    int produced = (int) result.produced();
    byte[] output = Arrays.copyOfRange(memory, GUARD, GUARD + produced);
    byte[] right = expand ? expanded(output) : output;
    require(Arrays.equals(right, expected), "wrong bytes");
    for (int i = 0; i < memory.length; i++) {
      boolean inside = i >= GUARD && i < GUARD + outputBytes;
      require(inside || memory[i] == before[i], "bytes beside the job's output were changed");
    }
  }

  private byte[] expanded(byte[] packed) {
    byte[] back = new byte[expected.length + 1];
    try (Inflater inflater = new Inflater()) {
      inflater.setInput(packed);
      return Arrays.copyOf(back, inflater.inflate(back));
    } catch (DataFormatException e) {
      return null;
    }
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new Violation(otherwise + ": " + job);
    }
  }
}
