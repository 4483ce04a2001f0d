package dev.doorbell.offload.device.twin;

/** The two formats of the doorbell register (ref 2.4). */
final class DoorbellWord {
  static final int SUBMISSION = 0;
  static final int COMPLETION = 1;

  private DoorbellWord() {}

  /**
   * The command of a well-formed word for queue {@code queue} with rings of {@code depth} entries;
   * −1 for anything else.
   */
  static int command(long word, int api, int queue, int depth) {
    int command = (int) (api == 1 ? word >>> 16 & 0xFFFF : word >>> 12 & 0xF);
    int number = (int) (api == 1 ? word & 0xFFFF : word & 0xFFF);
    long tag = api == 1 ? 0 : word >>> 16 & 0xFFFF;
    int priority = (int) (word >>> 48);
    boolean known =
        command == SUBMISSION && priority == 0 || command == COMPLETION && priority <= 1;
    return known && number == queue && tag == 0 && index(word) < depth ? command : -1;
  }

  /** New tail of a submission, new head of a completion doorbell. */
  static int index(long word) {
    return (int) (word >>> 32 & 0xFFFF);
  }
}
