package dev.doorbell.provider;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Project Wycheproof's AES-GCM and AES-CBC files, complete, through the provider: in software, on a
 * queue and on one that fails.
 */
class WycheproofTest {
  private record Vector(
      int id,
      int tagBits,
      String key,
      String iv,
      String aad,
      String msg,
      String ct,
      String tag,
      String result) {}

  private static final Pattern TAG_SIZE = Pattern.compile("\"tagSize\"\\s*:\\s*(\\d+)");
  private static final Pattern TEST =
      Pattern.compile("\\{[^{}]*\"tcId\"\\s*:[^{}]*}|\"tagSize\"\\s*:\\s*\\d+");

  @Test
  void gcmInSoftware() throws Exception {
    gcm(Doorbells.withoutDevices());
  }

  @Test
  void gcmOnAQueue() throws Exception {
    TestQueue queue = TestQueue.steady();
    gcm(Doorbells.over(queue, 0));
    assertTrue(queue.done() > 300, "jobs=" + queue.done());
  }

  @Test
  void gcmOnAQueueThatFails() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed=" + seed);
    gcm(Doorbells.over(TestQueue.failing(seed), 0));
  }

  @Test
  void cbcInSoftware() throws Exception {
    cbc(Doorbells.withoutDevices());
  }

  @Test
  void cbcOnAQueue() throws Exception {
    TestQueue queue = TestQueue.steady();
    cbc(Doorbells.over(queue, 0));
    assertTrue(queue.done() > 100, "jobs=" + queue.done());
  }

  @Test
  void cbcOnAQueueThatFails() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed=" + seed);
    cbc(Doorbells.over(TestQueue.failing(seed), 0));
  }

  private static void gcm(DoorbellProvider provider) throws Exception {
    List<String> wrong = new ArrayList<>();
    int run = 0;
    for (Vector vector : read("aes_gcm_test.json")) {
      run++;
      GCMParameterSpec parameters;
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", provider);
      try {
        parameters = new GCMParameterSpec(vector.tagBits, hex(vector.iv));
        cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(hex(vector.key), "AES"), parameters);
      } catch (GeneralSecurityException e) {
        // SunJCE has no empty nonce.
        check(wrong, vector, vector.result.equals("invalid"), e.toString());
        continue;
      }
      cipher.updateAAD(hex(vector.aad));
      try {
        byte[] plain = cipher.doFinal(hex(vector.ct + vector.tag));
        check(
            wrong,
            vector,
            !vector.result.equals("invalid") && HexFormat.of().formatHex(plain).equals(vector.msg),
            "decrypted");
      } catch (GeneralSecurityException e) {
        check(wrong, vector, vector.result.equals("invalid"), e.toString());
      }
      if (!vector.result.equals("invalid")) {
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(hex(vector.key), "AES"), parameters);
        cipher.updateAAD(hex(vector.aad));
        String sealed = HexFormat.of().formatHex(cipher.doFinal(hex(vector.msg)));
        check(wrong, vector, sealed.equals(vector.ct + vector.tag), "encrypted to " + sealed);
      }
    }
    assertEquals(List.of(), wrong);
    assertTrue(run > 300, "vectors=" + run);
  }

  private static void cbc(DoorbellProvider provider) throws Exception {
    List<String> wrong = new ArrayList<>();
    int run = 0;
    for (Vector vector : read("aes_cbc_pkcs5_test.json")) {
      run++;
      Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding", provider);
      SecretKeySpec key = new SecretKeySpec(hex(vector.key), "AES");
      IvParameterSpec iv = new IvParameterSpec(hex(vector.iv));
      cipher.init(Cipher.DECRYPT_MODE, key, iv);
      try {
        byte[] plain = cipher.doFinal(hex(vector.ct));
        // Nothing to decrypt is no error to SunJCE: the answer is as empty.
        boolean valid = !vector.result.equals("invalid") || vector.ct.isEmpty();
        check(
            wrong,
            vector,
            valid && HexFormat.of().formatHex(plain).equals(vector.msg),
            "decrypted");
      } catch (GeneralSecurityException e) {
        check(wrong, vector, vector.result.equals("invalid"), e.toString());
      }
      if (!vector.result.equals("invalid")) {
        cipher.init(Cipher.ENCRYPT_MODE, key, iv);
        assertArrayEquals(hex(vector.ct), cipher.doFinal(hex(vector.msg)), "tcId=" + vector.id);
      }
    }
    assertEquals(List.of(), wrong);
    assertTrue(run > 200, "vectors=" + run);
  }

  private static void check(List<String> wrong, Vector vector, boolean right, String what) {
    if (!right) {
      wrong.add("tcId=" + vector.id + " " + vector.result + ": " + what);
    }
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  /**
   * The files' JSON has one shape, flat objects inside groups; the group's tag size stands before
   * its tests.
   */
  private static List<Vector> read(String name) throws Exception {
    Path file = find(name);
    Assumptions.assumeTrue(file != null, name + " not found: set -Ddoorbell.vectors=DIR");
    List<Vector> vectors = new ArrayList<>();
    int tagBits = 0;
    Matcher matcher = TEST.matcher(Files.readString(file));
    while (matcher.find()) {
      String text = matcher.group();
      Matcher tagSize = TAG_SIZE.matcher(text);
      if (tagSize.matches()) {
        tagBits = Integer.parseInt(tagSize.group(1));
      } else {
        int id = Integer.parseInt(field(text, "tcId"));
        vectors.add(
            new Vector(
                id,
                tagBits,
                field(text, "key"),
                field(text, "iv"),
                field(text, "aad"),
                field(text, "msg"),
                field(text, "ct"),
                field(text, "tag"),
                field(text, "result")));
      }
    }
    return vectors;
  }

  private static String field(String object, String name) {
    Matcher matcher =
        Pattern.compile("\"" + name + "\"\\s*:\\s*(?:\"([^\"]*)\"|(\\d+))").matcher(object);
    if (!matcher.find()) {
      return "";
    }
    return matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
  }

  private static Path find(String name) {
    String given = System.getProperty("doorbell.vectors");
    if (given != null) {
      Path file = Path.of(given, name);
      return Files.exists(file) ? file : null;
    }
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      Path file = folder.resolve("shared/vectors").resolve(name);
      if (Files.exists(file)) {
        return file;
      }
    }
    return null;
  }
}
