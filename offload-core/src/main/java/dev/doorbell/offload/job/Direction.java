package dev.doorbell.offload.job;

/** Which way a cipher runs. */
public enum Direction {
  ENCRYPT,
  DECRYPT
}
