package dev.doorbell.fallback.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.fallback.TestBytes;
import dev.doorbell.offload.job.DigestJob;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.KeyMaterial;
import dev.doorbell.offload.job.MacJob;
import dev.doorbell.offload.job.Operation;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HashesTest {
  private static final BouncyCastleProvider BC = new BouncyCastleProvider();

  private final JobResult result = new JobResult();

  private byte[] run(CipherLibraries libraries, Operation operation, byte[] key, byte[] message) {
    byte[] out = new byte[operation.digestBytes() + 3];
    Hashes hashes = new Hashes(libraries);
    MemorySegment in = TestBytes.segment(message);
    if (operation.family() == Operation.Family.DIGEST) {
      hashes.run(new DigestJob(operation, in, TestBytes.segment(out)), result);
    } else {
      hashes.run(
          new MacJob(operation, KeyMaterial.copyOf(key), in, TestBytes.segment(out)), result);
    }
    assertEquals(message.length, result.consumed());
    assertEquals(operation.digestBytes(), result.produced());
    assertArrayEquals(new byte[3], Arrays.copyOfRange(out, out.length - 3, out.length));
    return Arrays.copyOf(out, operation.digestBytes());
  }

  /** Bouncy Castle takes the operations' names but for the underscores. */
  private static String name(Operation operation) {
    String name = operation.name();
    if (operation.family() == Operation.Family.DIGEST) {
      return name.replaceFirst("SHA_", "SHA-").replace('_', '/');
    }
    return "HMAC" + name.substring("HMAC_".length()).replaceFirst("SHA_", "SHA").replace('_', '/');
  }

  @ParameterizedTest
  @EnumSource(
      value = Operation.class,
      names = {"(MD5|SHA|SM3|HMAC).*"},
      mode = EnumSource.Mode.MATCH_ALL)
  void givesBouncyCastlesBytes(Operation operation) throws Exception {
    boolean plain = operation.family() == Operation.Family.DIGEST;
    for (int size : new int[] {0, 1, 55, 56, 63, 64, 65, 111, 112, 127, 128, 129, 50_001}) {
      byte[] message = TestBytes.random(size, size);
      for (int keyBytes : plain ? new int[] {1} : new int[] {1, 20, 64}) {
        byte[] key = TestBytes.random(keyBytes, keyBytes);
        byte[] expected;
        if (plain) {
          expected = MessageDigest.getInstance(name(operation), BC).digest(message);
        } else {
          Mac mac = Mac.getInstance(name(operation), BC);
          mac.init(new SecretKeySpec(key, "HMAC"));
          expected = mac.doFinal(message);
        }
        assertArrayEquals(expected, run(CipherLibraries.installed(), operation, key, message));
        assertArrayEquals(expected, run(CipherLibraries.withoutJdk(), operation, key, message));
      }
    }
  }

  /** GB/T 32905-2016, appendix A.1; RFC 4231, test case 2. */
  @Test
  void vectorsOfTheStandards() {
    assertEquals(
        "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
        HexFormat.of()
            .formatHex(
                run(
                    CipherLibraries.installed(),
                    Operation.SM3,
                    null,
                    "abc".getBytes(StandardCharsets.US_ASCII))));
    assertEquals(
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        HexFormat.of()
            .formatHex(
                run(
                    CipherLibraries.installed(),
                    Operation.HMAC_SHA_256,
                    "Jefe".getBytes(StandardCharsets.US_ASCII),
                    "what do ya want for nothing?".getBytes(StandardCharsets.US_ASCII))));
  }

  @Test
  void anEmptyKeyIsAKey() throws Exception {
    // No library takes an empty SecretKeySpec; a block of zeros is the same key (RFC 2104).
    byte[] message = TestBytes.random(100, 1);
    Mac mac = Mac.getInstance("HmacSHA256", BC);
    mac.init(new SecretKeySpec(new byte[64], "HMAC"));
    assertArrayEquals(
        mac.doFinal(message),
        run(CipherLibraries.installed(), Operation.HMAC_SHA_256, new byte[0], message));
  }

  @Test
  void theResultMayReplaceItsInput() throws Exception {
    byte[] message = TestBytes.random(100_000, 7);
    byte[] expected = MessageDigest.getInstance("SHA-256").digest(message);
    MemorySegment memory = TestBytes.segment(message);
    new Hashes(CipherLibraries.installed())
        .run(new DigestJob(Operation.SHA_256, memory, memory.asSlice(50_000)), result);
    assertArrayEquals(expected, memory.asSlice(50_000, 32).toArray(ValueLayout.JAVA_BYTE));
  }

  @Test
  void prefersTheJdk() {
    CipherLibraries libraries = CipherLibraries.installed();
    assertTrue(
        Stream.of("MD5", "SHA-1", "SHA-512/256")
            .allMatch(name -> libraries.newDigest(name).getProvider().getName().equals("SUN")));
    assertEquals("BC", libraries.newDigest("SM3").getProvider().getName());
  }
}
