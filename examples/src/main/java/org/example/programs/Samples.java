package org.example.programs;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Content that anybody can make again from its number. */
public final class Samples {
  private static final String[] WORDS = {
    "queue",
    "doorbell",
    "ring",
    "the",
    "of",
    "and",
    "descriptor",
    "completion",
    "software",
    "a",
    "kernel",
    "page",
    "binding"
  };

  private Samples() {}

  /** Text of roughly {@code bytes} bytes, every fifth one with noise in it. */
  public static byte[] content(int number, int bytes) {
    Random random = new Random(number);
    StringBuilder text = new StringBuilder(bytes + 20);
    while (text.length() < bytes) {
      text.append(WORDS[random.nextInt(WORDS.length)]).append(random.nextInt(20) == 0 ? '\n' : ' ');
      if (number % 5 == 0) {
        text.append(Long.toHexString(random.nextLong()));
      }
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }
}
