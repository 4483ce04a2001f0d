package dev.doorbell.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A folder that is gone when the story ends, also when it is interrupted: its files may be large.
 */
final class TemporaryFolder implements AutoCloseable {
  private final Path path;
  private final Thread cleanup = Thread.ofPlatform().unstarted(this::deleteQuietly);

  TemporaryFolder() throws IOException {
    path = Files.createTempDirectory("doorbell-story");
    Runtime.getRuntime().addShutdownHook(cleanup);
  }

  Path path() {
    return path;
  }

  private void delete() throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(path);
  }

  private void deleteQuietly() {
    try {
      delete();
    } catch (IOException e) {
      System.err.println("left behind: " + path + " (" + e + ")");
    }
  }

  @Override
  public void close() throws IOException {
    Runtime.getRuntime().removeShutdownHook(cleanup);
    delete();
  }
}
