package dev.doorbell.codec;

import java.util.Arrays;
import java.util.Random;

/** A fuzzer's bytes in the place of chance; behind their end, chance that follows from them. */
final class ScriptedRandom extends Random {
  private static final long serialVersionUID = 1;

  private final byte[] script;
  private int at;

  ScriptedRandom(byte[] script) {
    super(Arrays.hashCode(script));
    this.script = script;
  }

  @Override
  protected int next(int bits) {
    // Random's constructor does not call it.
    if (at >= script.length) {
      return super.next(bits);
    }
    int value = 0;
    for (int taken = 0; taken < bits; taken += 8) {
      value = value << 8 | (at < script.length ? script[at++] & 0xff : 0);
    }
    return bits == 32 ? value : value & ((1 << bits) - 1);
  }
}
