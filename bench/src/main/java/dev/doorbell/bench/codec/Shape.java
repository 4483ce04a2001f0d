package dev.doorbell.bench.codec;

/** How the data comes. */
public enum Shape {
  /** All in one input, into one output, with a codec that is reset between messages. */
  ONE_SHOT,
  /** In 64 KiB writes to a stream that is made for the message. */
  STREAM
}
