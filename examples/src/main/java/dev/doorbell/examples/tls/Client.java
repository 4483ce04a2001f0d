package dev.doorbell.examples.tls;

import java.io.IOException;

/** One of the three that talk to the {@link Server}. */
public interface Client {
  /** For people. */
  String name();

  /** Whether the program is there. */
  boolean isInstalled();

  /**
   * Gets {@code length} bytes in a connection of its own.
   *
   * @return their SHA-256 in hexadecimal
   * @throws IOException for any end of the connection but the right one
   */
  String get(Suite suite, long length) throws IOException, InterruptedException;

  /**
   * Sends {@code length} bytes in a connection of its own.
   *
   * @return what the server says their SHA-256 is
   * @throws IOException for any end of the connection but the right one
   */
  String put(Suite suite, long length) throws IOException, InterruptedException;
}
