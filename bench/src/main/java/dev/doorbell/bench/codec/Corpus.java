package dev.doorbell.bench.codec;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The first 64 MiB of what the running JDK's home has: its sources, one after the other by name, and its machine and byte code. */
public enum Corpus {
  /** {@code lib/src.zip}, unpacked. */
  TEXT {
    @Override
    void write(Path home, OutputStream out) throws IOException {
      try (ZipFile zip = new ZipFile(home.resolve("lib/src.zip").toFile())) {
        List<? extends ZipEntry> files =
            zip.stream().filter(entry -> !entry.isDirectory()).sorted(Comparator.comparing(ZipEntry::getName)).toList();
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

  abstract void write(Path home, OutputStream out) throws IOException;

  /** The first {@code bytes} of the corpus, which is kept in a file between two forks. */
  byte[] read(int bytes) {
    Path file = Path.of(System.getProperty("java.io.tmpdir"), "doorbell-corpus-" + Runtime.version().feature() + "-" + name());
    try {
      if (!Files.exists(file)) {
        Path part = Files.createTempFile("doorbell-corpus", "part");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part))) {
          write(Path.of(System.getProperty("java.home")), out);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      }
      try (InputStream in = Files.newInputStream(file)) {
        byte[] data = in.readNBytes(bytes);
        if (data.length < bytes) {
          throw new IllegalStateException(file + " has " + data.length + " bytes, wanted: " + bytes + "; is lib/src.zip of this JDK there?");
        }
        return data;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
