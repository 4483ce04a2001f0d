package dev.doorbell.fallback;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.doorbell.offload.binding.BindingSettings;
import dev.doorbell.offload.binding.BindingThread;
import dev.doorbell.offload.binding.DeadlinePolicy;
import dev.doorbell.offload.binding.QueueEngine;
import dev.doorbell.offload.binding.RebindPolicy;
import dev.doorbell.offload.device.Finding;
import dev.doorbell.offload.device.hisi.HisiDriver;
import dev.doorbell.offload.device.twin.Twin;
import dev.doorbell.offload.device.uacce.UacceSysfs;
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
import dev.doorbell.offload.memory.StagingPool;
import dev.doorbell.offload.queue.BackoffIdle;
import java.lang.foreign.MemorySegment;
import java.security.MessageDigest;
import java.security.Provider;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What SEC2 has and the JDK has not, through the production driver on the twins of both versions,
 * against Bouncy Castle.
 */
class QueueAgainstBouncyCastleTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int[] LENGTHS = {0, 1, 15, 16, 17, 31, 32, 33, 4_095, 4_096, 4_097, 65_535};
  private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();

  private static final QueueEngine[] ENGINES = new QueueEngine[4];
  private static Twin twin;

  @BeforeAll
  static void open() throws InterruptedException {
    twin = Twin.parse("hisi_sec2:2,hisi_sec2:3", "");
    StagingPool pool = new StagingPool(64 << 20);
    List<Finding> findings =
        new HisiDriver(twin::systemCalls, new UacceSysfs(twin.sysfsRoot(), twin.deviceRoot()))
            .discover();
    for (Finding finding : findings) {
      BindingThread thread = new BindingThread(finding.name());
      QueueEngine engine =
          new QueueEngine(
              ((Finding.Usable) finding).device(),
              new BindingSettings(
                  1, 16 << 20, RebindPolicy.DEFAULT, System::nanoTime, new SplittableRandom(1)),
              pool,
              // No fault is injected here: a deadline only says that the machine is busy.
              new DeadlinePolicy(10 * SECOND, 20 * SECOND),
              new BackoffIdle(),
              thread::wakeUp);
      thread.start(engine.binding());
      if (!engine.binding().awaitActive(20 * SECOND)) {
        throw new AssertionError("not active: " + engine.status());
      }
      ENGINES[engine.capability(Operation.SM4_GCM) == null ? 2 : 3] = engine;
    }
    assertNotNull(ENGINES[2]);
    assertNotNull(ENGINES[3]);
  }

  @AfterAll
  static void close() {
    ENGINES[2].binding().beginClose();
    ENGINES[3].binding().beginClose();
    twin.close();
  }

  private static byte[] run(QueueEngine engine, Job job, byte[] output) {
    JobResult result = new JobResult();
    assertEquals(Outcome.Done.DONE, engine.execute(job, result), job.toString());
    return Arrays.copyOf(output, (int) result.produced());
  }

  @ParameterizedTest
  @CsvSource({
    "SM4_ECB, SM4/ECB/NoPadding, 2", "SM4_CBC, SM4/CBC/NoPadding, 2",
    "SM4_ECB, SM4/ECB/NoPadding, 3", "SM4_CBC, SM4/CBC/NoPadding, 3",
    "SM4_CTR, SM4/CTR/NoPadding, 3", "AES_CTS, AES/CTS/NoPadding, 3"
  })
  void ciphers(Operation operation, String transformation, int version) throws Exception {
    for (int length : LENGTHS) {
      int n =
          operation.name().endsWith("B") || operation.name().endsWith("C")
              ? (length + 15) / 16 * 16
              : length;
      if (n == 0 || (operation == Operation.AES_CTS && n <= 16)) {
        continue;
      }
      byte[] key = TestBytes.random(16, n);
      byte[] iv = operation == Operation.SM4_ECB ? new byte[0] : TestBytes.random(16, n + 1);
      byte[] plain = TestBytes.random(n, n + 2);
      Cipher cipher = Cipher.getInstance(transformation, BOUNCY_CASTLE);
      cipher.init(
          Cipher.ENCRYPT_MODE,
          new SecretKeySpec(key, transformation.substring(0, 3)),
          iv.length == 0 ? null : new IvParameterSpec(iv));
      byte[] sealed = cipher.doFinal(plain);
      for (Direction direction : Direction.values()) {
        byte[] input = direction == Direction.ENCRYPT ? plain : sealed;
        byte[] output = new byte[n];
        assertArrayEquals(
            direction == Direction.ENCRYPT ? sealed : plain,
            run(
                ENGINES[version],
                new CipherJob(
                    operation,
                    direction,
                    KeyMaterial.copyOf(key),
                    iv,
                    MemorySegment.ofArray(input),
                    MemorySegment.ofArray(output)),
                output),
            direction + " " + n);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "AES_GCM, AES/GCM/NoPadding, 12, 2", "AES_CCM, AES/CCM/NoPadding, 13, 2",
    "AES_GCM, AES/GCM/NoPadding, 12, 3", "AES_CCM, AES/CCM/NoPadding, 13, 3",
    "AES_CCM, AES/CCM/NoPadding, 12, 3", "AES_CCM, AES/CCM/NoPadding, 7, 3",
    "SM4_GCM, SM4/GCM/NoPadding, 12, 3", "SM4_CCM, SM4/CCM/NoPadding, 11, 3"
  })
  void aeads(Operation operation, String transformation, int nonceBytes, int version)
      throws Exception {
    boolean ccm = operation.name().endsWith("CCM");
    for (int n : LENGTHS) {
      for (int aadBytes : new int[] {0, 1, 13, 14, 15, 16, 30, 65_279}) {
        if (n == 0 && (version == 2 || aadBytes == 0)) {
          continue;
        }
        int tagBytes = ccm ? 4 + (n + aadBytes) % 7 * 2 : 12 + (n + aadBytes) % 5;
        byte[] key =
            TestBytes.random(operation.name().startsWith("AES") ? 16 + 8 * (n % 3) : 16, n);
        byte[] nonce = TestBytes.random(nonceBytes, n + 1);
        byte[] aad = TestBytes.random(aadBytes, aadBytes);
        byte[] plain = TestBytes.random(n, n + 2);
        Cipher cipher = Cipher.getInstance(transformation, BOUNCY_CASTLE);
        cipher.init(
            Cipher.ENCRYPT_MODE,
            new SecretKeySpec(key, transformation.substring(0, 3)),
            new GCMParameterSpec(8 * tagBytes, nonce));
        cipher.updateAAD(aad);
        byte[] sealed = cipher.doFinal(plain);
        for (Direction direction : Direction.values()) {
          boolean encrypt = direction == Direction.ENCRYPT;
          byte[] output = new byte[encrypt ? sealed.length : n];
          assertArrayEquals(
              encrypt ? sealed : plain,
              run(
                  ENGINES[version],
                  new AeadJob(
                      operation,
                      direction,
                      KeyMaterial.copyOf(key),
                      nonce,
                      MemorySegment.ofArray(aad),
                      tagBytes,
                      MemorySegment.ofArray(encrypt ? plain : sealed),
                      MemorySegment.ofArray(output)),
                  output),
              direction + " " + n + ", AAD " + aadBytes + ", tag " + tagBytes);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void sm3AndItsHmac(int version) throws Exception {
    for (int n : LENGTHS) {
      if (n == 0 && version == 2) {
        continue;
      }
      byte[] input = TestBytes.random(n, n);
      byte[] output = new byte[32];
      assertArrayEquals(
          MessageDigest.getInstance("SM3", BOUNCY_CASTLE).digest(input),
          run(
              ENGINES[version],
              new DigestJob(
                  Operation.SM3, MemorySegment.ofArray(input), MemorySegment.ofArray(output)),
              output));
      byte[] key = TestBytes.random(1 + n % 64, n);
      Mac mac = Mac.getInstance("HmacSM3", BOUNCY_CASTLE);
      mac.init(new SecretKeySpec(key, "HmacSM3"));
      assertArrayEquals(
          mac.doFinal(input),
          run(
              ENGINES[version],
              new MacJob(
                  Operation.HMAC_SM3,
                  KeyMaterial.copyOf(key),
                  MemorySegment.ofArray(input),
                  MemorySegment.ofArray(output)),
              output));
    }
  }
}
