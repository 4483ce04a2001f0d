package dev.doorbell.offload.binding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.device.twin.FaultPlan;
import dev.doorbell.offload.device.twin.TwinDeviceSpec;
import dev.doorbell.offload.job.AeadJob;
import dev.doorbell.offload.job.CipherJob;
import dev.doorbell.offload.job.DeflateJob;
import dev.doorbell.offload.job.DigestJob;
import dev.doorbell.offload.job.Direction;
import dev.doorbell.offload.job.Format;
import dev.doorbell.offload.job.InflateJob;
import dev.doorbell.offload.job.Job;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.KeyMaterial;
import dev.doorbell.offload.job.MacJob;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.job.Outcome;
import dev.doorbell.offload.job.ZstdJob;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A planted key and a planted plaintext, looked for in every slab of the pool. */
class SecretsTest {
  private static final byte[] KEY =
      "k3y:0123456789abcdef-KEY-fedcba9".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] IV = "iv-0123456789-iv".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] TEXT =
      "the battle plan of the 4th of May ".getBytes(StandardCharsets.US_ASCII);
  private static final int TEXT_BYTES = 16 * 1024;

  private final byte[] plain = new byte[TEXT_BYTES];

  SecretsTest() {
    for (int i = 0; i < plain.length; i++) {
      plain[i] = TEXT[i % TEXT.length];
    }
  }

  private Job cbc(Direction direction, byte[] input) {
    return new CipherJob(
        Operation.AES_CBC,
        direction,
        KeyMaterial.copyOf(KEY),
        IV,
        MemorySegment.ofArray(input),
        MemorySegment.ofArray(new byte[input.length]));
  }

  private Job gcm(Direction direction, byte[] input, byte[] output) {
    return new AeadJob(
        Operation.AES_GCM,
        direction,
        KeyMaterial.copyOf(KEY),
        Arrays.copyOf(IV, 12),
        MemorySegment.ofArray(TEXT),
        16,
        MemorySegment.ofArray(input),
        MemorySegment.ofArray(output));
  }

  /** How often one of the secrets stands in the slabs: any 8 bytes of it are enough. */
  private static long found(TwinRig rig) {
    AtomicLong hits = new AtomicLong();
    long[] wanted = {
      word(KEY, 0), word(KEY, 8), word(KEY, 16), word(KEY, 24), word(IV, 0), word(TEXT, 4)
    };
    rig.pool.forEachSlab(memory -> {
      for (long at = 0; at + 8 <= memory.byteSize(); at++) {
        long here = memory.get(ValueLayout.JAVA_LONG_UNALIGNED, at);
        for (long word : wanted) {
          if (here == word) {
            hits.incrementAndGet();
          }
        }
      }
    });
    return hits.get();
  }

  private static long word(byte[] bytes, int at) {
    return MemorySegment.ofArray(bytes).get(ValueLayout.JAVA_LONG_UNALIGNED, at);
  }

  private static Outcome run(TwinRig rig, Job job) {
    return rig.engine.execute(job, new JobResult());
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void nothingStaysAfterUse(int version) {
    try (TwinRig rig =
        new TwinRig(TwinDeviceSpec.of("hisi_sec2", version), FaultPlan.NONE, 10_000)
            .threaded()
            .ready()) {
      byte[] sealed = new byte[plain.length + 16];
      assertEquals(Outcome.Done.DONE, run(rig, cbc(Direction.ENCRYPT, plain)));
      assertEquals(Outcome.Done.DONE, run(rig, cbc(Direction.DECRYPT, plain)));
      assertEquals(Outcome.Done.DONE, run(rig, gcm(Direction.ENCRYPT, plain, sealed)));
      assertEquals(
          Outcome.Done.DONE, run(rig, gcm(Direction.DECRYPT, sealed, new byte[plain.length])));
      assertEquals(0, found(rig));
      sealed[plain.length] ^= 1;
      byte[] output = new byte[plain.length];
      assertEquals(Outcome.Rejected.BAD_TAG, run(rig, gcm(Direction.DECRYPT, sealed, output)));
      assertEquals(0, found(rig), "plaintext of a message that is not genuine");
      assertEquals(0, rig.pool.lentBytes());
      assertNotEquals(0, rig.pool.allocatedBytes(), "there are slabs to look at");
    }
  }

  @Test
  void nothingStaysAfterCompression() {
    try (TwinRig rig = TwinRig.zip(FaultPlan.NONE)) {
      byte[] packed = new byte[(int) DeflateJob.outputBound(plain.length)];
      Job job =
          new DeflateJob(
              Format.ZLIB,
              6,
              0,
              MemorySegment.NULL,
              DeflateJob.Ending.WHOLE,
              MemorySegment.ofArray(plain),
              MemorySegment.ofArray(packed));
      JobResult result = new JobResult();
      assertEquals(Outcome.Done.DONE, rig.engine.execute(job, result));
      assertEquals(0, found(rig));
      Job back =
          new InflateJob(
              Format.ZLIB,
              MemorySegment.ofArray(packed).asSlice(0, result.produced()),
              MemorySegment.ofArray(new byte[plain.length]));
      assertEquals(Outcome.Done.DONE, run(rig, back));
      assertEquals(0, found(rig));
    }
  }

  @Test
  void anAbandonedJobsMemoryIsWipedOnceTheDeviceHasLetGoOfIt() {
    TwinRig rig = byHand();
    rig.device.unbind(rig.device.queues()[0]);
    assertEquals(Outcome.Evicted.TIMEOUT, run(rig, cbc(Direction.ENCRYPT, plain)));
    assertTrue(found(rig) > 0, "the device may still have to read it: this test can see secrets");
    rig.maintain();
    assertEquals(0, rig.engine.binding().stats().quarantinedBytes());
    assertEquals(0, found(rig));
    rig.close();
  }

  @Test
  void aLateExecutionLeavesNothingBehindOnceTheDeviceHasLetGoOfIt() {
    TwinRig rig = byHand();
    String node = rig.twin.deviceRoot().resolve(rig.device.name()).toString();
    int foreign = rig.twin.systemCalls().open(node, 2);
    int queue = rig.device.queues()[0];
    rig.device.unbind(queue);
    byte[] sealed = sealedBySunJce();
    assertEquals(Outcome.Evicted.TIMEOUT, run(rig, cbc(Direction.DECRYPT, sealed)));
    rig.maintain();
    rig.device.rebind(queue);
    TwinRig.await("the job was executed late", () -> rig.device.stats().executedLate() == 1);
    assertTrue(found(rig) > 0, "late plaintext, and the quarantine lasts");
    rig.twin.systemCalls().close(foreign);
    TwinRig.await(
        "the end of the quarantine",
        () -> {
          rig.aheadNs += 100_000_000;
          rig.maintain();
          return rig.engine.binding().stats().quarantinedBytes() == 0;
        });
    assertEquals(0, found(rig));
    rig.close();
  }

  private byte[] sealedBySunJce() {
    try {
      Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding", "SunJCE");
      cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(KEY, "AES"), new IvParameterSpec(IV));
      return cipher.doFinal(plain);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static TwinRig byHand() {
    TwinRig rig = new TwinRig(TwinDeviceSpec.of("hisi_sec2", 3), FaultPlan.NONE, 50);
    TwinRig.await(
        "active",
        () -> {
          rig.maintain();
          return rig.engine.binding().stats().state() == BindingState.ACTIVE;
        });
    return rig;
  }

  @Test
  void aCloseLeavesNoSlabWithASecret() {
    TwinRig rig = byHand();
    rig.device.unbind(rig.device.queues()[0]);
    assertEquals(Outcome.Evicted.TIMEOUT, run(rig, cbc(Direction.ENCRYPT, plain)));
    rig.close();
    assertEquals(0, found(rig));
    rig.pool.close();
    assertEquals(0, rig.pool.allocatedBytes());
  }

  @Test
  void slabsAreLeftOutOfCoreDumps() {
    try (TwinRig rig = TwinRig.patient()) {
      var staging = rig.pool.acquire(100_000);
      assertTrue(staging.isExcludedFromDumps());
      rig.pool.release(staging);
    }
  }

  @Test
  void nothingThatIsPrintedHoldsASecret() {
    KeyMaterial key = KeyMaterial.copyOf(KEY);
    MemorySegment text = MemorySegment.ofArray(plain);
    MemorySegment out = MemorySegment.ofArray(new byte[2 * plain.length]);
    List<Object> printed =
        List.of(
            key,
            cbc(Direction.ENCRYPT, plain),
            gcm(Direction.ENCRYPT, plain, new byte[plain.length + 16]),
            new DeflateJob(
                Format.RAW, 6, 0, text.asSlice(0, 100), DeflateJob.Ending.PIECE, text, out),
            new InflateJob(Format.RAW, text, out),
            new ZstdJob(Direction.ENCRYPT, 3, text, out),
            new MacJob(Operation.HMAC_SHA_256, key, text, out),
            new DigestJob(Operation.SHA_256, text, out),
            new JobResult());
    for (Object each : printed) {
      String shown = each.toString();
      for (byte[] secret : List.of(KEY, IV, TEXT)) {
        String start = new String(secret, 0, 8, StandardCharsets.US_ASCII);
        assertFalse(shown.contains(start), shown);
        assertFalse(shown.contains(HexFormat.of().formatHex(secret, 0, 4)), shown);
        assertFalse(shown.contains(secret[0] + ", " + secret[1]), shown);
      }
    }
    key.destroy();
    assertEquals("KeyMaterial[32 bytes, destroyed]", key.toString());
  }
}
