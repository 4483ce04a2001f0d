package dev.doorbell.examples.tls;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Heads of requests and responses (RFC 9112 section 2). */
final class Http {
  private static final int MOST_HEAD_BYTES = 8192;

  /**
   * @param contentLength 0 where it was not given
   */
  record Head(String firstLine, long contentLength) {}

  private Http() {}

  static void writeHead(OutputStream out, String firstLine, long contentLength) throws IOException {
    String head =
        firstLine
            + "\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
            + contentLength
            + "\r\n\r\n";
    out.write(head.getBytes(StandardCharsets.US_ASCII));
  }

  /** Reads to the empty line, and no byte further. */
  static Head readHead(InputStream in) throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.length() < 4 || text.lastIndexOf("\r\n\r\n") != text.length() - 4) {
      int b = in.read();
      if (b < 0) {
        throw new EOFException("head ends after " + text.length() + " bytes");
      }
      text.append((char) b);
      if (text.length() > MOST_HEAD_BYTES) {
        throw new IOException(
            "head of more than " + MOST_HEAD_BYTES + " bytes, allowed: 1 to " + MOST_HEAD_BYTES);
      }
    }
    long length = 0;
    String[] lines = text.toString().split("\r\n");
    for (String line : lines) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Long.parseLong(line.substring(line.indexOf(':') + 1).strip());
      }
    }
    return new Head(lines[0], length);
  }
}
