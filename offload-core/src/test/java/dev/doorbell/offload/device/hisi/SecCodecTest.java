package dev.doorbell.offload.device.hisi;

import static dev.doorbell.offload.device.DescriptorCodec.COMPLETION;
import static dev.doorbell.offload.device.DescriptorCodec.FRAME_BYTES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.engine.Capability;
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
import dev.doorbell.offload.memory.Staging;
import dev.doorbell.offload.memory.StagingPool;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What SEC2 is asked for, where a job's parts lie in the slab, and how answers are judged. */
class SecCodecTest {
  private static final Set<String> ALL_CLASSES = Set.of("cipher", "digest", "aead");
  private static final int MOST = 0xFFFE00;

  private static final MemorySegment LARGE = MemorySegment.ofArray(new byte[MOST + 32]);

  private static CipherJob cipher(Operation operation, int keyBytes, int bytes) {
    boolean ecb = operation == Operation.AES_ECB || operation == Operation.SM4_ECB;
    return new CipherJob(
        operation,
        Direction.ENCRYPT,
        KeyMaterial.copyOf(new byte[keyBytes]),
        new byte[ecb ? 0 : 16],
        LARGE.asSlice(0, bytes),
        LARGE);
  }

  private static AeadJob aead(Operation operation, int nonce, int aad, int tag, int payload) {
    return new AeadJob(
        operation,
        Direction.ENCRYPT,
        KeyMaterial.copyOf(new byte[16]),
        new byte[nonce],
        LARGE.asSlice(0, aad),
        tag,
        LARGE.asSlice(0, payload),
        LARGE);
  }

  private static Job digest(int bytes) {
    return new DigestJob(Operation.SHA_256, LARGE.asSlice(0, bytes), LARGE);
  }

  private static MacJob mac(Operation operation, int keyBytes, int bytes) {
    byte[] key = new byte[keyBytes];
    java.util.Arrays.fill(key, (byte) 0x77);
    return new MacJob(operation, KeyMaterial.copyOf(key), LARGE.asSlice(0, bytes), LARGE);
  }

  @Test
  void version2HasWhatTheTableSays() {
    Set<Operation> missing = EnumSet.allOf(Operation.class);
    missing.removeAll(SecCapabilities.of(2, ALL_CLASSES).keySet());
    missing.removeIf(operation -> operation.name().contains("FLATE"));
    assertEquals(
        EnumSet.of(
            Operation.AES_CTR,
            Operation.AES_CFB,
            Operation.AES_OFB,
            Operation.AES_CTS,
            Operation.SM4_CTR,
            Operation.SM4_GCM,
            Operation.SM4_CCM,
            Operation.ZSTD_COMPRESS,
            Operation.ZSTD_DECOMPRESS,
            Operation.LZ77_ZSTD),
        missing);
  }

  @Test
  void version3HasAllOfTheFourFamilies() {
    Map<Operation, Capability> all = SecCapabilities.of(3, ALL_CLASSES);
    for (Operation operation : Operation.values()) {
      boolean ours =
          switch (operation.family()) {
            case CIPHER, AEAD, DIGEST, MAC -> true;
            default -> false;
          };
      assertEquals(ours, all.containsKey(operation), operation.name());
    }
  }

  @ParameterizedTest
  @CsvSource({"cipher, AES_XTS", "aead, SM4_CCM", "digest, SM3", "digest, HMAC_SM3"})
  void aClassThatIsNotListedIsNotClaimed(String listed, Operation operation) {
    assertNotNull(SecCapabilities.of(3, Set.of(listed)).get(operation));
    Set<String> others = new java.util.HashSet<>(ALL_CLASSES);
    others.remove(listed);
    assertNull(SecCapabilities.of(3, others).get(operation));
  }

  @ParameterizedTest
  @EnumSource(
      value = Operation.class,
      names = {"AES_CBC", "AES_CTS", "AES_CFB", "AES_OFB", "AES_CTR", "AES_XTS", "SM4_CBC"})
  void lengthsUpToTheLimitAreAccepted(Operation operation) {
    SecCodec codec = new SecCodec(3);
    int key = operation == Operation.AES_XTS ? 32 : 16;
    assertTrue(codec.accepts(cipher(operation, key, MOST)));
    assertFalse(codec.accepts(cipher(operation, key, MOST + 16)));
  }

  @ParameterizedTest
  @CsvSource({
    "AES_XTS, 16, false", "AES_XTS, 32, true", "AES_XTS, 48, false", "AES_XTS, 64, true",
    "AES_CBC, 0, false", "AES_CBC, 16, true", "AES_CBC, 24, true", "AES_CBC, 32, true",
    "AES_CBC, 40, false", "SM4_CBC, 16, true", "SM4_CBC, 24, false", "SM4_CBC, 32, false"
  })
  void keysOfSizesThatTheDescriptorCannotNameAreLeftToSoftware(
      Operation operation, int keyBytes, boolean accepted) {
    assertEquals(accepted, new SecCodec(3).accepts(cipher(operation, keyBytes, 32)));
  }

  @ParameterizedTest
  @CsvSource({
    // operation, nonce, AAD, tag, payload, version 2, version 3
    "AES_GCM, 12, 0, 16, 1, true, true",
    "AES_GCM, 12, 20, 16, 0, false, true",
    "AES_GCM, 12, 0, 16, 0, false, false",
    "AES_GCM, 13, 0, 16, 16, false, false",
    "AES_GCM, 12, 0, 8, 16, true, true",
    "AES_GCM, 12, 0, 7, 16, false, false",
    "AES_GCM, 12, 65535, 16, 16, true, true",
    "AES_GCM, 12, 65536, 16, 16, false, false",
    "AES_GCM, 12, 16, 16, 16776688, true, true",
    "AES_GCM, 12, 16, 16, 16776689, false, false",
    "AES_CCM, 7, 0, 4, 1, true, true",
    "AES_CCM, 13, 20, 16, 0, false, true",
    "AES_CCM, 13, 0, 16, 0, false, false",
    "AES_CCM, 13, 0, 16, 65535, true, true",
    "AES_CCM, 13, 0, 16, 65536, false, false",
    "AES_CCM, 12, 0, 16, 16776704, true, true",
    "AES_CCM, 12, 65279, 16, 16, true, true",
    "AES_CCM, 12, 65280, 16, 16, false, false",
  })
  void aeadJobsBeyondTheLimitsAreLeftToSoftware(
      Operation operation, int nonce, int aad, int tag, int payload, boolean v2, boolean v3) {
    AeadJob job = aead(operation, nonce, aad, tag, payload);
    assertEquals(v2, new SecCodec(2).accepts(job), "version 2");
    assertEquals(v3, new SecCodec(3).accepts(job), "version 3");
  }

  @Test
  void onlyVersion3HashesTheEmptyMessage() {
    for (Job empty : new Job[] {digest(0), mac(Operation.HMAC_MD5, 5, 0)}) {
      assertFalse(new SecCodec(2).accepts(empty));
      assertTrue(new SecCodec(3).accepts(empty));
      assertEquals(1, SecCapabilities.of(2, ALL_CLASSES).get(empty.operation()).minBytes());
      assertEquals(0, SecCapabilities.of(3, ALL_CLASSES).get(empty.operation()).minBytes());
    }
    assertTrue(new SecCodec(2).accepts(digest(MOST)));
    assertFalse(new SecCodec(2).accepts(digest(MOST + 1)));
  }

  private interface Slab {
    void look(Staging staging, MemorySegment m);
  }

  private static void encoded(int apiVersion, Job job, Slab slab) {
    StagingPool pool = new StagingPool(64 << 20);
    SecCodec codec = new SecCodec(apiVersion);
    Staging staging = pool.acquire(codec.stagingBytes(job));
    assertNotNull(staging);
    codec.encode(job, staging);
    slab.look(staging, staging.memory());
    pool.release(staging);
  }

  private static String hex(MemorySegment m, long at, int bytes) {
    return HexFormat.of().formatHex(m.asSlice(at, bytes).toArray(ValueLayout.JAVA_BYTE));
  }

  private static long address(MemorySegment m, long at) {
    return m.get(ValueLayout.JAVA_LONG_UNALIGNED, at);
  }

  @Test
  void ccmBlocksHaveAllBytesOfTheLength() {
    byte[] nonce = HexFormat.of().parseHex("0102030405060708090a0b0c");
    AeadJob job =
        new AeadJob(
            Operation.AES_CCM,
            Direction.ENCRYPT,
            KeyMaterial.copyOf(new byte[16]),
            nonce,
            LARGE.asSlice(0, 20),
            8,
            LARGE.asSlice(0, 300),
            LARGE);
    // Annex A.3, notes: what would be correct for the CCM row, with its nonce cut to 12 bytes
    encoded(
        3,
        job,
        (staging, m) -> {
          assertEquals(
              "020102030405060708090a0b0c000001", hex(m, address(m, 92) - staging.address(), 16));
          assertEquals(
              "5a0102030405060708090a0b0c00012c", hex(m, address(m, 32) - staging.address(), 16));
        });
  }

  @Test
  void ccmWithoutAadSaysSoAndTheShortestNonceLeavesEightBytes() {
    encoded(
        3,
        aead(Operation.AES_CCM, 7, 0, 16, 0x10203),
        (staging, m) -> {
          assertEquals(
              "07000000000000000000000000000001", hex(m, address(m, 92) - staging.address(), 16));
          assertEquals(
              "3f000000000000000000000000010203", hex(m, address(m, 32) - staging.address(), 16));
        });
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 1", "4, 1", "5, 2", "20, 5", "63, 16", "64, 16"})
  void hmacKeysArePaddedToWordsAndAtLeastOne(int keyBytes, int words) {
    encoded(
        3,
        mac(Operation.HMAC_SHA_256, keyBytes, 10),
        (staging, m) -> {
          assertEquals(words, m.get(ValueLayout.JAVA_INT, 56) >> 9 & 0x3F);
          long key = address(m, 24) - staging.address();
          assertEquals(
              "77".repeat(keyBytes) + "00".repeat(4 * words - keyBytes), hex(m, key, 4 * words));
        });
  }

  @Test
  void aKeyOfOneLargeBlockDoesNotReachTheResult() {
    encoded(
        2,
        mac(Operation.HMAC_SHA_512, 128, 10),
        (staging, m) -> {
          long key = address(m, 64);
          long result = address(m, 72);
          assertTrue(key + 128 <= result, "key " + key + ", result " + result);
          assertTrue(result + 64 <= staging.address() + FRAME_BYTES);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void withoutDataTheSourceIsTheResultsPlace(int bytes) {
    encoded(
        3,
        digest(bytes),
        (staging, m) -> {
          assertEquals(bytes == 0, address(m, 16) == address(m, 84));
          assertEquals(0, address(m, 24), "no key");
          assertEquals(address(m, 84), staging.address() + staging.outputOffset());
        });
  }

  private static Outcome judged(Job job, int done, int error) {
    StagingPool pool = new StagingPool(1 << 20);
    SecCodec codec = new SecCodec(3);
    Staging staging = pool.acquire(codec.stagingBytes(job));
    assertNotNull(staging);
    codec.encode(job, staging);
    staging.memory().set(ValueLayout.JAVA_SHORT, COMPLETION + 112, (short) done);
    staging.memory().set(ValueLayout.JAVA_BYTE, COMPLETION + 114, (byte) error);
    JobResult result = new JobResult();
    Outcome outcome = codec.decode(job, staging, result);
    if (outcome == Outcome.Done.DONE) {
      assertEquals(job.inputBytes(), result.consumed());
    }
    pool.release(staging);
    return outcome;
  }

  @Test
  void onlyADoneWithoutErrorIsBelieved() {
    Job[] jobs = {
      cipher(Operation.AES_XTS, 32, 17),
      aead(Operation.SM4_CCM, 12, 3, 16, 20),
      digest(5),
      mac(Operation.HMAC_MD5, 5, 5)
    };
    for (Job job : jobs) {
      assertEquals(Outcome.Done.DONE, judged(job, 1, 0), job.toString());
      assertEquals(Outcome.Faulted.DEVICE_ERROR, judged(job, 0, 0), job + ": not done");
      assertEquals(Outcome.Faulted.DEVICE_ERROR, judged(job, 1, 1), job + ": error");
      assertEquals(Outcome.Faulted.DEVICE_ERROR, judged(job, 1 | 1 << 1, 0), job + ": icv 1");
      // Nobody compared tags here, so that a mismatch can only be the device's fault.
      assertEquals(Outcome.Faulted.DEVICE_ERROR, judged(job, 1 | 2 << 1, 0), job + ": icv 2");
    }
  }

  @Test
  void aTagThatDiffersIsAnAnswerWhenOpening() {
    AeadJob opening =
        new AeadJob(
            Operation.AES_CCM,
            Direction.DECRYPT,
            KeyMaterial.copyOf(new byte[16]),
            new byte[12],
            LARGE.asSlice(0, 3),
            16,
            LARGE.asSlice(0, 36),
            LARGE);
    assertEquals(Outcome.Rejected.BAD_TAG, judged(opening, 1 | 2 << 1, 0));
    assertEquals(Outcome.Done.DONE, judged(opening, 1, 0));
  }
}
