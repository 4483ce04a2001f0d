package org.example.programs;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.Deflater;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;

/**
 * Apache Commons Compress, which calls Deflater and Inflater itself: {@code Archiver ZIP GZIP
 * NUMBER_OF_FILES}.
 */
public final class Archiver {
  private Archiver() {}

  public static void main(String[] args) throws IOException {
    int files = Integer.parseInt(args[2]);
    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(Path.of(args[0]))) {
      zip.setLevel(Deflater.BEST_COMPRESSION);
      for (int i = 0; i < files; i++) {
        zip.putArchiveEntry(new ZipArchiveEntry("file" + i));
        zip.write(Samples.content(i, 5_000));
        zip.closeArchiveEntry();
      }
    }
    GzipParameters parameters = new GzipParameters();
    parameters.setCompressionLevel(6);
    try (OutputStream out = Files.newOutputStream(Path.of(args[1]));
        OutputStream gzip = new GzipCompressorOutputStream(out, parameters)) {
      for (int i = 0; i < files; i++) {
        gzip.write(Samples.content(i, 5_000));
      }
    }
    long bytes = 0;
    try (InputStream in = Files.newInputStream(Path.of(args[0]));
        ZipArchiveInputStream zip = new ZipArchiveInputStream(in)) {
      while (zip.getNextEntry() != null) {
        bytes += zip.readAllBytes().length;
      }
    }
    try (InputStream in = Files.newInputStream(Path.of(args[1]));
        InputStream gzip = new GzipCompressorInputStream(in)) {
      bytes += gzip.readAllBytes().length;
    }
    System.out.println(bytes + " bytes");
  }
}
