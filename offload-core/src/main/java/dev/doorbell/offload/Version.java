package dev.doorbell.offload;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** The version of this build, as Maven wrote it into a resource. */
final class Version {
  private static final String TEXT = read();

  private Version() {}

  /**
   * Such as 0.1.0; {@code unknown} where the resource was lost, in a repackaged jar for instance.
   */
  static String text() {
    return TEXT;
  }

  private static String read() {
    Properties properties = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException | IllegalArgumentException unreadable) {
      // Not worth a word: the start line will say "unknown".
    }
    return properties.getProperty("version", "unknown");
  }
}
