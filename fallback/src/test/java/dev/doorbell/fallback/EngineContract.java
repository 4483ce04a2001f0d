package dev.doorbell.fallback;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import dev.doorbell.offload.engine.Engine;
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
import dev.doorbell.offload.job.ZstdJob;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every engine owes: each operation, over every way in which two buffers can lie to each
 * other, against libraries called directly. A subclass per engine; jobs that an engine does not
 * take are left out.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class EngineContract {
  private static final byte[] KEY = TestBytes.hex("000102030405060708090a0b0c0d0e0f");
  private static final byte[] IV = TestBytes.hex("f0f1f2f3f4f5f6f7f8f9fafbfffffffe");
  private static final byte[] NONCE = TestBytes.hex("cafebabefacedbaddecaf888");
  private static final byte[] AAD = TestBytes.random(5_001, 5);
  private static final int BIG = 50_000;

  private final JobResult result = new JobResult();

  /** The engine for {@code job}, or null where this suite's engines do not take it. */
  abstract Engine engineFor(Job job);

  private Outcome execute(Job job) {
    return engineFor(job).execute(job, result);
  }

  private interface JobMaker {
    Job make(MemorySegment input, MemorySegment output);
  }

  /**
   * @param refusal null where the job succeeds
   */
  record Case(
      String name, byte[] input, byte[] expected, Outcome.Rejected refusal, JobMaker maker) {
    @Override
    public String toString() {
      return name + " of " + input.length + (refusal == null ? "" : ", " + refusal);
    }
  }

  static List<Case> successes() throws Exception {
    List<Case> all = new ArrayList<>();
    for (int size : new int[] {16, BIG}) {
      byte[] clear = TestBytes.text(size, size);
      ciphers(all, clear);
      gcm(all, clear);
      codecs(all, clear);
    }
    return all;
  }

  private static void ciphers(List<Case> all, byte[] clear) throws Exception {
    for (Operation operation : Operation.values()) {
      // XTS is in no library: XtsCiphersKatTest. Stealing needs more than one block.
      if (operation.family() == Operation.Family.CIPHER
          && operation != Operation.AES_XTS
          && (operation != Operation.AES_CTS || clear.length > 16)) {
        cipher(all, operation, clear);
      }
    }
  }

  @SuppressWarnings("InsecureCryptoUsage")
  private static void cipher(List<Case> all, Operation operation, byte[] clear) throws Exception {
    KeyMaterial key = KeyMaterial.copyOf(KEY);
    String[] parts = operation.name().split("_");
    byte[] iv = parts[1].equals("ECB") ? new byte[0] : IV;
    Cipher cipher =
        Cipher.getInstance(parts[0] + "/" + parts[1] + "/NoPadding", new BouncyCastleProvider());
    cipher.init(
        Cipher.ENCRYPT_MODE,
        new SecretKeySpec(KEY, parts[0]),
        iv.length == 0 ? null : new IvParameterSpec(iv));
    byte[] secret = cipher.doFinal(clear);
    all.add(
        new Case(
            operation + " encrypt",
            clear,
            secret,
            null,
            (in, out) -> new CipherJob(operation, Direction.ENCRYPT, key, iv, in, out)));
    all.add(
        new Case(
            operation + " decrypt",
            secret,
            clear,
            null,
            (in, out) -> new CipherJob(operation, Direction.DECRYPT, key, iv, in, out)));
  }

  private static byte[] sealed(byte[] clear, byte[] nonce, int tagBytes) throws Exception {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", new BouncyCastleProvider());
    cipher.init(
        Cipher.ENCRYPT_MODE,
        new SecretKeySpec(KEY, "AES"),
        new GCMParameterSpec(tagBytes * 8, nonce));
    cipher.updateAAD(AAD);
    return cipher.doFinal(clear);
  }

  private static AeadJob aead(
      Direction direction, byte[] nonce, int tagBytes, MemorySegment in, MemorySegment out) {
    return new AeadJob(
        Operation.AES_GCM,
        direction,
        KeyMaterial.copyOf(KEY),
        nonce,
        TestBytes.segment(AAD),
        tagBytes,
        in,
        out);
  }

  private static void gcm(List<Case> all, byte[] clear) throws Exception {
    for (int tagBytes : new int[] {4, 13, 16}) {
      byte[] nonce = tagBytes == 13 ? IV : NONCE;
      byte[] secret = sealed(clear, nonce, tagBytes);
      String name = "AES_GCM tag " + tagBytes + " nonce " + nonce.length;
      all.add(
          new Case(
              name + " encrypt",
              clear,
              secret,
              null,
              (in, out) -> aead(Direction.ENCRYPT, nonce, tagBytes, in, out)));
      all.add(
          new Case(
              name + " decrypt",
              secret,
              clear,
              null,
              (in, out) -> aead(Direction.DECRYPT, nonce, tagBytes, in, out)));
    }
  }

  private static byte[] compressed(Format format, byte[] clear) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (format == Format.GZIP) {
      try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
        gzip.write(clear);
      }
      return bytes.toByteArray();
    }
    try (Deflater deflater = new Deflater(6, format == Format.RAW)) {
      deflater.setInput(clear);
      deflater.finish();
      byte[] out = new byte[clear.length * 2 + 100];
      int length = deflater.deflate(out);
      bytes.write(out, 0, length);
    }
    return bytes.toByteArray();
  }

  private static void codecs(List<Case> all, byte[] clear) throws Exception {
    for (Format format : Format.values()) {
      byte[] packed = compressed(format, clear);
      all.add(
          new Case(
              "deflate " + format,
              clear,
              packed,
              null,
              (in, out) ->
                  new DeflateJob(format, 6, 0, TestBytes.NONE, DeflateJob.Ending.WHOLE, in, out)));
      all.add(
          new Case(
              "inflate " + format,
              packed,
              clear,
              null,
              (in, out) -> new InflateJob(format, in, out)));
    }
    byte[] frame = Zstd.compress(clear, 3);
    all.add(
        new Case(
            "zstd decompress",
            frame,
            clear,
            null,
            (in, out) -> new ZstdJob(Direction.DECRYPT, 3, in, out)));
    all.add(
        new Case(
            "zstd compress",
            clear,
            frame,
            null,
            (in, out) -> new ZstdJob(Direction.ENCRYPT, 3, in, out)));
  }

  static List<Case> refusals() throws Exception {
    byte[] clear = TestBytes.text(BIG, 1);
    List<Case> all = new ArrayList<>();
    for (int tagBytes : new int[] {4, 16}) {
      for (byte[] message : new byte[][] {clear, TestBytes.text(100, 1)}) {
        byte[] forged = sealed(message, NONCE, tagBytes);
        forged[forged.length - 1] ^= 1;
        all.add(
            new Case(
                "GCM tag " + tagBytes,
                forged,
                message,
                Outcome.Rejected.BAD_TAG,
                (in, out) -> aead(Direction.DECRYPT, NONCE, tagBytes, in, out)));
      }
    }
    for (Format format : Format.values()) {
      byte[] packed = compressed(format, clear);
      byte[] cut = java.util.Arrays.copyOf(packed, packed.length - 1);
      byte[] tight = new byte[clear.length - 1];
      all.add(
          new Case(
              "inflate " + format,
              cut,
              clear,
              Outcome.Rejected.INPUT_INCOMPLETE,
              (in, out) -> new InflateJob(format, in, out)));
      all.add(
          new Case(
              "inflate " + format,
              packed,
              tight,
              Outcome.Rejected.OUTPUT_TOO_SMALL,
              (in, out) -> new InflateJob(format, in, out)));
      if (format != Format.RAW) {
        byte[] wrong = packed.clone();
        wrong[wrong.length - 1] ^= 1;
        all.add(
            new Case(
                "inflate " + format,
                wrong,
                clear,
                Outcome.Rejected.MALFORMED,
                (in, out) -> new InflateJob(format, in, out)));
      }
      byte[] packedTight = new byte[packed.length - 1];
      all.add(
          new Case(
              "deflate " + format,
              clear,
              packedTight,
              Outcome.Rejected.OUTPUT_TOO_SMALL,
              (in, out) ->
                  new DeflateJob(format, 6, 0, TestBytes.NONE, DeflateJob.Ending.WHOLE, in, out)));
    }
    byte[] frame = Zstd.compress(clear, 3);
    byte[] cut = java.util.Arrays.copyOf(frame, frame.length - 1);
    all.add(
        new Case(
            "zstd",
            cut,
            clear,
            Outcome.Rejected.INPUT_INCOMPLETE,
            (in, out) -> new ZstdJob(Direction.DECRYPT, 3, in, out)));
    all.add(
        new Case(
            "zstd",
            frame,
            new byte[BIG - 1],
            Outcome.Rejected.OUTPUT_TOO_SMALL,
            (in, out) -> new ZstdJob(Direction.DECRYPT, 3, in, out)));
    all.add(
        new Case(
            "zstd",
            clear,
            new byte[99],
            Outcome.Rejected.OUTPUT_TOO_SMALL,
            (in, out) -> new ZstdJob(Direction.ENCRYPT, 3, in, out)));
    return all;
  }

  private interface OutputSize {
    long of(Case one);
  }

  private static long exactly(Case one) {
    return one.expected.length;
  }

  private static long roomy(Case one) {
    return DeflateJob.outputBound(Math.max(one.input.length, one.expected.length));
  }

  /** The cases that this suite's engines take, in every layout. */
  private List<Arguments> inLayouts(List<Case> cases, OutputSize size) {
    return cases.stream()
        .filter(one -> engineFor(sample(one, size)) != null)
        .flatMap(one ->
            EnumSet.allOf(BufferLayout.class).stream().map(layout -> Arguments.of(one, layout)))
        .toList();
  }

  private static Job sample(Case one, OutputSize size) {
    return one.maker.make(
        TestBytes.segment(one.input), TestBytes.segment(new byte[(int) size.of(one)]));
  }

  List<Arguments> exactSuccesses() throws Exception {
    return inLayouts(successes(), EngineContract::exactly);
  }

  List<Arguments> roomySuccesses() throws Exception {
    return inLayouts(successes(), EngineContract::roomy);
  }

  List<Arguments> refusalsInLayouts() throws Exception {
    return inLayouts(refusals(), EngineContract::exactly);
  }

  @ParameterizedTest
  @MethodSource("exactSuccesses")
  void fillsAnOutputThatFitsExactly(Case one, BufferLayout layout) {
    checkSuccess(one, layout, exactly(one));
  }

  @ParameterizedTest
  @MethodSource("roomySuccesses")
  void leavesTheRestOfARoomyOutputAlone(Case one, BufferLayout layout) {
    checkSuccess(one, layout, roomy(one));
  }

  private void checkSuccess(Case one, BufferLayout layout, long outputBytes) {
    try (Arena arena = Arena.ofConfined()) {
      BufferLayout.Pair pair = layout.of(arena, one.input, outputBytes);
      Job job = one.maker.make(pair.input, pair.output);
      assertEquals(Outcome.Done.DONE, execute(job));
      assertEquals(one.input.length, result.consumed());
      assertArrayEquals(result(job, one), decoded(job, pair.produced(result.produced())));
      assertTrue(pair.untouchedBeside(result.produced()), "bytes beside the result");
    }
  }

  /** Compressed bytes may differ between engines; what they stand for may not. */
  private static byte[] result(Job job, Case one) {
    return job instanceof DeflateJob ? one.input : one.expected;
  }

  private static byte[] decoded(Job job, byte[] produced) {
    if (!(job instanceof DeflateJob deflate)) {
      return produced;
    }
    ByteArrayInputStream packed = new ByteArrayInputStream(produced);
    try (InputStream in =
        switch (deflate.format()) {
          case RAW -> new InflaterInputStream(packed, new Inflater(true));
          case ZLIB -> new InflaterInputStream(packed);
          case GZIP -> new GZIPInputStream(packed);
        }) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new AssertionError("the JDK cannot read it", e);
    }
  }

  @ParameterizedTest
  @MethodSource("refusalsInLayouts")
  void leavesTheWholeOutputAloneWhenItRefuses(Case one, BufferLayout layout) {
    try (Arena arena = Arena.ofConfined()) {
      BufferLayout.Pair pair = layout.of(arena, one.input, one.expected.length);
      Outcome outcome = execute(one.maker.make(pair.input, pair.output));
      // A device may leave the judgement to software; what it may not do is to judge wrongly.
      assertTrue(outcome == one.refusal || !outcome.isAnswer(), () -> "answered " + outcome);
      assertTrue(pair.untouchedBeside(0), "no byte changed");
    }
  }
}
