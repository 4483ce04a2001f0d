package dev.doorbell.provider;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.Key;
import java.security.Provider;
import java.security.spec.AlgorithmParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Random sequences of calls, run on our cipher and on the library's own: every return value, byte
 * of memory, buffer position and exception is the same, whichever engine did the work.
 */
class BlockModesGenerativeTest {
  private static final int MESSAGES = Integer.getInteger("doorbell.test.messages", 100);

  @ParameterizedTest
  @CsvSource({
    "AES/ECB/NoPadding",
    "AES/ECB/PKCS5Padding",
    "AES/ECB/ISO10126Padding",
    "AES/CBC/NoPadding",
    "AES/CBC/PKCS5Padding",
    "AES/CBC/ISO10126Padding",
    "AES/CBC/PKCS7Padding",
    "AES/CTR/NoPadding",
    "AES_128/CBC/NoPadding",
    "AES_256/ECB/NoPadding",
    "AES/CFB8/NoPadding",
    "AES/CFB/NoPadding",
    "AES/CFB/PKCS5Padding",
    "AES/CFB128/NoPadding",
    "AES/OFB/NoPadding",
    "AES/OFB/PKCS5Padding",
    "AES/OFB128/ISO10126Padding",
    "AES/OFB64/NoPadding",
    "AES/PCBC/PKCS5Padding",
    "AES/CTS/NoPadding",
    "SM4/ECB/NoPadding",
    "SM4/ECB/PKCS7Padding",
    "SM4/CBC/ISO10126Padding",
    "SM4/CBC/NoPadding",
    "SM4/CBC/PKCS5Padding",
    "SM4/CBC/PKCS7Padding",
    "SM4/CTR/NoPadding"
  })
  void anySequenceOfCallsIsTheLibrarysOwn(String transformation) throws Exception {
    long seed = System.nanoTime();
    runAll(transformation, seed);
  }

  /** Also for {@link InstalledFirst}, in a JVM without SunJCE. */
  static void runAll(String transformation, long seed) throws Exception {
    for (long minBytes : new long[] {0, 1, 100, 1000}) {
      TestQueue queue = minBytes == 0 ? TestQueue.steady() : TestQueue.failing(seed + minBytes);
      run(transformation, seed + minBytes, Doorbells.over(queue, minBytes), MESSAGES);
      boolean ridesAlong = transformation.matches(".*/(CFB8|OFB64|PCBC)/.*");
      assertTrue(
          minBytes != 0 || queue.done() > 0 || ridesAlong, transformation + ": no job at all");
    }
  }

  static void run(String transformation, long seed, Provider provider, int messages)
      throws Exception {
    String title = transformation + " seed=" + seed;
    Random random = new Random(seed);
    Cipher ours = Cipher.getInstance(transformation, provider);
    String theirName =
        transformation.startsWith("AES")
            ? transformation.replace("PKCS7", "PKCS5")
            : transformation;
    Cipher theirs = TestQueue.oracle(theirName);
    Cipher maker = TestQueue.oracle(theirName);
    assertEquals("Doorbell", ours.getProvider().getName());
    for (int message = 0; message < messages; message++) {
      boolean encrypt = random.nextBoolean() && !transformation.contains("ISO10126");
      int mode = encrypt ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE;
      Key key = key(transformation, random);
      AlgorithmParameterSpec iv = iv(transformation, random);
      ours.init(mode, key, iv);
      theirs.init(mode, key, iv);
      int repeats = 1 + random.nextInt(3);
      for (int repeat = 0; repeat < repeats; repeat++) {
        byte[] input = message(random, transformation);
        if (!encrypt) {
          maker.init(Cipher.ENCRYPT_MODE, key, iv);
          input = maker.doFinal(input);
          if (random.nextInt(8) == 0) {
            input = spoil(input, random);
          }
        }
        if (!play(
            transformation,
            title + " message=" + message + "." + repeat + " " + (encrypt ? "encrypt" : "decrypt"),
            ours,
            theirs,
            input,
            random)) {
          break;
        }
      }
    }
  }

  private static boolean play(
      String transformation, String title, Cipher ours, Cipher theirs, byte[] input, Random random)
      throws Exception {
    List<String> calls = new ArrayList<>();
    int at = 0;
    while (true) {
      int n =
          random.nextInt(3) == 0
              ? random.nextInt(input.length - at + 1)
              : Math.min(random.nextInt(64), input.length - at);
      boolean last = random.nextInt(4) == 0;
      if (last && random.nextInt(16) != 0) {
        n = input.length - at;
      }
      int room = random.nextInt(12) == 0 ? random.nextInt(n + 32) : n + 64;
      Form form = Form.random(random, Arrays.copyOfRange(input, at, at + n), room, last);
      calls.add(form.toString());
      Form.Seen expected = form.run(theirs);
      Form.Seen seen = form.run(ours);
      if (theirs.getProvider().getName().equals("BC")
          && expected.returned().contains("BadPadding")) {
        // Bouncy Castle has written plaintext by the time that it looks at the padding; a job has
        // not.
        assertEquals(
            expected.returned() + expected.positions(),
            seen.returned() + seen.positions(),
            () -> title + "\n" + calls);
        return random.nextBoolean();
      }
      assertEquals(expected, seen, () -> title + "\n" + String.join("\n", calls));
      if (!expected.threw()) {
        at += n;
        if (last) {
          return true;
        }
      } else if (!expected.returned().contains("ShortBuffer")) {
        return random.nextBoolean();
      }
      if (random.nextInt(8) == 0) {
        assertEquals(theirs.getOutputSize(n), ours.getOutputSize(n), title);
        assertArrayEquals(theirs.getIV(), ours.getIV(), title);
        assertArrayEquals(encoded(theirs), encoded(ours), title);
        assertEquals(theirs.getBlockSize(), ours.getBlockSize(), title);
      }
    }
  }

  private static byte[] encoded(Cipher cipher) throws Exception {
    return cipher.getParameters() == null ? null : cipher.getParameters().getEncoded();
  }

  private static byte[] message(Random random, String transformation) {
    int n = random.nextInt(4) == 0 ? random.nextInt(5000) : random.nextInt(200);
    if (transformation.endsWith("NoPadding")
        && !transformation.matches(".*/(CTR|CFB|OFB).*")
        && (random.nextInt(10) != 0 || !transformation.contains("CTS"))) {
      n &= -16;
    }
    byte[] message = new byte[transformation.contains("CTS") ? n + 17 : n];
    random.nextBytes(message);
    return message;
  }

  private static byte[] spoil(byte[] input, Random random) {
    if (input.length > 0 && random.nextBoolean()) {
      byte[] changed = input.clone();
      changed[random.nextInt(input.length)] ^= (byte) (1 << random.nextInt(8));
      return changed;
    }
    return Arrays.copyOf(input, random.nextInt(input.length + 20));
  }

  static Key key(String transformation, Random random) {
    int[] sizes = {16, 24, 32};
    String algorithm = transformation.substring(0, transformation.indexOf('/'));
    int size =
        switch (algorithm) {
          case "AES" -> sizes[random.nextInt(3)];
          case "AES_256" -> 32;
          default -> 16;
        };
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return new SecretKeySpec(bytes, algorithm.startsWith("AES") ? "AES" : algorithm);
  }

  private static AlgorithmParameterSpec iv(String transformation, Random random) {
    if (transformation.contains("/ECB/")) {
      return null;
    }
    byte[] iv = new byte[16];
    random.nextBytes(iv);
    if (random.nextInt(3) == 0) {
      // The counter's carry runs through all of the block.
      Arrays.fill(iv, 1, 16, (byte) 0xFF);
    }
    return new IvParameterSpec(iv);
  }
}
