package dev.doorbell.offload.binding;

import dev.doorbell.offload.device.Device;
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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import java.util.zip.Inflater;

/**
 * What a device has to answer before it gets real work, for each operation that it claims:
 * published vectors for ciphers, a round trip through java.util.zip for compression. An operation
 * that fails is not offered; sysfs does not say which modes a device has (uacce.md 4.2).
 */
final class KnownAnswers {
  private static final HexFormat HEX = HexFormat.of();

  /* NIST SP 800-38A, appendix F. */
  private static final byte[] PLAIN =
      HEX.parseHex(
          "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
              + "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710");
  private static final String KEY_128 = "2b7e151628aed2a6abf7158809cf4f3c";
  private static final String KEY_256 =
      "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4";
  private static final String IV = "000102030405060708090a0b0c0d0e0f";
  private static final String COUNTER = "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff";

  /* McGrew and Viega, The Galois/Counter Mode of Operation, test case 4. */
  private static final String GCM_KEY = "feffe9928665731c6d6a8f9467308308";
  private static final String GCM_IV = "cafebabefacedbaddecaf888";
  private static final String GCM_AAD = "feedfacedeadbeeffeedfacedeadbeefabaddad2";
  private static final byte[] GCM_PLAIN =
      HEX.parseHex(
          "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
              + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
  private static final byte[] GCM_SEALED =
      HEX.parseHex(
          "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
              + "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e0915bc94fbc3221a5db94fae95ae7121a47");

  /* draft-ribose-cfrg-sm4, appendix A.2 (key and text); CTR computed with Bouncy Castle. */
  private static final String SM4_KEY = "0123456789abcdeffedcba9876543210";
  private static final byte[] SM4_PLAIN =
      HEX.parseHex("aaaaaaaabbbbbbbbccccccccddddddddeeeeeeeeffffffffaaaaaaaabbbbbbbb");

  private final BiFunction<Job, JobResult, Outcome> runner;

  /**
   * @param runner executes a job on the queues that are to be proven
   */
  KnownAnswers(BiFunction<Job, JobResult, Outcome> runner) {
    this.runner = runner;
  }

  /** The operations of {@code device} that gave the right answers. */
  Set<Operation> run(Device device) {
    Set<Operation> right = EnumSet.noneOf(Operation.class);
    for (Operation operation : Operation.values()) {
      if (device.capability(operation) != null && isRight(operation)) {
        right.add(operation);
      }
    }
    return right;
  }

  private boolean isRight(Operation operation) {
    return switch (operation) {
      case AES_ECB ->
          cipher(
                  operation,
                  KEY_128,
                  "",
                  PLAIN,
                  "3ad77bb40d7a3660a89ecaf32466ef97f5d3d58503b9699de785895a96fdbaaf43b1cd7f598ece23881b00e3ed0306887b0c785e27e8ad3f8223207104725dd4")
              && cipher(
                  operation,
                  KEY_256,
                  "",
                  PLAIN,
                  "f3eed1bdb5d2a03c064b5a7e3db181f8591ccb10d410ed26dc5ba74a31362870b6ed21b99ca6f4f9f153e7b1beafed1d23304b7a39f9f3ff067d8d8f9e24ecc7");
      case AES_CBC ->
          cipher(
                  operation,
                  KEY_128,
                  IV,
                  PLAIN,
                  "7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b273bed6b8e3c1743b7116e69e222295163ff1caa1681fac09120eca307586e1a7")
              && cipher(
                  operation,
                  KEY_256,
                  IV,
                  PLAIN,
                  "f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d39f23369a9d9bacfa530e26304231461b2eb05e2c39be9fcda6c19078c6a9d1b");
      case AES_CTR ->
          cipher(
                  operation,
                  KEY_128,
                  COUNTER,
                  PLAIN,
                  "874d6191b620e3261bef6864990db6ce9806f66b7970fdff8617187bb9fffdff5ae4df3edbd5d35e5b4f09020db03eab1e031dda2fbe03d1792170a0f3009cee")
              && cipher(
                  operation,
                  KEY_256,
                  COUNTER,
                  PLAIN,
                  "601ec313775789a5b7a7f504bbf3d228f443e3ca4d62b59aca84e990cacaf5c52b0930daa23de94ce87017ba2d84988ddfc9c58db67aada613c2dd08457941a6");
      case AES_GCM -> gcm();
      case SM4_CBC ->
          cipher(
              operation,
              SM4_KEY,
              IV,
              SM4_PLAIN,
              "78ebb11cc40b0a48312aaeb2040244cb4cb7016951909226979b0d15dc6a8f6d");
      case SM4_CTR ->
          cipher(
              operation,
              SM4_KEY,
              IV,
              SM4_PLAIN,
              "ac3236cb861dd316e6413b4e3c7524b781e9e3a5bf5c03fe703bb94f3abb16a1");
      case DEFLATE_RAW ->
          deflate(Format.RAW, DeflateJob.Ending.WHOLE)
              && deflate(Format.RAW, DeflateJob.Ending.PIECE);
      case DEFLATE_ZLIB -> deflate(Format.ZLIB, DeflateJob.Ending.WHOLE);
      case DEFLATE_GZIP -> deflate(Format.GZIP, DeflateJob.Ending.WHOLE);
      case INFLATE_RAW -> inflate(Format.RAW);
      case INFLATE_ZLIB -> inflate(Format.ZLIB);
      case INFLATE_GZIP -> inflate(Format.GZIP);
      default -> false;
    };
  }

  private boolean cipher(Operation operation, String key, String iv, byte[] plain, String sealed) {
    return cipher(operation, Direction.ENCRYPT, key, iv, plain, HEX.parseHex(sealed))
        && cipher(operation, Direction.DECRYPT, key, iv, HEX.parseHex(sealed), plain);
  }

  private boolean cipher(
      Operation operation,
      Direction direction,
      String key,
      String iv,
      byte[] input,
      byte[] expected) {
    byte[] output = new byte[expected.length];
    KeyMaterial material = KeyMaterial.copyOf(HEX.parseHex(key));
    return gives(
        new CipherJob(
            operation,
            direction,
            material,
            HEX.parseHex(iv),
            MemorySegment.ofArray(input),
            MemorySegment.ofArray(output)),
        expected,
        output);
  }

  private boolean gcm() {
    byte[] forged = GCM_SEALED.clone();
    forged[forged.length - 1] ^= 1;
    byte[] sealed = new byte[GCM_SEALED.length];
    byte[] opened = new byte[GCM_PLAIN.length];
    return gives(gcm(Direction.ENCRYPT, GCM_PLAIN, sealed), GCM_SEALED, sealed)
        && gives(gcm(Direction.DECRYPT, GCM_SEALED, opened), GCM_PLAIN, opened)
        && runner.apply(gcm(Direction.DECRYPT, forged, opened), new JobResult())
            == Outcome.Rejected.BAD_TAG;
  }

  private static Job gcm(Direction direction, byte[] input, byte[] output) {
    return new AeadJob(
        Operation.AES_GCM,
        direction,
        KeyMaterial.copyOf(HEX.parseHex(GCM_KEY)),
        HEX.parseHex(GCM_IV),
        MemorySegment.ofArray(HEX.parseHex(GCM_AAD)),
        16,
        MemorySegment.ofArray(input),
        MemorySegment.ofArray(output));
  }

  private boolean gives(Job job, byte[] expected, byte[] output) {
    JobResult result = new JobResult();
    return runner.apply(job, result) == Outcome.Done.DONE
        && result.produced() == expected.length
        && Arrays.equals(expected, output);
  }

  /** Some 4 KB that compress, but not to nothing. */
  private static byte[] text() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; text.length() < 4000; i++) {
      text.append("known answer ").append(i * i).append('\n');
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private boolean deflate(Format format, DeflateJob.Ending ending) {
    byte[] text = text();
    byte[] output = new byte[(int) DeflateJob.outputBound(text.length)];
    JobResult result = new JobResult();
    Job job =
        new DeflateJob(
            format,
            -1,
            0,
            MemorySegment.NULL,
            ending,
            MemorySegment.ofArray(text),
            MemorySegment.ofArray(output));
    if (runner.apply(job, result) != Outcome.Done.DONE) {
      return false;
    }
    byte[] back = new byte[text.length + 1];
    int headerAndTrailer = format == Format.GZIP ? 10 : 0;
    try (Inflater inflater = new Inflater(format != Format.ZLIB)) {
      inflater.setInput(output, headerAndTrailer, (int) result.produced() - headerAndTrailer);
      int n = inflater.inflate(back);
      boolean ended = inflater.finished() == (ending == DeflateJob.Ending.WHOLE);
      return ended && n == text.length && Arrays.equals(text, Arrays.copyOf(back, n));
    } catch (DataFormatException wrongAnswer) {
      return false;
    }
  }

  private boolean inflate(Format format) {
    byte[] text = text();
    byte[] packed = pack(format, text);
    byte[] output = new byte[text.length];
    JobResult result = new JobResult();
    return runner.apply(
                new InflateJob(
                    format, MemorySegment.ofArray(packed), MemorySegment.ofArray(output)),
                result)
            == Outcome.Done.DONE
        && result.produced() == text.length
        && result.consumed() == packed.length
        && Arrays.equals(text, output);
  }

  private static byte[] pack(Format format, byte[] text) {
    if (format == Format.GZIP) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
        gzip.write(text);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return bytes.toByteArray();
    }
    byte[] packed = new byte[text.length + 100];
    try (Deflater deflater = new Deflater(6, format == Format.RAW)) {
      deflater.setInput(text);
      deflater.finish();
      return Arrays.copyOf(packed, deflater.deflate(packed));
    }
  }
}
