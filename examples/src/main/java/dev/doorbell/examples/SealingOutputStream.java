package dev.doorbell.examples;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;

/** Writes {@link SealedFrames} with any provider's {@code AES/GCM/NoPadding}. */
final class SealingOutputStream extends OutputStream {
  private final DataOutputStream out;
  private final Cipher cipher;
  private final SecretKey key;
  private final byte[] prefix = SealedFrames.newPrefix();
  private final byte[] plain = new byte[SealedFrames.FRAME_BYTES];
  private final byte[] sealed = new byte[SealedFrames.FRAME_BYTES + SealedFrames.TAG_BYTES];
  private int filled;
  private long number;
  private boolean closed;

  SealingOutputStream(OutputStream out, Cipher cipher, SecretKey key) throws IOException {
    this.out = new DataOutputStream(out);
    this.cipher = cipher;
    this.key = key;
    this.out.write(prefix);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] b, int off, int len) throws IOException {
    int done = 0;
    while (done < len) {
      // Only when more comes is the full frame known not to be the last.
      if (filled == plain.length) {
        seal(false);
      }
      int n = Math.min(len - done, plain.length - filled);
      System.arraycopy(b, off + done, plain, filled, n);
      filled += n;
      done += n;
    }
  }

  private void seal(boolean last) throws IOException {
    try {
      SealedFrames.init(cipher, Cipher.ENCRYPT_MODE, key, prefix, number, last);
      int n = cipher.doFinal(plain, 0, filled, sealed, 0);
      out.writeInt(last ? filled | SealedFrames.LAST : filled);
      out.write(sealed, 0, n);
    } catch (GeneralSecurityException e) {
      throw new IOException("frame " + number + " cannot be sealed", e);
    }
    number++;
    filled = 0;
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try (out) {
      seal(true);
    }
  }
}
