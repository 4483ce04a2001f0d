package dev.doorbell.offload.binding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.doorbell.offload.device.twin.FaultPlan;
import dev.doorbell.offload.device.twin.TwinDeviceSpec;
import dev.doorbell.offload.job.AeadJob;
import dev.doorbell.offload.job.CipherJob;
import dev.doorbell.offload.job.DigestJob;
import dev.doorbell.offload.job.Direction;
import dev.doorbell.offload.job.Job;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.KeyMaterial;
import dev.doorbell.offload.job.MacJob;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.job.Outcome;
import java.lang.foreign.MemorySegment;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * SEC2's operations through the production driver on the twin, against the JDK where it has the
 * algorithm. What it lacks: known answers here, Bouncy Castle in the module that has it.
 */
class SecOperationsTest {
  private static final int[] LENGTHS = {1, 15, 16, 17, 31, 32, 33, 4095, 4096, 4097, 50_000};

  private static TwinRig rig;

  @BeforeAll
  static void open() {
    rig = TwinRig.patient();
  }

  @AfterAll
  static void close() {
    rig.close();
  }

  private static byte[] bytes(long seed, int count) {
    byte[] bytes = new byte[count];
    new SplittableRandom(seed).nextBytes(bytes);
    return bytes;
  }

  private static byte[] run(Job job, byte[] output) {
    JobResult result = new JobResult();
    assertEquals(Outcome.Done.DONE, rig.engine.execute(job, result), job.toString());
    assertEquals(job.inputBytes(), result.consumed());
    return Arrays.copyOf(output, (int) result.produced());
  }

  @Test
  void aDeviceWithDigestsOnlyBecomesActive() {
    TwinDeviceSpec spec = TwinDeviceSpec.of("hisi_sec2", 3).withAlgorithms("digest");
    try (TwinRig one = new TwinRig(spec, FaultPlan.NONE, 10_000)) {
      one.maintain();
      assertEquals(BindingState.ACTIVE, one.engine.binding().stats().state());
      assertNotNull(one.engine.capability(Operation.HMAC_SM3));
      assertNull(one.engine.capability(Operation.AES_CBC));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "AES_ECB, AES/ECB/NoPadding",
    "AES_CBC, AES/CBC/NoPadding",
    "AES_CTS, AES/CTS/NoPadding",
    "AES_CTR, AES/CTR/NoPadding",
    "AES_CFB, AES/CFB/NoPadding",
    "AES_OFB, AES/OFB/NoPadding"
  })
  void ciphersGiveTheJdksBytesAtEveryLength(Operation operation, String transformation)
      throws Exception {
    for (int length : LENGTHS) {
      boolean blocks = operation == Operation.AES_ECB || operation == Operation.AES_CBC;
      int n = blocks ? (length + 15) / 16 * 16 : length;
      if (operation == Operation.AES_CTS && n <= 16) {
        continue; // One block is not stolen from.
      }
      byte[] key = bytes(length, 16 + 8 * (length % 3));
      byte[] iv = operation == Operation.AES_ECB ? new byte[0] : bytes(length + 1L, 16);
      byte[] plain = bytes(length + 2L, n);
      Cipher cipher = Cipher.getInstance(transformation, "SunJCE");
      SecretKeySpec spec = new SecretKeySpec(key, "AES");
      cipher.init(Cipher.ENCRYPT_MODE, spec, iv.length == 0 ? null : new IvParameterSpec(iv));
      byte[] sealed = cipher.doFinal(plain);
      assertArrayEquals(
          sealed, cipher(operation, Direction.ENCRYPT, key, iv, plain), "length " + n);
      assertArrayEquals(
          plain, cipher(operation, Direction.DECRYPT, key, iv, sealed), "length " + n);
    }
  }

  @ParameterizedTest(name = "key of {0}, {1} bytes")
  @CsvSource({
    // SHA-256 of the ciphertext, computed with OpenSSL 3
    "32, 16, a7ccd71b2a2e01b6c9f891d7e7a166e29347aa2d9aae8c86597cf76ad4fdb28b",
    "32, 17, 2a46ddeff98773e4e382dc809fdd9fa39f79d238ac483c1f0e6b3cb7309d812a",
    "32, 31, 9552289f3bde35d32e9c4bf41555104b9479039f81ec1ca7726ce6dbf53bfe60",
    "32, 32, 43a2e9d1c0342f52ce39397ae85b55fb2cba15b875edb4c2022900ae94c55613",
    "32, 33, b9929b73e84b44de842ae0213fb5447963c7ab3f63ecee5bc3ba7a94693b4f98",
    "32, 4095, 803e88c62fcc87fe24a5dcac4a5bcbb950b261f950a950aff9c4e6082c6db3ca",
    "32, 4096, db5d0bbdf3982b072f544780702a84a1430c44862307b819b7995de3dd559128",
    "32, 4097, 98dad50a33b00571f3a8d558f15c2528b7960cb4a7d27cefb2b5f3e56506d8db",
    "32, 50001, 85bd6092af228aa7e9d9344ac597d7153ec3fcb39a4d06f5de791d19c7cf256c",
    "64, 16, 322b86a34373921e91c3e00eb2e407d909dfb03b95561a4b7bf89df3daefb46d",
    "64, 17, b35db992e5b632d05d57b3e8659900273c77ee5ec6cfe888ce5b48d8796b89f2",
    "64, 31, 0830064ce4ba4002f3c64debd71d4e7b4661a36b6989798a3314f42debeadb8d",
    "64, 32, 8c4b6cd64a73c53df4173b3d5c5c315f15ac2b2ea1aab31431d57d0852bab6b2",
    "64, 33, 74e4f23fb25fc090c16c6557964f652f7da0a8a5b15560e8e44c3fe9da11233a",
    "64, 4095, b5122d5888ed90318b3ee3bffdcdb2ebeb12348f1f0e92dd0e52c7d53fcf3fb4",
    "64, 4096, f9f0740ab2da9075d6c952b6d076887cc0663325fe181aa1eadb2961a13b308c",
    "64, 4097, bc0f06d1299bc43294e2c970522623b47bf495ec091e8fd942274ac1752e124a",
    "64, 50001, b4834b6333766229c0836a9b57e284520bf7e4a77611fe379793736d95cfd20f"
  })
  void xtsGivesOpenSslsBytesAtEveryLength(int keyBytes, int length, String sealedSha256)
      throws Exception {
    byte[] key = new byte[keyBytes];
    byte[] tweak = new byte[16];
    byte[] plain = new byte[length];
    for (int i = 0; i < length; i++) {
      plain[i] = (byte) (31 * i + (i >> 8));
      tweak[i % 16] = (byte) (i % 16);
    }
    for (int i = 0; i < keyBytes; i++) {
      key[i] = (byte) (7 * i + 1);
    }
    byte[] sealed = cipher(Operation.AES_XTS, Direction.ENCRYPT, key, tweak, plain);
    assertEquals(
        sealedSha256,
        HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256", "SUN").digest(sealed)));
    assertArrayEquals(plain, cipher(Operation.AES_XTS, Direction.DECRYPT, key, tweak, sealed));
  }

  private static byte[] cipher(
      Operation operation, Direction direction, byte[] key, byte[] iv, byte[] input) {
    byte[] output = new byte[input.length];
    return run(
        new CipherJob(
            operation,
            direction,
            KeyMaterial.copyOf(key),
            iv,
            MemorySegment.ofArray(input),
            MemorySegment.ofArray(output)),
        output);
  }

  @ParameterizedTest
  @CsvSource({
    "MD5, MD5",
    "SHA_1, SHA-1",
    "SHA_224, SHA-224",
    "SHA_256, SHA-256",
    "SHA_384, SHA-384",
    "SHA_512, SHA-512",
    "SHA_512_224, SHA-512/224",
    "SHA_512_256, SHA-512/256"
  })
  void digestsGiveTheJdksBytesAtEveryLength(Operation operation, String name) throws Exception {
    MessageDigest digest = MessageDigest.getInstance(name, "SUN");
    for (int length : lengthsWithPaddingEdges()) {
      byte[] input = bytes(length, length);
      byte[] output = new byte[operation.digestBytes()];
      assertArrayEquals(
          digest.digest(input),
          run(
              new DigestJob(operation, MemorySegment.ofArray(input), MemorySegment.ofArray(output)),
              output),
          "length " + length);
    }
  }

  /** With what is around the place where padding needs another block of 64 or 128 bytes. */
  private static List<Integer> lengthsWithPaddingEdges() {
    return Stream.concat(
            Stream.of(0, 55, 56, 63, 64, 65, 111, 112, 119, 127, 128, 129),
            Arrays.stream(LENGTHS).boxed())
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "HMAC_MD5, HmacMD5", "HMAC_SHA_1, HmacSHA1", "HMAC_SHA_224, HmacSHA224",
    "HMAC_SHA_256, HmacSHA256", "HMAC_SHA_384, HmacSHA384", "HMAC_SHA_512, HmacSHA512",
    "HMAC_SHA_512_224, HmacSHA512/224", "HMAC_SHA_512_256, HmacSHA512/256"
  })
  void hmacsGiveTheJdksBytesForKeysOfEverySize(Operation operation, String name) throws Exception {
    Mac mac = Mac.getInstance(name, "SunJCE");
    for (int keyBytes = 1; keyBytes <= MacJob.blockBytes(operation); keyBytes++) {
      int length = lengthsWithPaddingEdges().get(keyBytes % lengthsWithPaddingEdges().size());
      byte[] key = bytes(keyBytes, keyBytes);
      mac.init(new SecretKeySpec(key, "HMAC"));
      assertArrayEquals(
          mac.doFinal(bytes(length, length)),
          hmac(operation, key, bytes(length, length)),
          "key of " + keyBytes + ", length " + length);
    }
  }

  private static byte[] hmac(Operation operation, byte[] key, byte[] input) {
    byte[] output = new byte[operation.digestBytes()];
    return run(
        new MacJob(
            operation,
            KeyMaterial.copyOf(key),
            MemorySegment.ofArray(input),
            MemorySegment.ofArray(output)),
        output);
  }

  @Test
  void anEmptyKeyIsAKeyOfZeros() throws Exception {
    // The JDK has no empty key; HMAC fills up with zeros anyway (RFC 2104).
    Mac mac = Mac.getInstance("HmacSHA256", "SunJCE");
    mac.init(new SecretKeySpec(new byte[1], "HMAC"));
    byte[] text = bytes(1, 100);
    assertArrayEquals(mac.doFinal(text), hmac(Operation.HMAC_SHA_256, new byte[0], text));
  }

  static Stream<Operation> withLargeJobs() {
    return Stream.of(
        Operation.AES_XTS, Operation.AES_CFB, Operation.AES_CTS, Operation.SHA_256, Operation.SM3);
  }

  @ParameterizedTest
  @MethodSource("withLargeJobs")
  void theLargestJobIsTakenAndOneByteMoreIsNot(Operation operation) {
    for (int more = 0; more <= 1; more++) {
      byte[] input = new byte[0xFFFE00 + more];
      Job job =
          operation.family() == Operation.Family.DIGEST
              ? new DigestJob(
                  operation,
                  MemorySegment.ofArray(input),
                  MemorySegment.ofArray(new byte[operation.digestBytes()]))
              : new CipherJob(
                  operation,
                  Direction.ENCRYPT,
                  KeyMaterial.copyOf(new byte[operation == Operation.AES_XTS ? 32 : 16]),
                  new byte[16],
                  MemorySegment.ofArray(input),
                  MemorySegment.ofArray(new byte[input.length]));
      assertEquals(more == 0, rig.engine.accepts(job));
      assertEquals(
          more == 0 ? Outcome.Done.DONE : Outcome.Faulted.UNSUPPORTED,
          rig.engine.execute(job, new JobResult()));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Operation.class,
      names = {"AES_GCM", "AES_CCM", "SM4_GCM", "SM4_CCM"})
  void everyForgedByteIsFoundAndNothingIsWritten(Operation operation) {
    KeyMaterial key = KeyMaterial.copyOf(bytes(1, 16));
    byte[] nonce = bytes(2, 12);
    byte[] aad = bytes(3, 21);
    byte[] sealed = new byte[37 + 8];
    run(aead(operation, Direction.ENCRYPT, key, nonce, aad, bytes(4, 37), sealed), sealed);
    for (int i = 0; i < sealed.length + aad.length; i++) {
      byte[] forged = sealed.clone();
      byte[] forgedAad = aad.clone();
      (i < sealed.length ? forged : forgedAad)[i % sealed.length] ^= 0x40;
      byte[] output = new byte[37];
      assertEquals(
          Outcome.Rejected.BAD_TAG,
          rig.engine.execute(
              aead(operation, Direction.DECRYPT, key, nonce, forgedAad, forged, output),
              new JobResult()),
          "byte " + i);
      assertArrayEquals(new byte[37], output);
    }
  }

  private static AeadJob aead(
      Operation operation,
      Direction direction,
      KeyMaterial key,
      byte[] nonce,
      byte[] aad,
      byte[] input,
      byte[] output) {
    return new AeadJob(
        operation,
        direction,
        key,
        nonce,
        MemorySegment.ofArray(aad),
        8,
        MemorySegment.ofArray(input),
        MemorySegment.ofArray(output));
  }
}
