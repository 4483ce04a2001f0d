package dev.doorbell.codec;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;

/**
 * What {@link java.util.zip.ZipInputStream} unreads is what its buffer held too much, which is more
 * than the JDK's 512 bytes only where an entry's header lies about its size.
 */
final class GrowingPushbackStream extends PushbackInputStream {
  private static final int JDK_BYTES = 512;

  GrowingPushbackStream(InputStream in) {
    super(in, JDK_BYTES);
  }

  @Override
  public void unread(byte[] b, int off, int len) throws IOException {
    // buf is null after close(): the superclass says so.
    if (buf != null && len > pos) {
      int unread = buf.length - pos;
      byte[] larger = new byte[len + unread];
      System.arraycopy(buf, pos, larger, len, unread);
      buf = larger;
      pos = len;
    }
    super.unread(b, off, len);
  }
}
