package dev.doorbell.examples;

import dev.doorbell.codec.OffloadGZIPOutputStream;
import dev.doorbell.offload.Offload;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Compresses a log while it is written, readable along the way, and says where the jobs ran: {@code
 * SERVICE | GzipLog TARGET.gz}. Any gunzip reads the target, as far as it goes.
 */
public final class GzipLog {
  private static final int CHUNK_BYTES = 64 << 10;

  private GzipLog() {}

  public static void main(String[] args) throws IOException {
    if (args.length != 1) {
      System.err.println("usage: SERVICE | GzipLog TARGET.gz");
      System.exit(2);
    }
    try (OutputStream file = Files.newOutputStream(Path.of(args[0]))) {
      compress(System.in, file);
    }
    WhereJobsRan.print(Offload.shared(), System.out);
  }

  /** To the end of {@code log}; closes {@code target}. */
  static void compress(InputStream log, OutputStream target) throws IOException {
    boolean syncFlush = true;
    try (OutputStream gzip = new OffloadGZIPOutputStream(target, CHUNK_BYTES, syncFlush)) {
      byte[] chunk = new byte[CHUNK_BYTES];
      for (int n; (n = log.read(chunk)) >= 0; ) {
        gzip.write(chunk, 0, n);
        if (log.available() == 0) {
          // The service pauses: whoever follows the file shall see all that it said. While it does
          // not, the stream gathers whole pieces, which compress better.
          gzip.flush();
        }
      }
    }
  }
}
