package dev.doorbell.examples;

import dev.doorbell.codec.OffloadGZIPOutputStream;
import dev.doorbell.offload.Offload;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Makes a .gz of a file that any gunzip reads, and says where the jobs ran: {@code CompressFile
 * SOURCE TARGET}.
 */
public final class CompressFile {
  private CompressFile() {}

  public static void main(String[] args) throws IOException {
    if (args.length != 2) {
      System.err.println("usage: CompressFile SOURCE TARGET");
      System.exit(2);
    }
    try (OutputStream out =
        new OffloadGZIPOutputStream(Files.newOutputStream(Path.of(args[1])), 64 << 10)) {
      Files.copy(Path.of(args[0]), out);
    }
    Offload.shared().counters().forEach(System.out::println);
  }
}
