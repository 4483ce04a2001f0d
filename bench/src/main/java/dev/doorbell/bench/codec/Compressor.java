package dev.doorbell.bench.codec;

import java.io.IOException;

/**
 * One way to compress a whole message again and again; holds what its users would keep between two
 * messages.
 */
interface Compressor extends AutoCloseable {
  /**
   * @return bytes of the result
   */
  long compress(byte[] data) throws IOException;

  @Override
  default void close() {}
}
