package dev.doorbell.bench.codec;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The first 64 MiB of what the running JDK's home has: its sources, one after the other by name,
 * and its machine and byte code.
 */
public enum Corpus {
  /** {@code lib/src.zip}, unpacked. */
  TEXT {
    @Override
    void write(Path home, OutputStream out) throws IOException {
      try (ZipFile zip = new ZipFile(home.resolve("lib/src.zip").toFile())) {
        List<? extends ZipEntry> files =
            zip.stream()
                .filter(entry -> !entry.isDirectory())
                .sorted(Comparator.comparing(ZipEntry::getName))
                .toList();
        long left = MOST_BYTES;
        for (ZipEntry file : files) {
          byte[] bytes = zip.getInputStream(file).readNBytes((int) left);
          out.write(bytes);
          left -= bytes.length;
        }
      }
    }
  },
  /** {@code lib/modules}. */
  BINARY {
    @Override
    void write(Path home, OutputStream out) throws IOException {
      try (InputStream in = Files.newInputStream(home.resolve("lib/modules"))) {
        out.write(in.readNBytes(MOST_BYTES));
      }
    }
  };

  static final int MOST_BYTES = 64 << 20;

  /** So many messages of each size below the largest. */
  static final int PLACES = 8;

  abstract void write(Path home, OutputStream out) throws IOException;

  /**
   * Messages of {@code bytes} each, from places all over the corpus, which is kept in a file
   * between two forks.
   */
  byte[][] messages(int bytes) {
    byte[] all = read();
    int places = bytes == MOST_BYTES ? 1 : PLACES;
    byte[][] messages = new byte[places][];
    for (int i = 0; i < places; i++) {
      int at = places == 1 ? 0 : (int) ((long) i * (all.length - bytes) / (places - 1));
      messages[i] = Arrays.copyOfRange(all, at, at + bytes);
    }
    return messages;
  }

  private byte[] read() {
    Path file =
        Path.of(
            System.getProperty("java.io.tmpdir"),
            "doorbell-corpus-" + Runtime.version().feature() + "-" + name());
    try {
      if (!Files.exists(file)) {
        Path part = Files.createTempFile("doorbell-corpus", "part");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part))) {
          write(Path.of(System.getProperty("java.home")), out);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      }
      byte[] data = Files.readAllBytes(file);
      if (data.length != MOST_BYTES) {
        throw new IllegalStateException(
            file
                + " has "
                + data.length
                + " bytes, wanted: "
                + MOST_BYTES
                + "; is lib/src.zip of this JDK there?");
      }
      return data;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
