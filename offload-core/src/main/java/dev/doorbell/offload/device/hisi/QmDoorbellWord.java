package dev.doorbell.offload.device.hisi;

/**
 * The doorbell register of hardware version 2 and later (uacce.md 2.4, format B).
 *
 * <pre>
 *  63        48 47        32 31      16 15    12 11 10 9        0
 *  | priority  |   index    | tag = 0  | command | 0  | queue    |
 * </pre>
 */
final class QmDoorbellWord {
  /** Of the register, in region 0. */
  static final long OFFSET = 0x1000;

  private static final long COMMAND_SQ = 0L << 12;
  private static final long COMMAND_CQ = 1L << 12;
  private static final int QUEUE_MASK = 0x3FF;

  private QmDoorbellWord() {}

  /**
   * @param tail the slot after the last filled one
   */
  static long submission(int queue, int tail) {
    return (long) tail << 32 | COMMAND_SQ | queue & QUEUE_MASK;
  }

  /**
   * @param head the next entry to be read
   * @param armInterrupt ask for an interrupt at the next completion
   */
  static long completion(int queue, int head, boolean armInterrupt) {
    return (armInterrupt ? 1L << 48 : 0) | (long) head << 32 | COMMAND_CQ | queue & QUEUE_MASK;
  }
}
