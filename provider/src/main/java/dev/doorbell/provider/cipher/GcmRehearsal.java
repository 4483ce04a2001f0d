package dev.doorbell.provider.cipher;

import java.security.GeneralSecurityException;
import java.security.Provider;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * GCM: sealing in parts and whole, opening from one array into another and in place.
 *
 * <p>Everything is played that the JDK's code decides on: a way that was never gone is left out of
 * the compiled code, and the first application to go it would make all of that invalid again.
 */
final class GcmRehearsal implements Rehearsal {
  /** The shortest input that GaloisCounterMode of JDK 25 gives to the combined AES and GHASH. */
  private static final int PIECE_BYTES = 512;

  private static final int PARTS = 3;
  private static final int TAIL_BYTES = 31;

  /** How often the ways are gone that few applications go: once so many rounds each. */
  private static final int RARE = 16;

  /** GaloisCounterMode.TRIGGERLEN: what its compiled Java code treats in another way. */
  private static final int LONG_BYTES = 64 << 10;

  private static final int LONG_EVERY = 512;

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
  private final byte[] in = new byte[PIECE_BYTES + TAIL_BYTES];
  private final byte[] out = new byte[2 * PIECE_BYTES];
  private final byte[] message;
  private final Cipher seal;
  private final Cipher open;

  GcmRehearsal(Provider library, WarmUp.Budget budget) throws GeneralSecurityException {
    this.library = library;
    this.budget = budget;
    seal = Cipher.getInstance("AES/GCM/NoPadding", library);
    seal.init(Cipher.ENCRYPT_MODE, key, parameters());
    message = seal.doFinal(in, 0, PIECE_BYTES + 1);
    open = Cipher.getInstance("AES/GCM/NoPadding", library);
    open.init(Cipher.DECRYPT_MODE, key, parameters());
  }

  private GCMParameterSpec parameters() {
    return new GCMParameterSpec(128, nonce);
  }

  @Override
  public void round(int n) throws GeneralSecurityException {
    nextNonce();
    seal.init(Cipher.ENCRYPT_MODE, key, parameters());
    if (n % RARE == 1) {
      seal.updateAAD(in, 0, n / RARE % TAIL_BYTES);
    }
    if (n % RARE == 2) {
      seal.update(in, 0, n / RARE % TAIL_BYTES, out, 0);
    }
    for (int i = 0; i < PARTS; i++) {
      seal.update(in, 0, PIECE_BYTES, out, 0);
    }
    seal.doFinal(in, 0, ((n & 3) > 0 ? PIECE_BYTES : 0) + n % TAIL_BYTES, out, 0);
    if (n % 8 == 0) {
      System.arraycopy(message, 0, out, 0, message.length);
      open.doFinal(out, 0, message.length, out, 0);
    } else {
      open.doFinal(message, 0, message.length, out, 0);
    }
    if (n % LONG_EVERY == LONG_EVERY / 4) {
      longPart(n / LONG_EVERY % SPLIT_EVERY == 0);
    }
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
      cipher.update(data, 0, done, data, 0);
      long spent = budget.wallNs() - before;
      if (next > data.length || spent * (next / done) > budget.leftNs() / 4) {
        return;
      }
      done = next;
    }
    cipher.update(data, 0, done, data, 0);
  }
}
