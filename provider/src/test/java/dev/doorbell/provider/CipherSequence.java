package dev.doorbell.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.security.AlgorithmParameters;
import java.security.Key;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * One random sequence of calls on a cipher of ours and on the library's: whatever a caller can see
 * of them has to be the same. A sequence is its transformation and its seed.
 */
final class CipherSequence {
  private static final int BLOCK_BYTES = 16;
  private static final int LEAST_TAG_BYTES = 12;

  private static final int[] KEY_BYTES = {16, 24, 32};

  private final String transformation;
  private final String title;
  private final Random random;
  private final Cipher ours;
  private final Cipher theirs;
  private final boolean gcm;
  private final boolean ccm;
  private final boolean sm4;
  private final boolean bouncyCastle;
  private final List<String> calls = new ArrayList<>();

  private boolean encrypt;
  private boolean decrypting;
  private byte[] aad = {};
  private int aadAt;
  private byte[] message = {};
  private int at;

  CipherSequence(String transformation, long seed, Provider provider) throws Exception {
    this.transformation = transformation;
    title = transformation + " seed=" + seed;
    random = new Random(seed);
    ours = Cipher.getInstance(transformation, provider);
    theirs = TestQueue.oracle(transformation.replace("PKCS7", "PKCS5"));
    gcm = transformation.contains("/GCM/");
    ccm = transformation.contains("/CCM/");
    sm4 = transformation.startsWith("SM4");
    bouncyCastle = theirs.getProvider().getName().equals("BC");
    assertEquals("Doorbell", ours.getProvider().getName());
  }

  void run() throws Exception {
    if (random.nextInt(20) != 0) {
      init(true);
    }
    for (int steps = 4 + random.nextInt(20); steps > 0; steps--) {
      int pick = random.nextInt(40);
      if (pick < 3) {
        init(random.nextBoolean());
      } else if (pick == 3) {
        wrap();
      } else if (pick < 8) {
        look();
      } else {
        data();
      }
    }
  }

  private interface Action {
    Object run() throws Exception;
  }

  private static String seen(Action action) {
    try {
      Object result = action.run();
      return result instanceof byte[] bytes
          ? HexFormat.of().formatHex(bytes)
          : String.valueOf(result);
    } catch (Exception e) {
      return "!" + e.getClass().getName();
    }
  }

  private String same(String what, Action their, Action our) {
    calls.add(what);
    String expected = seen(their);
    assertEquals(expected, seen(our), this::history);
    return expected;
  }

  private String history() {
    return title + "\n" + String.join("\n", calls);
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Gives the same bytes to both. */
  private static final class Fixed extends SecureRandom {
    private static final long serialVersionUID = 1L;
    private final transient Random source;

    Fixed(long seed) {
      source = new Random(seed);
    }

    @Override
    public void nextBytes(byte[] bytes) {
      source.nextBytes(bytes);
    }
  }

  private String algorithm() {
    return sm4 ? "SM4" : "AES";
  }

  private Key key(boolean valid) {
    String sized = transformation.startsWith("AES_") ? transformation.substring(4, 7) : "";
    int length =
        sm4 ? 16 : sized.isEmpty() ? KEY_BYTES[random.nextInt(3)] : Integer.parseInt(sized) / 8;
    // Bouncy Castle looks at a CCM key when the message ends.
    if (valid || ccm) {
      return new SecretKeySpec(bytes(length), algorithm());
    }
    return switch (random.nextInt(4)) {
      case 0 -> new SecretKeySpec(bytes(1 + random.nextInt(40)), algorithm());
      case 1 -> new SecretKeySpec(bytes(KEY_BYTES[random.nextInt(3)]), algorithm());
      case 2 -> bouncyCastle ? key(true) : new SecretKeySpec(bytes(16), "DES");
      default -> bouncyCastle ? key(true) : new ServiceTableTest.OpaqueKey("AES");
    };
  }

  private AlgorithmParameterSpec parameters(boolean valid) {
    if (!valid) {
      return switch (random.nextInt(3)) {
        case 0 -> new IvParameterSpec(bytes(random.nextInt(20)));
        case 1 -> new GCMParameterSpec(8 * random.nextInt(18), bytes(random.nextInt(18)));
        default -> null;
      };
    }
    if (transformation.contains("/ECB/")) {
      return null;
    }
    if (gcm) {
      int[] tags = {128, 128, 120, 112, 104, 96};
      int nonce = random.nextInt(6) == 0 ? 1 + random.nextInt(20) : 12;
      return new GCMParameterSpec(tags[random.nextInt(tags.length)], bytes(nonce));
    }
    if (ccm) {
      return new GCMParameterSpec(32 + 16 * random.nextInt(7), bytes(7 + random.nextInt(7)));
    }
    byte[] iv = bytes(16);
    if (random.nextInt(3) == 0) {
      Arrays.fill(iv, 1, 16, (byte) 0xFF);
    }
    return new IvParameterSpec(iv);
  }

  private void init(boolean valid) throws Exception {
    encrypt = random.nextBoolean() && !transformation.contains("ISO10126");
    int mode = encrypt ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE;
    Key key = key(valid || random.nextBoolean());
    AlgorithmParameterSpec spec = parameters(valid || random.nextBoolean());
    long seed = random.nextLong();
    String what = "init " + (encrypt ? "encrypt " : "decrypt ");
    String outcome;
    switch (random.nextInt(5)) {
      case 0 ->
          outcome =
              same(
                  what + "without parameters",
                  () -> nothing(() -> theirs.init(mode, key, new Fixed(seed))),
                  () -> nothing(() -> ours.init(mode, key, new Fixed(seed))));
      case 1 -> {
        AlgorithmParameters encoded = encoded(spec);
        outcome =
            same(
                what + "with encoded parameters",
                () -> nothing(() -> theirs.init(mode, key, encoded, new Fixed(seed))),
                () -> nothing(() -> ours.init(mode, key, encoded, new Fixed(seed))));
      }
      default ->
          outcome =
              same(
                  what + spec,
                  () -> nothing(() -> theirs.init(mode, key, spec, new Fixed(seed))),
                  () -> nothing(() -> ours.init(mode, key, spec, new Fixed(seed))));
    }
    newMessage(outcome.startsWith("!") ? null : key);
  }

  private interface Call {
    void run() throws Exception;
  }

  private static Object nothing(Call call) throws Exception {
    call.run();
    return "";
  }

  private AlgorithmParameters encoded(AlgorithmParameterSpec spec) {
    try {
      boolean ofGcm = spec instanceof GCMParameterSpec;
      AlgorithmParameters made =
          ofGcm && ccm
              ? AlgorithmParameters.getInstance("CCM", Oracles.bouncyCastle())
              : AlgorithmParameters.getInstance(ofGcm ? "GCM" : "AES");
      made.init(spec);
      return made;
    } catch (Exception notEncodable) {
      return null;
    }
  }

  /** What the next calls will feed: for decryption, mostly something that decrypts. */
  private void newMessage(Key key) throws Exception {
    aad = gcm || ccm ? bytes(random.nextBoolean() ? 0 : random.nextInt(60)) : new byte[0];
    aadAt = 0;
    at = 0;
    decrypting = !encrypt;
    int n = random.nextInt(5) == 0 ? random.nextInt(4000) : random.nextInt(150);
    boolean blocks = transformation.matches(".*/(ECB|CBC|PCBC)/NoPadding");
    message = bytes(blocks && random.nextInt(8) != 0 ? n & -16 : n);
    if (key != null && decrypting) {
      seal(key);
    }
  }

  private void seal(Key key) throws Exception {
    Cipher maker = TestQueue.oracle(transformation.replace("PKCS7", "PKCS5"));
    // Both are asked: where Bouncy Castle cannot encode its parameters, the first call fails in
    // another way than the ones after it.
    seen(ours::getParameters);
    try {
      maker.init(Cipher.ENCRYPT_MODE, key, theirs.getParameters());
      if (aad.length > 0) {
        maker.updateAAD(aad);
      }
      message = maker.doFinal(message);
    } catch (Exception notEncryptable) {
      // Then it is decrypted as it is, which fails as well.
    }
    if (message.length > 0 && random.nextInt(6) == 0) {
      message[random.nextInt(message.length)] ^= 1;
    } else if (random.nextInt(10) == 0) {
      message = Arrays.copyOf(message, random.nextInt(message.length + 1));
    }
  }

  private void look() {
    switch (random.nextInt(4)) {
      case 0 -> {
        int n = random.nextInt(100);
        same("getOutputSize " + n, () -> theirs.getOutputSize(n), () -> ours.getOutputSize(n));
      }
      case 1 -> same("getIV", theirs::getIV, ours::getIV);
      case 2 -> same("getBlockSize", theirs::getBlockSize, ours::getBlockSize);
      default -> {
        // Without an initialisation these would be random.
        if (!seen(theirs::getIV).equals("null")) {
          same(
              "getParameters",
              () -> theirs.getParameters().getEncoded(),
              () -> ours.getParameters().getEncoded());
        }
      }
    }
  }

  private void wrap() throws Exception {
    Key key = key(true);
    AlgorithmParameterSpec spec = parameters(true);
    Key wrapped = new SecretKeySpec(bytes(16 * (1 + random.nextInt(3))), "AES");
    String inner = random.nextInt(4) == 0 ? "EC" : "AES";
    if (transformation.contains("ISO10126")) {
      return;
    }
    same(
        "init wrap",
        () -> nothing(() -> theirs.init(Cipher.WRAP_MODE, key, spec)),
        () -> nothing(() -> ours.init(Cipher.WRAP_MODE, key, spec)));
    String sealed = same("wrap", () -> theirs.wrap(wrapped), () -> ours.wrap(wrapped));
    same("update to wrap", () -> theirs.update(new byte[16]), () -> ours.update(new byte[16]));
    same("wrap again", () -> theirs.wrap(wrapped), () -> ours.wrap(wrapped));
    same(
        "init unwrap",
        () -> nothing(() -> theirs.init(Cipher.UNWRAP_MODE, key, spec)),
        () -> nothing(() -> ours.init(Cipher.UNWRAP_MODE, key, spec)));
    if (!sealed.startsWith("!")) {
      byte[] bytes = HexFormat.of().parseHex(sealed);
      if (random.nextInt(3) == 0) {
        bytes[random.nextInt(bytes.length)] ^= 1;
      }
      int type = inner.equals("EC") ? Cipher.PRIVATE_KEY : Cipher.SECRET_KEY;
      same(
          "unwrap " + inner,
          () -> theirs.unwrap(bytes, inner, type).getEncoded(),
          () -> ours.unwrap(bytes, inner, type).getEncoded());
    }
    init(true);
  }

  private void data() throws Exception {
    boolean aadComesFirst = at == 0 || random.nextInt(30) == 0;
    if ((gcm || ccm) && aadComesFirst && (aadAt < aad.length || random.nextInt(20) == 0)) {
      additional();
      return;
    }
    boolean onlyWhole = sm4 && gcm && decrypting;
    boolean last = onlyWhole || random.nextInt(4) == 0;
    int left = message.length - at;
    int n =
        last && random.nextInt(16) != 0
            ? left
            : random.nextInt(3) == 0
                ? random.nextInt(left + 1)
                : Math.min(random.nextInt(64), left);
    boolean roomy = random.nextInt(12) != 0;
    int room = roomy ? n + 64 + at : random.nextInt(n + 32);
    Form form = Form.random(random, Arrays.copyOfRange(message, at, at + n), room, last);
    if (gcm && !sm4 && !roomy && form.kind().name().startsWith("SAME_")) {
      // SunJCE keeps its copy of an overlapping output and trips over it at the next call.
      form = form.with(Form.Kind.ARRAYS);
    }
    calls.add(form.toString());
    Form.Seen expected = form.run(theirs);
    Form.Seen seen = form.run(ours);
    String failure = expected.threw() ? expected.exception() : "";
    calls.add("  " + expected.outcome() + " " + expected.positions());
    boolean judged = failure.contains("BadPadding") || failure.contains("BadTag");
    assertEquals(expected.outcome(), seen.outcome(), this::history);
    assertEquals(expected.positions(), seen.positions(), this::history);
    if (!judged || !(bouncyCastle || gcm)) {
      // SunJCE writes zeros for a bad tag, Bouncy Castle what it has; a job leaves all as it was.
      assertEquals(
          Arrays.hashCode(expected.memory()), Arrays.hashCode(seen.memory()), this::history);
    }
    advance(n, last, failure);
    boolean hasABlock = at + n >= BLOCK_BYTES + LEAST_TAG_BYTES;
    boolean overlaps = form.kind() == Form.Kind.SAME_ARRAY;
    if (failure.contains("BadTag") && gcm && (form.buffers() || hasABlock || overlaps)) {
      // After it SunJCE's counter stays where it was: the next message comes out wrong.
      init(true);
    }
  }

  private void advance(int n, boolean last, String failure) throws Exception {
    if (failure.isEmpty()) {
      at += n;
      if (last) {
        at = 0;
        aadAt = 0;
      }
    } else if (failure.contains("BadTag") && sm4 && gcm) {
      // Bouncy Castle's object has had enough; ours begins anew.
      init(true);
    }
  }

  private void additional() throws Exception {
    boolean late = aadAt >= aad.length || at > 0;
    if (late && sm4 && gcm) {
      return;
    }
    int end = late ? aadAt : aadAt + 1 + random.nextInt(aad.length - aadAt);
    byte[] part = late ? new byte[] {1, 2, 3} : Arrays.copyOfRange(aad, aadAt, end);
    aadAt = end;
    int form = random.nextInt(4);
    same(
        "updateAAD " + part.length + (late ? " late" : ""),
        () -> nothing(() -> updateAad(theirs, part, form)),
        () -> nothing(() -> updateAad(ours, part, form)));
  }

  private static void updateAad(Cipher cipher, byte[] part, int form) {
    switch (form) {
      case 0 -> cipher.updateAAD(part);
      case 1 -> cipher.updateAAD(ByteBuffer.wrap(part));
      case 2 -> cipher.updateAAD(ByteBuffer.wrap(part).asReadOnlyBuffer());
      default -> cipher.updateAAD(ByteBuffer.allocateDirect(part.length).put(part).flip());
    }
  }
}
