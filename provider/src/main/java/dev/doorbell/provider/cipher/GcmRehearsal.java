package dev.doorbell.provider.cipher;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.Provider;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * GCM: sealing in parts and whole, opening from one buffer into another and in place.
 *
 * <p>What computes is called often, and what lies between it and the application seldom: the
 * compiler takes methods into their caller's code only while they are not large compiled methods
 * themselves, and an application with short messages needs that. So many pieces go through one
 * {@code update}, and everything through byte buffers: the methods for arrays know of none of these
 * calls. And every way through the shared code is gone: one that was not is left out of what is
 * compiled, and the first application to go it would make all of that invalid again.
 */
final class GcmRehearsal implements Rehearsal {
  /** The shortest input that GaloisCounterMode of JDK 25 gives to the combined AES and GHASH. */
  private static final int PIECE_BYTES = 512;

  private static final int PARTS = 16;

  /** For that many pieces, messages in one of so many rounds are enough. */
  private static final int PLAYS_EVERY = 4;

  private static final int TAIL_BYTES = 31;

  /** How often the ways are gone that few applications go: once so many messages each. */
  private static final int RARE = 16;

  /** GaloisCounterMode.TRIGGERLEN: what its compiled Java code treats in another way. */
  private static final int LONG_BYTES = 64 << 10;

  private static final int LONG_EVERY = 128;

  /**
   * GaloisCounterMode.SPLIT_LEN: what is longer goes to the combined code in pieces of that, with
   * or without something left.
   */
  private static final int SPLIT_BYTES = 1 << 20;

  /** Of the long ones, how many are that long. */
  private static final int SPLIT_EVERY = 3;

  private final Provider library;
  private final WarmUp.Budget budget;
  private final SecretKeySpec key = new SecretKeySpec(new byte[16], "AES");
  private final byte[] nonce = new byte[12];

  /** Direct, because of those the JDK makes pieces. */
  private final ByteBuffer parts = ByteBuffer.allocateDirect(PARTS * PIECE_BYTES);

  private final ByteBuffer sealedParts = ByteBuffer.allocateDirect((PARTS + 1) * PIECE_BYTES);
  private final ByteBuffer plain = ByteBuffer.allocate(PIECE_BYTES + TAIL_BYTES);
  private final ByteBuffer sealed = ByteBuffer.allocate(2 * PIECE_BYTES);
  private final ByteBuffer message;
  private final Cipher seal;
  private final Cipher open;

  GcmRehearsal(Provider library, WarmUp.Budget budget) throws GeneralSecurityException {
    this.library = library;
    this.budget = budget;
    seal = Cipher.getInstance("AES/GCM/NoPadding", library);
    seal.init(Cipher.ENCRYPT_MODE, key, parameters());
    message = ByteBuffer.wrap(seal.doFinal(plain.array(), 0, PIECE_BYTES + 1));
    open = Cipher.getInstance("AES/GCM/NoPadding", library);
    open.init(Cipher.DECRYPT_MODE, key, parameters());
  }

  private GCMParameterSpec parameters() {
    return new GCMParameterSpec(128, nonce);
  }

  @Override
  public void round(int n) throws GeneralSecurityException {
    if (n % PLAYS_EVERY == 0) {
      messages(n / PLAYS_EVERY);
    }
  }

  private void messages(int n) throws GeneralSecurityException {
    nextNonce();
    seal.init(Cipher.ENCRYPT_MODE, key, parameters());
    if (n % RARE == 1) {
      seal.updateAAD(plain.array(), 0, n / RARE % TAIL_BYTES);
    }
    if (n % RARE == 2) {
      seal.update(first(plain, n / RARE % TAIL_BYTES), sealed.clear());
    }
    seal.update(parts.clear(), sealedParts.clear());
    // One in four is too short for the combined code.
    int whole = n % 4 == 0 ? 0 : PIECE_BYTES;
    seal.doFinal(first(plain, whole + n % TAIL_BYTES), sealed.clear());
    if (n % 8 == 0) {
      sealed.clear().put(message.clear());
      open.doFinal(sealed.flip(), ByteBuffer.wrap(sealed.array()));
    } else {
      open.doFinal(message.clear(), sealed.clear());
    }
    if (n % LONG_EVERY == LONG_EVERY / 4) {
      longPart(n / LONG_EVERY % SPLIT_EVERY == 0);
    }
  }

  private static ByteBuffer first(ByteBuffer buffer, int bytes) {
    return buffer.clear().limit(bytes);
  }

  private void nextNonce() {
    for (int i = 0; i < nonce.length && ++nonce[i] == 0; i++) {
      // Carries.
    }
  }

  /**
   * As much as the first part of it shows that there is time for: much less where nothing is
   * compiled.
   */
  private void longPart(boolean split) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", library);
    cipher.init(Cipher.ENCRYPT_MODE, key, parameters());
    byte[] data = new byte[split ? 2 * SPLIT_BYTES : LONG_BYTES];
    int done = PIECE_BYTES;
    for (int next :
        new int[] {8 * PIECE_BYTES, LONG_BYTES, SPLIT_BYTES + PIECE_BYTES, 2 * SPLIT_BYTES}) {
      long before = budget.wallNs();
      inPlace(cipher, data, done);
      long spent = budget.wallNs() - before;
      if (next > data.length || spent * (next / done) > budget.leftNs() / 4) {
        return;
      }
      done = next;
    }
    inPlace(cipher, data, done);
  }

  private static void inPlace(Cipher cipher, byte[] data, int bytes)
      throws GeneralSecurityException {
    cipher.update(ByteBuffer.wrap(data, 0, bytes), ByteBuffer.wrap(data));
  }
}
