package dev.doorbell.examples;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;

/**
 * Reads {@link SealedFrames} with any provider's {@code AES/GCM/NoPadding}; returns nothing of a
 * frame whose tag does not match.
 */
final class OpeningInputStream extends InputStream {
  private final DataInputStream in;
  private final Cipher cipher;
  private final SecretKey key;
  private final byte[] prefix = new byte[SealedFrames.PREFIX_BYTES];
  private final byte[] sealed = new byte[SealedFrames.FRAME_BYTES + SealedFrames.TAG_BYTES];
  private final byte[] plain = new byte[SealedFrames.FRAME_BYTES];
  private int position;
  private int limit;
  private long number;
  private boolean last;

  OpeningInputStream(InputStream in, Cipher cipher, SecretKey key) throws IOException {
    this.in = new DataInputStream(in);
    this.cipher = cipher;
    this.key = key;
    this.in.readFully(prefix);
  }

  @Override
  public int read() throws IOException {
    return fill() ? plain[position++] & 0xFF : -1;
  }

  @Override
  public int read(byte[] b, int off, int len) throws IOException {
    if (len == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int n = Math.min(len, limit - position);
    System.arraycopy(plain, position, b, off, n);
    position += n;
    return n;
  }

  private boolean fill() throws IOException {
    while (position == limit) {
      if (last) {
        return false;
      }
      open();
    }
    return true;
  }

  private void open() throws IOException {
    int header = in.readInt();
    int length = header & ~SealedFrames.LAST;
    if (length > SealedFrames.FRAME_BYTES) {
      throw new IOException(
          "frame " + number + ": length=" + length + ", allowed: 0 to " + SealedFrames.FRAME_BYTES);
    }
    last = header < 0;
    in.readFully(sealed, 0, length + SealedFrames.TAG_BYTES);
    if (last && in.read() >= 0) {
      throw new IOException("frame " + number + " is the last, but more follows");
    }
    try {
      SealedFrames.init(cipher, Cipher.DECRYPT_MODE, key, prefix, number, last);
      limit = cipher.doFinal(sealed, 0, length + SealedFrames.TAG_BYTES, plain, 0);
    } catch (GeneralSecurityException e) {
      throw new IOException("frame " + number + " cannot be opened", e);
    }
    position = 0;
    number++;
  }

  @Override
  public int available() {
    return limit - position;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
