package dev.doorbell.offload.device.twin;

/** A hash function at work; one message after the other. One thread at a time. */
interface Hash {
  void update(byte[] bytes, int from, int length);

  /** Writes the digest and is ready for the next message. */
  void finish(byte[] to, int at);

  /** Forgets what it was given. */
  void reset();
}
