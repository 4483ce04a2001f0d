package dev.doorbell.agent;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * Whether a class names one of the replaced classes at all: one pass over the constant pool's bytes
 * (JVMS section 4.4), without parsing or allocating anything. All classes of an application come
 * through here; hardly any of them go on.
 */
final class ConstantPoolScan {
  private static final int COUNT_OFFSET = 8;
  private static final int FIRST_ENTRY_OFFSET = 10;

  /** Where "zip" starts in the replaced classes' names. */
  private static final int PACKAGE_LETTER = "java/util/".length();

  private ConstantPoolScan() {}

  /**
   * @param bytes a class file; of a malformed one the JVM is going to complain itself
   * @return false if no constant is the internal name of a replaced class
   */
  static boolean mentions(byte[] bytes) {
    int count = u2(bytes, COUNT_OFFSET);
    int at = FIRST_ENTRY_OFFSET;
    for (int i = 1; i < count; i++) {
      switch (bytes[at]) {
        case 1 -> { // Utf8
          int length = u2(bytes, at + 1);
          // Two letters first: what the JIT compiler gets to see is then small, and its work is
          // most of
          // what the scan costs an application that starts.
          if (length >= Replacements.SHORTEST
              && length <= Replacements.LONGEST
              && bytes[at + 3] == 'j'
              && bytes[at + 3 + PACKAGE_LETTER] == 'z'
              && isReplaced(bytes, at + 3, length)) {
            return true;
          }
          at += 3 + length;
        }
        case 7, 8, 16, 19, 20 -> at += 3; // Class, String, MethodType, Module, Package
        case 15 -> at += 4; // MethodHandle
        case 3, 4, 9, 10, 11, 12, 17, 18 ->
            at += 5; // int, float, members, NameAndType, dynamic ones
        case 5, 6 -> { // long, double: two numbers each
          at += 9;
          i++;
        }
        default -> {
          return false;
        }
      }
    }
    return false;
  }

  /**
   * Bytes of a constant that is no Utf8.
   *
   * @throws IndexOutOfBoundsException for a tag that is none
   */
  static int size(int tag) {
    return switch (tag) {
      case 7, 8, 16, 19, 20 -> 3;
      case 15 -> 4;
      case 3, 4, 9, 10, 11, 12, 17, 18 -> 5;
      case 5, 6 -> 9;
      default -> throw new IndexOutOfBoundsException("tag=" + tag);
    };
  }

  private static boolean isReplaced(byte[] bytes, int at, int length) {
    return Replacements.of(new String(bytes, at, length, ISO_8859_1)) != null;
  }

  private static int u2(byte[] bytes, int at) {
    return (bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF);
  }
}
