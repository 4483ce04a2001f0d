package dev.doorbell.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.airlift.compress.v3.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** Readers of zstd frames that are not ours: in Java, zstd's library, and its command. */
final class ZstdPeers {
  private static final Path COMMAND = Path.of("/usr/bin/zstd");

  private ZstdPeers() {}

  static boolean hasCommand() {
    return Files.isExecutable(COMMAND);
  }

  /** Read back by an implementation in Java and by zstd's own library. */
  static void assertReadBack(byte[] expected, byte[] compressed, String where) throws IOException {
    try (InputStream in = new ZstdInputStream(new ByteArrayInputStream(compressed))) {
      assertArrayEquals(expected, in.readAllBytes(), where);
    }
    assertArrayEquals(expected, withLibrary(compressed), where);
  }

  static byte[] withLibrary(byte[] compressed) throws IOException {
    try (InputStream in =
        new com.github.luben.zstd.ZstdInputStreamNoFinalizer(
            new ByteArrayInputStream(compressed))) {
      return in.readAllBytes();
    }
  }

  /** What can be read of a frame that is not over. */
  static byte[] soFar(byte[] compressed) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (com.github.luben.zstd.ZstdInputStreamNoFinalizer in =
        new com.github.luben.zstd.ZstdInputStreamNoFinalizer(
            new ByteArrayInputStream(compressed))) {
      in.setContinuous(true);
      in.transferTo(all);
    }
    return all.toByteArray();
  }

  static byte[] compressWithLibrary(byte[] data, int level) {
    return com.github.luben.zstd.Zstd.compress(data, level);
  }

  static byte[] command(byte[] input, String... arguments) throws Exception {
    String[] line = new String[arguments.length + 1];
    line[0] = COMMAND.toString();
    System.arraycopy(arguments, 0, line, 1, arguments.length);
    Process process =
        new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(() -> {
          try (var out = process.getOutputStream()) {
            out.write(input);
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
    byte[] output = process.getInputStream().readAllBytes();
    writer.join();
    assertEquals(0, process.waitFor(), String.join(" ", line));
    return output;
  }
}
