package dev.doorbell.examples.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SplittableRandom;

/** Bytes of any length that no other length begins with the same block of: the load. */
final class Content {
  private static final int BLOCK_BYTES = 64 << 10;

  private Content() {}

  /** Writes {@code length} bytes to {@code out}. */
  static void write(long length, OutputStream out) throws IOException {
    byte[] block = new byte[BLOCK_BYTES];
    new SplittableRandom(length).nextBytes(block);
    for (long done = 0; done < length; ) {
      // No two blocks alike: one that is lost, doubled or in another's place is seen.
      for (int i = 0; i < Long.BYTES; i++) {
        block[i] = (byte) (done >>> 8 * i);
      }
      int n = (int) Math.min(BLOCK_BYTES, length - done);
      out.write(block, 0, n);
      done += n;
    }
  }

  /** SHA-256 of {@code length} bytes of {@link #write}, in hexadecimal. */
  static String sha256(long length) throws IOException {
    MessageDigest digest = sha256();
    write(
        length,
        new OutputStream() {
          @Override
          public void write(int b) {
            digest.update((byte) b);
          }

          @Override
          public void write(byte[] bytes, int offset, int n) {
            digest.update(bytes, offset, n);
          }
        });
    return hex(digest);
  }

  /**
   * Reads {@code length} bytes, or to the end of the stream if there are fewer; returns their
   * SHA-256.
   */
  static String sha256(InputStream in, long length) throws IOException {
    MessageDigest digest = sha256();
    byte[] block = new byte[BLOCK_BYTES];
    for (long left = length; left > 0; ) {
      int n = in.read(block, 0, (int) Math.min(BLOCK_BYTES, left));
      if (n < 0) {
        break;
      }
      digest.update(block, 0, n);
      left -= n;
    }
    return hex(digest);
  }

  private static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
