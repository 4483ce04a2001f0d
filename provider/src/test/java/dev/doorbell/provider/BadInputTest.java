package dev.doorbell.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.security.AlgorithmParameters;
import java.security.Key;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.spec.AlgorithmParameterSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Misuse, by a table: each provider of ours answers it with the exception of the library that is
 * the reference, class and text, whether its ciphers are the library's own, or have a queue that
 * takes everything.
 */
class BadInputTest {
  private static final Provider SUN_JCE = Security.getProvider("SunJCE");
  private static final Provider SUN = Security.getProvider("SUN");
  private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();
  private static final List<Provider> OURS =
      List.of(Doorbells.withoutDevices(), Doorbells.over(TestQueue.steady(), 0));

  /** What somebody does to an object of a provider. */
  private interface Misuse {
    void run(Provider provider) throws Exception;
  }

  /** A key that no cipher has a use for. */
  private static final class SomePublicKey implements PublicKey {
    private static final long serialVersionUID = 1L;

    @Override
    public String getAlgorithm() {
      return "AES";
    }

    @Override
    public String getFormat() {
      return "X.509";
    }

    @Override
    public byte[] getEncoded() {
      return new byte[16];
    }
  }

  private static SecretKeySpec key(String algorithm, int bytes) {
    byte[] key = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      key[i] = (byte) (i * 7 + 1);
    }
    return new SecretKeySpec(key, algorithm);
  }

  private static void same(Provider reference, Map<String, Misuse> table) {
    List<String> differences = new ArrayList<>();
    table.forEach((name, misuse) -> {
      String expected = answer(reference, misuse);
      for (Provider ours : OURS) {
        String actual = answer(ours, misuse);
        if (!actual.equals(expected)) {
          differences.add(name + ": " + expected + ", ours: " + actual);
        }
      }
    });
    assertEquals(List.of(), differences);
  }

  /** Errors are not caught: there is no misuse that may end in one. */
  private static String answer(Provider provider, Misuse misuse) {
    try {
      misuse.run(provider);
      return "nothing";
    } catch (Exception e) {
      return (e.getClass().getName() + ": " + e.getMessage()).replaceAll("@[0-9a-f]+", "@");
    }
  }

  private static Provider reference(String transformation) {
    return transformation.startsWith("SM4") || transformation.contains("CCM")
        ? BOUNCY_CASTLE
        : SUN_JCE;
  }

  private static AlgorithmParameterSpec parameters(String transformation) {
    if (transformation.contains("GCM") || transformation.contains("CCM")) {
      return new GCMParameterSpec(128, new byte[12]);
    }
    return transformation.contains("ECB") || !transformation.contains("/")
        ? null
        : new IvParameterSpec(new byte[16]);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AES",
        "AES/ECB/NoPadding",
        "AES/ECB/PKCS5Padding",
        "AES/CBC/NoPadding",
        "AES/CBC/PKCS5Padding",
        "AES/CBC/ISO10126Padding",
        "AES/CTR/NoPadding",
        "AES/CTS/NoPadding",
        "AES/CFB/NoPadding",
        "AES/OFB/NoPadding",
        "AES/GCM/NoPadding",
        "AES_128/CBC/NoPadding",
        "AES_128/CFB/NoPadding",
        "AES_192/OFB/NoPadding",
        "AES_192/ECB/NoPadding",
        "AES_256/GCM/NoPadding",
        "AES/CCM/NoPadding",
        "SM4/ECB/NoPadding",
        "SM4/CBC/PKCS5Padding",
        "SM4/CTR/NoPadding",
        "SM4/GCM/NoPadding",
        "SM4/CCM/NoPadding"
      })
  void aCipherAnswersMisuseAsItsReferenceDoes(String transformation) {
    String algorithm = transformation.startsWith("SM4") ? "SM4" : "AES";
    int right =
        transformation.startsWith("AES_192") ? 24 : transformation.startsWith("AES_256") ? 32 : 16;
    AlgorithmParameterSpec good = parameters(transformation);
    Map<String, Misuse> table = new LinkedHashMap<>();
    // CCM's are refused by init, and not by doFinal: docs/DIFFERENCES.md.
    if (!transformation.contains("CCM")) {
      for (int bytes : new int[] {1, 8, 15, 17, 20, 31, 33, 64}) {
        table.put("key of " + bytes, init(transformation, 1, key(algorithm, bytes), good));
        table.put("to open, key of " + bytes, init(transformation, 2, key(algorithm, bytes), good));
      }
    }
    table.put("no key", init(transformation, 1, null, good));
    table.put("another algorithm's key", init(transformation, 1, key("DES", right), good));
    table.put("a public key", init(transformation, 1, new SomePublicKey(), good));
    for (int mode : new int[] {-1, 0, 5, 77}) {
      table.put("opmode " + mode, init(transformation, mode, key(algorithm, right), good));
    }
    for (int mode : new int[] {1, 2, 3, 4}) {
      Key key = key(algorithm, right);
      for (int bytes : new int[] {0, 1, 8, 15, 17, 32}) {
        String name = "mode " + mode + ", IV of " + bytes;
        table.put(name, init(transformation, mode, key, new IvParameterSpec(new byte[bytes])));
      }
      for (int bits : new int[] {0, 8, 31, 32, 64, 95, 97, 127, 129, 136, 1024}) {
        String name = "mode " + mode + ", tag of " + bits + " bits";
        table.put(name, init(transformation, mode, key, new GCMParameterSpec(bits, new byte[12])));
      }
      table.put(
          "mode " + mode + ", no nonce",
          init(transformation, mode, key, new GCMParameterSpec(128, new byte[0])));
      table.put(
          "mode " + mode + ", foreign parameters",
          init(transformation, mode, key, new PBEParameterSpec(new byte[8], 1)));
    }
    table.put("to open without parameters", init(transformation, 2, key(algorithm, right), null));
    table.put(
        "not initialised", provider -> Cipher.getInstance(transformation, provider).doFinal());
    for (int mode : new int[] {1, 2}) {
      inUse(table, "mode " + mode + ", ", transformation, mode, key(algorithm, right), good);
    }
    for (int mode : new int[] {3, 4}) {
      wrapping(table, "mode " + mode + ", ", transformation, mode, key(algorithm, right), good);
    }
    same(reference(transformation), table);
  }

  private static Misuse init(
      String transformation, int mode, Key key, AlgorithmParameterSpec parameters) {
    return provider -> Cipher.getInstance(transformation, provider).init(mode, key, parameters);
  }

  private interface Use {
    void of(Cipher cipher) throws Exception;
  }

  private static Misuse on(
      String transformation, int mode, Key key, AlgorithmParameterSpec parameters, Use use) {
    return provider -> {
      Cipher cipher = Cipher.getInstance(transformation, provider);
      cipher.init(mode, key, parameters);
      use.of(cipher);
    };
  }

  private static void inUse(
      Map<String, Misuse> table,
      String prefix,
      String transformation,
      int mode,
      Key key,
      AlgorithmParameterSpec parameters) {
    Map<String, Use> uses = new LinkedHashMap<>();
    for (int bytes : new int[] {1, 15, 17, 4097}) {
      uses.put("message of " + bytes, cipher -> cipher.doFinal(new byte[bytes]));
      uses.put(
          "in parts, " + bytes,
          cipher -> {
            cipher.update(new byte[bytes]);
            cipher.doFinal();
          });
    }
    uses.put("garbage of 64", cipher -> cipher.doFinal(new byte[64]));
    uses.put("garbage of 4096", cipher -> cipher.doFinal(new byte[4096]));
    for (int room : new int[] {0, 15}) {
      uses.put(
          "doFinal, room " + room,
          cipher -> cipher.doFinal(new byte[4096], 0, 4096, new byte[room], 0));
      // SM4's GCM decrypts in doFinal only, unlike Bouncy Castle's: docs/DIFFERENCES.md.
      if (mode == Cipher.ENCRYPT_MODE || !transformation.equals("SM4/GCM/NoPadding")) {
        uses.put(
            "update, room " + room,
            cipher -> cipher.update(new byte[4096], 0, 4096, new byte[room], 0));
      }
      uses.put(
          "buffers, room " + room,
          cipher -> cipher.doFinal(ByteBuffer.allocateDirect(4096), ByteBuffer.allocate(room)));
    }
    uses.put(
        "offset behind the output",
        cipher -> cipher.doFinal(new byte[32], 0, 32, new byte[32], 33));
    uses.put("negative length", cipher -> cipher.update(new byte[32], 0, -1));
    uses.put("length too large", cipher -> cipher.update(new byte[32], 20, 13));
    uses.put("negative offset", cipher -> cipher.doFinal(new byte[32], -1, 3));
    uses.put("no array", cipher -> cipher.update(null, 0, 1));
    uses.put(
        "read-only output",
        cipher ->
            cipher.doFinal(ByteBuffer.allocate(32), ByteBuffer.allocate(64).asReadOnlyBuffer()));
    uses.put(
        "one buffer for both",
        cipher -> {
          ByteBuffer both = ByteBuffer.allocate(64);
          cipher.doFinal(both, both);
        });
    uses.put("wrap", cipher -> cipher.wrap(key));
    uses.put("unwrap", cipher -> cipher.unwrap(new byte[16], "AES", Cipher.SECRET_KEY));
    // SM4's GCM takes additional data when it is too late, with Bouncy Castle: docs/DIFFERENCES.md.
    if (!transformation.equals("SM4/GCM/NoPadding")) {
      uses.put(
          "additional data too late",
          cipher -> {
            cipher.update(new byte[16]);
            cipher.updateAAD(new byte[1]);
          });
    }
    uses.put("no additional data", cipher -> cipher.updateAAD((byte[]) null));
    uses.put("additional data, range", cipher -> cipher.updateAAD(new byte[4], 3, 2));
    uses.forEach(
        (name, use) -> table.put(prefix + name, on(transformation, mode, key, parameters, use)));
  }

  private static void wrapping(
      Map<String, Misuse> table,
      String prefix,
      String transformation,
      int mode,
      Key key,
      AlgorithmParameterSpec parameters) {
    Map<String, Use> uses = new LinkedHashMap<>();
    uses.put("update", cipher -> cipher.update(new byte[16]));
    uses.put("doFinal", cipher -> cipher.doFinal(new byte[16]));
    uses.put("wrap a key of 17 bytes", cipher -> cipher.wrap(key("AES", 17)));
    uses.put("unwrap 17 bytes", cipher -> cipher.unwrap(new byte[17], "AES", Cipher.SECRET_KEY));
    uses.put(
        "unwrap a private key from garbage",
        cipher -> cipher.unwrap(new byte[48], "RSA", Cipher.PRIVATE_KEY));
    uses.put("unwrap as type 9", cipher -> cipher.unwrap(new byte[16], "AES", 9));
    uses.forEach(
        (name, use) -> table.put(prefix + name, on(transformation, mode, key, parameters, use)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"HmacMD5", "HmacSHA1", "HmacSHA256", "HmacSHA512", "HmacSHA512/256"})
  void aMacAnswersMisuseAsSunJceDoes(String algorithm) {
    Map<String, Misuse> table = new LinkedHashMap<>();
    table.put("not initialised", provider -> Mac.getInstance(algorithm, provider).doFinal());
    table.put("no key", provider -> Mac.getInstance(algorithm, provider).init(null));
    table.put(
        "a public key", provider -> Mac.getInstance(algorithm, provider).init(new SomePublicKey()));
    table.put(
        "parameters",
        provider ->
            Mac.getInstance(algorithm, provider)
                .init(key("x", 9), new IvParameterSpec(new byte[16])));
    for (int room : new int[] {0, 1, 15}) {
      table.put("room " + room, provider -> mac(algorithm, provider).doFinal(new byte[room], 0));
    }
    table.put("negative offset", provider -> mac(algorithm, provider).doFinal(new byte[99], -2));
    table.put("range", provider -> mac(algorithm, provider).update(new byte[4], 3, 2));
    table.put("no buffer", provider -> mac(algorithm, provider).update((ByteBuffer) null));
    same(SUN_JCE, table);
  }

  private static Mac mac(String algorithm, Provider provider) throws Exception {
    Mac mac = Mac.getInstance(algorithm, provider);
    mac.init(key("x", 20));
    mac.update(new byte[100]);
    return mac;
  }

  @ParameterizedTest
  @ValueSource(strings = {"MD5", "SHA-1", "SHA-224", "SHA-256", "SHA-512", "SHA-512/224"})
  void aDigestAnswersMisuseAsSunDoes(String algorithm) {
    Map<String, Misuse> table = new LinkedHashMap<>();
    for (int room : new int[] {0, 1, 15}) {
      table.put(
          "room " + room,
          provider -> {
            MessageDigest digest = MessageDigest.getInstance(algorithm, provider);
            digest.update(new byte[100]);
            digest.digest(new byte[room], 0, room);
          });
    }
    table.put(
        "room that is not there",
        provider -> MessageDigest.getInstance(algorithm, provider).digest(new byte[9], 0, 99));
    table.put(
        "range",
        provider -> MessageDigest.getInstance(algorithm, provider).update(new byte[4], 3, 2));
    table.put(
        "no array", provider -> MessageDigest.getInstance(algorithm, provider).update(null, 0, 1));
    table.put(
        "no buffer",
        provider -> MessageDigest.getInstance(algorithm, provider).update((ByteBuffer) null));
    same(SUN, table);
  }

  @Test
  void keyGeneratorsAndParametersAnswerMisuseAsTheirReferenceDoes() {
    Map<String, Misuse> table = new LinkedHashMap<>();
    for (int bits : new int[] {-1, 0, 1, 64, 127, 129, 512}) {
      table.put(bits + " bits", provider -> KeyGenerator.getInstance("AES", provider).init(bits));
    }
    table.put(
        "parameters",
        provider ->
            KeyGenerator.getInstance("AES", provider).init(new IvParameterSpec(new byte[16])));
    for (String algorithm : List.of("AES", "GCM")) {
      table.put(
          algorithm + ", foreign parameters",
          provider ->
              AlgorithmParameters.getInstance(algorithm, provider)
                  .init(new PBEParameterSpec(new byte[8], 1)));
      table.put(
          algorithm + ", not an encoding",
          provider ->
              AlgorithmParameters.getInstance(algorithm, provider).init(new byte[] {5, 0, 9}));
      table.put(
          algorithm + ", an encoding of something else",
          provider ->
              AlgorithmParameters.getInstance(algorithm, provider).init(new byte[] {2, 1, 1}));
      table.put(
          algorithm + ", empty",
          provider -> AlgorithmParameters.getInstance(algorithm, provider).getEncoded());
    }
    table.put(
        "IV of 7",
        provider ->
            AlgorithmParameters.getInstance("AES", provider)
                .init(new IvParameterSpec(new byte[7])));
    same(SUN_JCE, table);
  }

  /** There is no library to take a text from: the name, the value and the range. */
  @Test
  void xtsSaysNameValueAndRange() {
    String name = "AES/XTS/NoPadding";
    IvParameterSpec tweak = new IvParameterSpec(new byte[16]);
    Key good = key("AES", 32);
    Map<Misuse, List<String>> table = new LinkedHashMap<>();
    for (int bytes : new int[] {1, 16, 31, 33, 48, 65}) {
      table.put(
          init(name, 1, key("AES", bytes), tweak),
          List.of("InvalidKeyException", "key length", bytes + " bytes", "32, 64"));
    }
    table.put(
        init(name, 1, new SecretKeySpec(new byte[32], "AES"), tweak),
        List.of("InvalidKeyException", "equal halves"));
    table.put(
        init(name, 1, key("DES", 32), tweak), List.of("InvalidKeyException", "algorithm", "AES"));
    for (int bytes : new int[] {0, 8, 15, 17}) {
      table.put(
          init(name, 1, good, new IvParameterSpec(new byte[bytes])),
          List.of(
              "InvalidAlgorithmParameterException", "tweak=" + bytes + " bytes", "allowed: 16"));
    }
    table.put(
        init(name, 1, good, new GCMParameterSpec(128, new byte[16])),
        List.of("InvalidAlgorithmParameterException", "GCMParameterSpec", "IvParameterSpec"));
    for (int bytes : new int[] {0, 1, 15}) {
      table.put(
          on(name, 1, good, tweak, cipher -> cipher.doFinal(new byte[bytes])),
          List.of("IllegalBlockSizeException", "data unit=" + bytes + " bytes", "16 or more"));
    }
    table.put(
        on(name, 1, good, tweak, cipher -> cipher.doFinal(new byte[40], 0, 40, new byte[39], 0)),
        List.of("ShortBufferException", "output=39 bytes", "allowed: 40 or more"));
    table.forEach((misuse, words) -> {
      for (Provider ours : OURS) {
        String actual = answer(ours, misuse);
        words.forEach(word -> assertTrue(actual.contains(word), () -> actual + ", not: " + word));
      }
    });
  }
}
