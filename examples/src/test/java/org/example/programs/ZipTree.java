package org.example.programs;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Zips many files and reads the archive again: {@code ZipTree ARCHIVE NUMBER_OF_FILES}. */
public final class ZipTree {
  private ZipTree() {}

  public static void main(String[] args) throws IOException {
    Path archive = Path.of(args[0]);
    int files = Integer.parseInt(args[1]);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(archive));
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (int i = 0; i < files; i++) {
        zip.putNextEntry(new ZipEntry("folder" + i / 100 + "/file" + i));
        zip.write(Samples.content(i, 100 + i * 7 % 20_000));
        zip.closeEntry();
      }
    }
    long bytes = 0;
    int entries = 0;
    try (InputStream in = Files.newInputStream(archive);
        ZipInputStream zip = new ZipInputStream(in)) {
      while (zip.getNextEntry() != null) {
        bytes += zip.readAllBytes().length;
        entries++;
      }
    }
    System.out.println(entries + " entries, " + bytes + " bytes");
  }
}
