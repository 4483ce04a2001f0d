package dev.doorbell.provider;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.provider.WycheproofFile.Vector;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** What the vectors of one algorithm ask of a provider. */
sealed interface WycheproofCheck {
  /** By the name that a file gives to its algorithm; empty for key wrapping, signatures, etc. */
  static Optional<WycheproofCheck> of(String algorithm) {
    String name = algorithm.toUpperCase(Locale.ROOT);
    if (name.startsWith("HMAC")) {
      // HMACSHA512/224 in all files so far; a dash would be meant in the same way.
      String hash = name.substring(4).replaceFirst("^-", "").replaceFirst("^SHA-", "SHA");
      return Optional.of(new OfMac("Hmac" + hash.replaceFirst("^SHA512-", "SHA512/")));
    }
    String[] part = name.split("-");
    if (part.length == 2 && List.of("GCM", "CCM").contains(part[1])) {
      return Optional.of(new Aead(part[0], part[1]));
    }
    if (part.length == 2 && part[1].equals("XTS")) {
      return Optional.of(new Block(part[0], "XTS", "NoPadding"));
    }
    if (part.length == 3 && part[1].equals("CBC") && part[2].equals("PKCS5")) {
      return Optional.of(new Block(part[0], "CBC", "PKCS5Padding"));
    }
    return Optional.empty();
  }

  boolean isOffered(Provider provider);

  /** Why a vector asks for what the provider does not have, whatever its result; empty: it has. */
  default Optional<String> notOffered(Vector vector) {
    return Optional.empty();
  }

  /** Adds a line to {@code wrong} for each thing that is not as the vector says. */
  void run(Provider provider, Vector vector, List<String> wrong) throws GeneralSecurityException;

  /** Whether a device says that it can do it. */
  boolean isExpectedOnQueues(Offload offload);

  /** The ways to hand over a message, each a path of its own through a provider. */
  enum Form {
    ARRAY {
      @Override
      byte[] finish(Cipher cipher, byte[] input) throws GeneralSecurityException {
        return cipher.doFinal(input);
      }
    },
    DIRECT {
      @Override
      byte[] finish(Cipher cipher, byte[] input) throws GeneralSecurityException {
        ByteBuffer in = ByteBuffer.allocateDirect(input.length).put(input).flip();
        ByteBuffer out = ByteBuffer.allocateDirect(cipher.getOutputSize(input.length));
        cipher.doFinal(in, out);
        byte[] bytes = new byte[out.flip().remaining()];
        out.get(bytes);
        return bytes;
      }
    },
    IN_PLACE {
      @Override
      byte[] finish(Cipher cipher, byte[] input) throws GeneralSecurityException {
        byte[] both = Arrays.copyOf(input, cipher.getOutputSize(input.length) + input.length);
        int n = cipher.doFinal(both, 0, input.length, both, 0);
        return Arrays.copyOf(both, n);
      }
    },
    PIECES {
      @Override
      byte[] finish(Cipher cipher, byte[] input) throws GeneralSecurityException {
        byte[] out = new byte[cipher.getOutputSize(input.length)];
        int half = input.length / 2;
        int n = cipher.update(input, 0, half, out, 0);
        n += cipher.doFinal(input, half, input.length - half, out, n);
        return Arrays.copyOf(out, n);
      }
    };

    abstract byte[] finish(Cipher cipher, byte[] input) throws GeneralSecurityException;
  }

  private static boolean offers(Provider provider, String transformation) {
    try {
      Cipher.getInstance(transformation, provider);
      return true;
    } catch (GeneralSecurityException notThere) {
      return false;
    }
  }

  private static boolean takes(Offload offload, String operation) {
    return Arrays.stream(Operation.values())
        .anyMatch(each -> each.name().equals(operation) && offload.wouldTake(each, 1024));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  /**
   * Encryption and decryption of one vector in one form, each by a cipher of its own: with a nonce
   * that an object knows, if only from a decryption, Bouncy Castle's CCM does not encrypt.
   */
  private static void bothWays(
      Vector vector, Form form, Ciphers ciphers, byte[] sealed, List<String> wrong) {
    byte[] message = vector.bytes("msg");
    try {
      Cipher cipher = ciphers.of(Cipher.DECRYPT_MODE);
      byte[] opened = form.finish(cipher, sealed);
      // Nothing to decrypt is no error to SunJCE's CBC: the answer is as empty.
      boolean nothing = sealed.length == 0 && opened.length == 0;
      if ((vector.isInvalid() && !nothing) || !Arrays.equals(message, opened)) {
        wrong.add(vector + ", " + form + ": decrypted to " + hex(opened));
      }
    } catch (GeneralSecurityException | RuntimeException e) {
      if (vector.isValid() || fromBelow(e)) {
        wrong.add(vector + ", " + form + ": decrypting: " + e);
      }
    }
    if (vector.isInvalid()) {
      return;
    }
    try {
      Cipher cipher = ciphers.of(Cipher.ENCRYPT_MODE);
      byte[] got = form.finish(cipher, message);
      if (!Arrays.equals(sealed, got)) {
        wrong.add(vector + ", " + form + ": encrypted to " + hex(got));
      }
    } catch (GeneralSecurityException | RuntimeException e) {
      if (vector.isValid() || fromBelow(e)) {
        wrong.add(vector + ", " + form + ": encrypting: " + e);
      }
    }
  }

  /** Parameters may be refused by their own class; no other unchecked exception is an answer. */
  private static boolean fromBelow(Exception e) {
    return e instanceof RuntimeException && !(e instanceof IllegalArgumentException);
  }

  private static byte[] joined(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  /** New ciphers that are ready for the message. */
  interface Ciphers {
    Cipher of(int mode) throws GeneralSecurityException;
  }

  /** GCM and CCM. */
  record Aead(String algorithm, String mode) implements WycheproofCheck {
    private String transformation() {
      return algorithm + "/" + mode + "/NoPadding";
    }

    @Override
    public boolean isOffered(Provider provider) {
      return offers(provider, transformation());
    }

    @Override
    public boolean isExpectedOnQueues(Offload offload) {
      return takes(offload, algorithm + "_" + mode);
    }

    @Override
    public void run(Provider provider, Vector vector, List<String> wrong)
        throws GeneralSecurityException {
      byte[] sealed = joined(vector.bytes("ct"), vector.bytes("tag"));
      for (Form form : Form.values()) {
        bothWays(
            vector,
            form,
            direction -> {
              Cipher cipher = Cipher.getInstance(transformation(), provider);
              cipher.init(
                  direction,
                  new SecretKeySpec(vector.bytes("key"), algorithm),
                  new GCMParameterSpec(vector.number("tagSize"), vector.bytes("iv")));
              cipher.updateAAD(vector.bytes("aad"));
              return cipher;
            },
            sealed,
            wrong);
      }
    }
  }

  /** CBC with padding, and XTS, whose tweak is a sector's number with zeros behind it. */
  record Block(String algorithm, String mode, String padding) implements WycheproofCheck {
    /** Two halves of 192 bits, which IEEE 1619 does not have. */
    private static final int FOREIGN_XTS_KEY_BYTES = 48;

    @Override
    public Optional<String> notOffered(Vector vector) {
      boolean foreign = mode.equals("XTS") && vector.bytes("key").length == FOREIGN_XTS_KEY_BYTES;
      return foreign ? Optional.of("XTS with AES-192 is not in IEEE 1619") : Optional.empty();
    }

    private String transformation() {
      return algorithm + "/" + mode + "/" + padding;
    }

    @Override
    public boolean isOffered(Provider provider) {
      return offers(provider, transformation());
    }

    @Override
    public boolean isExpectedOnQueues(Offload offload) {
      return takes(offload, algorithm + "_" + mode);
    }

    @Override
    public void run(Provider provider, Vector vector, List<String> wrong)
        throws GeneralSecurityException {
      byte[] iv = vector.bytes("iv");
      AlgorithmParameterSpec parameters =
          new IvParameterSpec(mode.equals("XTS") ? Arrays.copyOf(iv, 16) : iv);
      for (Form form : Form.values()) {
        bothWays(
            vector,
            form,
            direction -> {
              Cipher cipher = Cipher.getInstance(transformation(), provider);
              cipher.init(direction, new SecretKeySpec(vector.bytes("key"), algorithm), parameters);
              return cipher;
            },
            vector.bytes("ct"),
            wrong);
      }
    }
  }

  /** A key of any length: SecretKeySpec has no empty one. */
  record RawKey(String algorithm, byte[] bytes) implements SecretKey {
    private static final long serialVersionUID = 1L;

    @Override
    public String getAlgorithm() {
      return algorithm;
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

  /** HMAC; its tag may be shorter than what the hash gives. */
  record OfMac(String algorithm) implements WycheproofCheck {
    @Override
    public boolean isOffered(Provider provider) {
      return provider.getService("Mac", algorithm) != null;
    }

    @Override
    public boolean isExpectedOnQueues(Offload offload) {
      String hash = algorithm.substring(4).replace("SHA", "SHA_").replace('/', '_');
      return takes(offload, "HMAC_" + hash);
    }

    @Override
    public void run(Provider provider, Vector vector, List<String> wrong)
        throws GeneralSecurityException {
      byte[] message = vector.bytes("msg");
      byte[] tag = vector.bytes("tag");
      Mac mac = Mac.getInstance(algorithm, provider);
      mac.init(new RawKey(algorithm, vector.bytes("key")));
      byte[] whole = Arrays.copyOf(mac.doFinal(message), tag.length);
      mac.update(message, 0, message.length / 2);
      mac.update(ByteBuffer.wrap(message, message.length / 2, message.length - message.length / 2));
      byte[] pieces = Arrays.copyOf(mac.doFinal(), tag.length);
      if (!Arrays.equals(whole, pieces)) {
        wrong.add(vector + ": whole " + hex(whole) + ", in pieces " + hex(pieces));
      }
      if (Arrays.equals(tag, whole) == vector.isInvalid()) {
        wrong.add(vector + ": " + hex(whole));
      }
    }
  }
}
