package dev.doorbell.provider;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.OffloadConfig;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.Key;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.crypto.AEADBadTagException;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sizes for which queues are meant: several jobs per call, in place, and queues that come and go
 * between two calls.
 */
class LargeMessagesTest {
  private static final Key AES =
      new SecretKeySpec(
          "0123456789abcdef0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
          "AES");
  private static final Key SM4 =
      new SecretKeySpec(
          "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII), "SM4");
  private static final AlgorithmParameterSpec IV =
      new IvParameterSpec("fedcba9876543210".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
  private static final AlgorithmParameterSpec GCM = new GCMParameterSpec(128, new byte[12]);

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static void init(Cipher cipher, int mode, String transformation) throws Exception {
    Key key = transformation.startsWith("SM4") ? SM4 : AES;
    if (transformation.contains("/ECB/")) {
      cipher.init(mode, key);
    } else {
      cipher.init(mode, key, transformation.contains("/GCM/") ? GCM : IV);
    }
  }

  private static byte[] expected(String transformation, byte[] message) throws Exception {
    Cipher oracle = TestQueue.oracle(transformation);
    init(oracle, Cipher.ENCRYPT_MODE, transformation);
    return oracle.doFinal(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AES/ECB/PKCS5Padding",
        "AES/CBC/PKCS5Padding",
        "AES/CTR/NoPadding",
        "AES/GCM/NoPadding",
        "SM4/CBC/PKCS5Padding",
        "SM4/CTR/NoPadding"
      })
  void cutsAMessageIntoPiecesAndPutsItTogetherAgain(String transformation) throws Exception {
    byte[] message = random((3 << 20) + 12_345);
    TestQueue queue = TestQueue.steady();
    Cipher cipher = Cipher.getInstance(transformation, Doorbells.over(queue, 1024));
    init(cipher, Cipher.ENCRYPT_MODE, transformation);
    byte[] sealed = cipher.doFinal(message);
    assertArrayEquals(expected(transformation, message), sealed);
    assertEquals(transformation.contains("GCM") ? 1 : 4, queue.done(), "jobs of at most 1 MiB");
    init(cipher, Cipher.DECRYPT_MODE, transformation);
    assertArrayEquals(message, cipher.doFinal(sealed));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AES/ECB/NoPadding",
        "AES/CBC/NoPadding",
        "AES/CTR/NoPadding",
        "SM4/CBC/NoPadding"
      })
  void worksInPlaceOverSeveralPieces(String transformation) throws Exception {
    byte[] message = random(3 << 20);
    Cipher cipher = Cipher.getInstance(transformation, Doorbells.over(TestQueue.steady(), 1024));
    byte[] memory = message.clone();
    init(cipher, Cipher.ENCRYPT_MODE, transformation);
    assertEquals(memory.length, cipher.doFinal(memory, 0, memory.length, memory, 0));
    assertArrayEquals(expected(transformation, message), memory);
    init(cipher, Cipher.DECRYPT_MODE, transformation);
    assertEquals(memory.length, cipher.doFinal(memory, 0, memory.length, memory, 0));
    assertArrayEquals(message, memory);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AES/CBC/PKCS5Padding",
        "AES/ECB/PKCS5Padding",
        "AES/CTR/NoPadding",
        "SM4/CBC/PKCS5Padding",
        "SM4/CTR/NoPadding"
      })
  void goesOnInSoftwareAndComesBackInMidStream(String transformation) throws Exception {
    byte[] message = random(400_003);
    byte[] sealed = expected(transformation, message);
    for (int mode : new int[] {Cipher.ENCRYPT_MODE, Cipher.DECRYPT_MODE}) {
      TestQueue queue = TestQueue.steady();
      Cipher cipher = Cipher.getInstance(transformation, Doorbells.over(queue, 4096));
      init(cipher, mode, transformation);
      byte[] input = mode == Cipher.ENCRYPT_MODE ? message : sealed;
      ByteArrayOutputStream output = new ByteArrayOutputStream();
      Random random = new Random(7);
      for (int at = 0; at < input.length; ) {
        queue.lose(random.nextBoolean());
        int n =
            Math.min(
                input.length - at,
                random.nextBoolean() ? 1 + random.nextInt(40) : 10_000 + random.nextInt(20_000));
        output.writeBytes(orEmpty(cipher.update(input, at, n)));
        at += n;
      }
      output.writeBytes(cipher.doFinal());
      assertArrayEquals(mode == Cipher.ENCRYPT_MODE ? sealed : message, output.toByteArray());
      assertTrue(queue.done() > 5, "jobs=" + queue.done());
    }
  }

  private static byte[] orEmpty(byte[] part) {
    return part == null ? new byte[0] : part;
  }

  @Test
  void beginsAnewWithTheCallersIvAfterEachMessage() throws Exception {
    byte[] message = random(100_000);
    byte[] sealed = expected("AES/CBC/PKCS5Padding", message);
    Cipher cipher =
        Cipher.getInstance("AES/CBC/PKCS5Padding", Doorbells.over(TestQueue.steady(), 4096));
    init(cipher, Cipher.ENCRYPT_MODE, "AES/CBC/PKCS5Padding");
    for (int i = 0; i < 3; i++) {
      assertArrayEquals(sealed, cipher.doFinal(message));
      assertArrayEquals(
          expected("AES/CBC/PKCS5Padding", new byte[] {1}), cipher.doFinal(new byte[] {1}));
      assertArrayEquals(((IvParameterSpec) IV).getIV(), cipher.getIV());
      assertArrayEquals(
          ((IvParameterSpec) IV).getIV(),
          cipher.getParameters().getParameterSpec(IvParameterSpec.class).getIV());
    }
  }

  @Test
  void writesNothingWhenThePaddingIsWrong() throws Exception {
    byte[] sealed = expected("AES/CBC/PKCS5Padding", random(100_000));
    sealed[sealed.length - 17] ^= 1;
    Cipher cipher =
        Cipher.getInstance("AES/CBC/PKCS5Padding", Doorbells.over(TestQueue.steady(), 4096));
    init(cipher, Cipher.DECRYPT_MODE, "AES/CBC/PKCS5Padding");
    byte[] output = new byte[sealed.length];
    // A whole block of padding, 16 times 16, whose last byte now reads 17.
    assertThrows(
        BadPaddingException.class, () -> cipher.doFinal(sealed, 0, sealed.length, output, 0));
    assertArrayEquals(new byte[sealed.length], output);
  }

  @Test
  void writesNothingWhenTheTagIsWrong() throws Exception {
    byte[] sealed = expected("AES/GCM/NoPadding", random(100_000));
    sealed[1000] ^= 1;
    Cipher cipher =
        Cipher.getInstance("AES/GCM/NoPadding", Doorbells.over(TestQueue.steady(), 4096));
    init(cipher, Cipher.DECRYPT_MODE, "AES/GCM/NoPadding");
    byte[] output = new byte[sealed.length];
    Arrays.fill(output, (byte) 7);
    byte[] before = output.clone();
    Exception e =
        assertThrows(
            AEADBadTagException.class, () -> cipher.doFinal(sealed, 0, sealed.length, output, 0));
    assertEquals("Tag mismatch", e.getMessage());
    assertArrayEquals(before, output);
    ByteBuffer direct = ByteBuffer.allocateDirect(sealed.length);
    init(cipher, Cipher.DECRYPT_MODE, "AES/GCM/NoPadding");
    assertThrows(AEADBadTagException.class, () -> cipher.doFinal(ByteBuffer.wrap(sealed), direct));
    assertEquals(0, direct.position());
    for (int i = 0; i < sealed.length; i++) {
      assertEquals(0, direct.get(i));
    }
  }

  @Test
  void refusesToUseANonceTwiceAfterAJob() throws Exception {
    TestQueue queue = TestQueue.steady();
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", Doorbells.over(queue, 4096));
    init(cipher, Cipher.ENCRYPT_MODE, "AES/GCM/NoPadding");
    byte[] message = random(100_000);
    cipher.doFinal(message);
    assertEquals(1, queue.done());
    assertThrows(IllegalStateException.class, () -> cipher.doFinal(message));
    assertThrows(IllegalStateException.class, () -> cipher.updateAAD(new byte[1]));
    assertThrows(IllegalStateException.class, () -> cipher.update(message));
    assertThrows(
        java.security.InvalidAlgorithmParameterException.class,
        () -> init(cipher, Cipher.ENCRYPT_MODE, "AES/GCM/NoPadding"));
    assertEquals(1, queue.done());
  }

  @Test
  void countsJobsOnTheQueueAndWorkInSoftware() throws Exception {
    Offload offload =
        Offload.withEngines(
            OffloadConfig.of(Map.of("doorbell.route.min.bytes", "4096")),
            List.of(TestQueue.steady()));
    Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding", new DoorbellProvider(offload));
    init(cipher, Cipher.ENCRYPT_MODE, "AES/CTR/NoPadding");
    cipher.doFinal(random(8192));
    assertEquals(
        List.of("test-queue AES_CTR PREFERRED 1 8192"),
        offload.counters().stream()
            .map(r ->
                r.engine()
                    + " "
                    + r.operation()
                    + " "
                    + r.reason()
                    + " "
                    + r.jobs()
                    + " "
                    + r.bytes())
            .toList());
  }

  @Test
  void aKeyThatWasDestroyedAfterInitStillWorks() throws Exception {
    byte[] message = random(100_000);
    byte[] bytes = AES.getEncoded();
    WipedKey key = new WipedKey(bytes);
    Cipher cipher =
        Cipher.getInstance("AES/CBC/PKCS5Padding", Doorbells.over(TestQueue.steady(), 4096));
    cipher.init(Cipher.ENCRYPT_MODE, key, IV);
    Arrays.fill(bytes, (byte) 0);
    assertArrayEquals(expected("AES/CBC/PKCS5Padding", message), cipher.doFinal(message));
  }

  /** Gives out what its array holds at the moment. */
  private record WipedKey(byte[] bytes) implements javax.crypto.SecretKey {
    private static final long serialVersionUID = 1L;

    @Override
    public String getAlgorithm() {
      return "AES";
    }

    @Override
    public String getFormat() {
      return "RAW";
    }

    @Override
    public byte[] getEncoded() {
      return bytes.clone();
    }
  }
}
