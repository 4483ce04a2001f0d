package dev.doorbell.agent;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes {@link ClassRewriter}'s changes where they are nothing but other constants: the operands of
 * {@code new} and of constructors' calls, and the superclass. New constants go behind the others,
 * so no byte that follows them moves against another, and offsets, stack maps and lengths stay. An
 * application that starts with a handful of such classes does not wait for the class file API,
 * whose first use takes longer than the start of the whole agent. Constructor references are the
 * API's.
 *
 * <p>Reads the format of JVMS chapter 4. Whatever is malformed ends in an {@link
 * IndexOutOfBoundsException} or in null. One class file, one thread.
 */
final class InPlaceRewriter {
  /** Of JDK 1.2: before it, code had another layout for a while. */
  private static final int LEAST_VERSION = 46;

  private static final int UTF8 = 1;
  private static final int CLASS = 7;
  private static final int METHODREF = 10;
  private static final int NAME_AND_TYPE = 12;
  private static final int METHOD_HANDLE = 15;
  private static final int NEW_INVOKE_SPECIAL = 8;

  private static final int NEW = 187;
  private static final int INVOKESPECIAL = 183;
  private static final int TABLESWITCH = 170;
  private static final int LOOKUPSWITCH = 171;
  private static final int WIDE = 196;
  private static final int IINC = 132;

  /**
   * Bytes of an instruction (JVMS section 6.5), by opcode; 0 for those that vary, and for what is
   * none.
   */
  private static final byte[] LENGTHS = lengths();

  private final byte[] bytes;

  /** Where each constant's tag is; 0 for none. */
  private final int[] offsets;

  private final int poolEnd;
  private final Sites sites = new Sites();

  /** The constant that takes a constant's place in an instruction, or 0. */
  private final int[] inPlaceOf;

  private byte[] added = new byte[256];
  private int addedBytes;
  private int constants;

  InPlaceRewriter(byte[] bytes) {
    this.bytes = bytes;
    constants = u2(8);
    offsets = new int[constants];
    int at = 10;
    for (int i = 1; i < constants; i++) {
      offsets[i] = at;
      int tag = bytes[at];
      at += tag == UTF8 ? 3 + u2(at + 1) : ConstantPoolScan.size(tag);
      if (tag == 5 || tag == 6) {
        i++;
      }
    }
    poolEnd = at;
    inPlaceOf = new int[constants];
  }

  private static byte[] lengths() {
    byte[] lengths = new byte[256];
    Arrays.fill(lengths, 0, 202, (byte) 1);
    for (int two : new int[] {16, 18, 21, 22, 23, 24, 25, 54, 55, 56, 57, 58, 169, 188}) {
      lengths[two] = 2;
    }
    Arrays.fill(lengths, 153, 169, (byte) 3); // if…, goto, jsr
    Arrays.fill(lengths, 178, 185, (byte) 3); // fields, invokevirtual to invokestatic
    for (int three : new int[] {17, 19, 20, IINC, NEW, 189, 192, 193, 198, 199}) {
      lengths[three] = 3;
    }
    lengths[197] = 4; // multianewarray
    for (int five : new int[] {185, 186, 200, 201}) { // invokeinterface, invokedynamic, …_w
      lengths[five] = 5;
    }
    lengths[TABLESWITCH] = 0;
    lengths[LOOKUPSWITCH] = 0;
    lengths[WIDE] = 0;
    return lengths;
  }

  /**
   * The changed class, or null where this is not the place to make the changes.
   *
   * @throws IndexOutOfBoundsException for a malformed class file
   */
  static @Nullable Rewriting rewrite(byte[] bytes) {
    InPlaceRewriter rewriter = new InPlaceRewriter(bytes);
    return rewriter.u2(6) >= LEAST_VERSION && rewriter.addConstants() ? rewriter.rewrite() : null;
  }

  /**
   * Whether anything in the class constructs a replaced one.
   *
   * @throws IndexOutOfBoundsException for a malformed class file
   */
  static boolean isCandidate(byte[] bytes) {
    InPlaceRewriter rewriter = new InPlaceRewriter(bytes);
    for (int i = 1; i < rewriter.constants; i++) {
      if (rewriter.replacedOwner(i) != null) {
        return true;
      }
    }
    return false;
  }

  /**
   * False for a class with constructor references, and one that has no place for more constants.
   */
  private boolean addConstants() {
    int count = constants;
    for (int i = 1; i < count; i++) {
      if (tag(i) == METHOD_HANDLE
          && bytes[offsets[i] + 1] == NEW_INVOKE_SPECIAL
          && replacedOwner(u2(offsets[i] + 2)) != null) {
        return false;
      }
    }
    for (int i = 1; i < count; i++) {
      String owner = tag(i) == METHODREF ? replacedOwner(i) : null;
      if (owner != null) {
        int type = u2(offsets[i] + 1);
        if (inPlaceOf[type] == 0) {
          inPlaceOf[type] = addClass(owner);
        }
        add(METHODREF, inPlaceOf[type], u2(offsets[i] + 3));
        inPlaceOf[i] = constants++;
      }
    }
    return constants <= 0xFFFF;
  }

  private int addClass(String jdkName) {
    String ours = Replacements.of(jdkName);
    byte[] name = String.valueOf(ours).getBytes(ISO_8859_1);
    room(3 + name.length);
    added[addedBytes++] = UTF8;
    addU2(name.length);
    System.arraycopy(name, 0, added, addedBytes, name.length);
    addedBytes += name.length;
    int utf8 = constants++;
    room(3);
    added[addedBytes++] = CLASS;
    addU2(utf8);
    return constants++;
  }

  private void add(int tag, int first, int second) {
    room(5);
    added[addedBytes++] = (byte) tag;
    addU2(first);
    addU2(second);
  }

  private void room(int n) {
    if (added.length - addedBytes < n) {
      added = Arrays.copyOf(added, 2 * added.length + n);
    }
  }

  private void addU2(int value) {
    added[addedBytes++] = (byte) (value >> 8);
    added[addedBytes++] = (byte) value;
  }

  /** The replaced class whose constructor this is, or null. */
  private @Nullable String replacedOwner(int method) {
    if (tag(method) != METHODREF) {
      return null;
    }
    int nameAndType = u2(offsets[method] + 3);
    if (tag(nameAndType) != NAME_AND_TYPE || !isConstructor(u2(offsets[nameAndType] + 1))) {
      return null;
    }
    return replacedClass(u2(offsets[method] + 1));
  }

  private boolean isConstructor(int name) {
    return tag(name) == UTF8 && utf8(name).equals("<init>");
  }

  private @Nullable String replacedClass(int type) {
    if (tag(type) != CLASS || tag(u2(offsets[type] + 1)) != UTF8) {
      return null;
    }
    String name = utf8(u2(offsets[type] + 1));
    return Replacements.of(name) == null ? null : name;
  }

  private String utf8(int constant) {
    int at = offsets[constant];
    return new String(bytes, at + 3, u2(at + 1), ISO_8859_1);
  }

  private int tag(int constant) {
    return offsets[constant] == 0 ? 0 : bytes[offsets[constant]];
  }

  private Rewriting rewrite() {
    byte[] out = new byte[bytes.length + addedBytes];
    System.arraycopy(bytes, 0, out, 0, poolEnd);
    System.arraycopy(added, 0, out, poolEnd, addedBytes);
    System.arraycopy(bytes, poolEnd, out, poolEnd + addedBytes, bytes.length - poolEnd);
    put(out, 8, constants);
    int superclass = u2(poolEnd + 4);
    String extended = superclass == 0 ? null : replacedClass(superclass);
    if (extended != null) {
      if (inPlaceOf[superclass] == 0) {
        throw new IndexOutOfBoundsException("a superclass without a constructor that is called");
      }
      put(out, poolEnd + addedBytes + 4, inPlaceOf[superclass]);
    }
    int at = poolEnd + 8 + 2 * u2(poolEnd + 6);
    int fields = u2(at);
    at += 2;
    for (int i = 0; i < fields; i++) {
      at = member(at, out);
    }
    int methods = u2(at);
    at += 2;
    for (int i = 0; i < methods; i++) {
      at = member(at, out);
    }
    return new Rewriting(
        out,
        sites.counts(),
        extended == null ? null : Replacements.simpleName(extended),
        sites.kept());
  }

  /** A field or a method from {@code at} on; returns where the next one is. */
  private int member(int at, byte[] out) {
    int attributes = u2(at + 6);
    int next = at + 8;
    for (int i = 0; i < attributes; i++) {
      if (utf8(u2(next)).equals("Code")) {
        code(next + 14, s4(next + 10), out);
      }
      // Never backwards, or a hostile class would keep its loader here for ever.
      next += 6 + Objects.checkIndex(s4(next + 2), bytes.length);
    }
    return next;
  }

  private void code(int start, int length, byte[] out) {
    int end = Objects.checkFromIndexSize(start, length, bytes.length) + length;
    int at = start;
    while (at < end) {
      int opcode = bytes[at] & 0xFF;
      if (opcode == NEW || opcode == INVOKESPECIAL) {
        int constant = u2(at + 1);
        int other = inPlaceOf[constant];
        if (other != 0) {
          put(out, at + addedBytes + 1, other);
          if (opcode == NEW) {
            sites.add(utf8(u2(offsets[constant] + 1)));
          }
        }
      }
      at += instructionBytes(at, start, opcode);
    }
  }

  private int instructionBytes(int at, int start, int opcode) {
    int operands = at + 4 - (at - start) % 4; // of a switch: at the next multiple of four
    int n =
        switch (opcode) {
          case TABLESWITCH -> operands - at + 12 + 4 * (s4(operands + 8) - s4(operands + 4) + 1);
          case LOOKUPSWITCH -> operands - at + 8 + 8 * s4(operands + 4);
          case WIDE -> (bytes[at + 1] & 0xFF) == IINC ? 6 : 4;
          default -> LENGTHS[opcode];
        };
    if (n <= 0) {
      throw new IndexOutOfBoundsException("opcode=" + opcode);
    }
    return n;
  }

  private int u2(int at) {
    return (bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF);
  }

  private int s4(int at) {
    return u2(at) << 16 | u2(at + 2);
  }

  private static void put(byte[] out, int at, int value) {
    out[at] = (byte) (value >> 8);
    out[at + 1] = (byte) value;
  }
}
