package dev.doorbell.kerneltest;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/**
 * The kernel's own way to its ciphers, AF_ALG: one operation is a sendmsg and a read. For
 * comparison only.
 */
final class AlgSocket implements AutoCloseable {
  private static final int AF_ALG = 38;
  private static final int SOCK_SEQPACKET = 5;
  private static final int SOL_ALG = 279;
  private static final int SET_KEY = 1;
  private static final int SET_IV = 2;
  private static final int SET_OP = 3;
  private static final int SET_ASSOC = 4;

  private static final MethodHandle SOCKET =
      handle("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle BIND =
      handle("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle SETSOCKOPT =
      handle(
          "setsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle ACCEPT =
      handle("accept", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
  private static final MethodHandle SENDMSG =
      handle("sendmsg", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle READ =
      handle("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));

  private final Arena arena = Arena.ofShared();
  private final int algorithm;
  private final int operation;
  private final MemorySegment message;
  private final MemorySegment input;
  private final MemorySegment output;
  private final int outputBytes;

  @SuppressWarnings("restricted") // a comparison that production code does not make
  private static MethodHandle handle(String name, FunctionDescriptor type) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type);
  }

  /**
   * @param name as in /proc/crypto, e.g. {@code cbc(aes)}; type is skcipher, or aead with a tag of
   *     16 bytes and no AAD
   */
  AlgSocket(String type, String name, byte[] key, byte[] iv, byte[] plain) {
    try {
      MemorySegment address = arena.allocate(88, 8);
      address.set(JAVA_SHORT, 0, (short) AF_ALG);
      MemorySegment.copy(
          type.getBytes(StandardCharsets.US_ASCII), 0, address, JAVA_BYTE, 2, type.length());
      MemorySegment.copy(
          name.getBytes(StandardCharsets.US_ASCII), 0, address, JAVA_BYTE, 24, name.length());
      algorithm = check("socket", (int) SOCKET.invokeExact(AF_ALG, SOCK_SEQPACKET, 0));
      check("bind " + name, (int) BIND.invokeExact(algorithm, address, 88));
      MemorySegment nativeKey = arena.allocateFrom(JAVA_BYTE, key);
      check(
          "key", (int) SETSOCKOPT.invokeExact(algorithm, SOL_ALG, SET_KEY, nativeKey, key.length));
      if (type.equals("aead")) {
        check(
            "tag size",
            (int) SETSOCKOPT.invokeExact(algorithm, SOL_ALG, 5, MemorySegment.NULL, 16));
      }
      operation =
          check(
              "accept",
              (int) ACCEPT.invokeExact(algorithm, MemorySegment.NULL, MemorySegment.NULL));
      input = arena.allocateFrom(JAVA_BYTE, plain);
      outputBytes = plain.length + (type.equals("aead") ? 16 : 0);
      output = arena.allocate(outputBytes);
      message = message(iv);
    } catch (Throwable e) {
      throw new AssertionError("AF_ALG " + name, e);
    }
  }

  private static int check(String what, int result) {
    if (result < 0) {
      throw new AssertionError(what + " failed");
    }
    return result;
  }

  private MemorySegment message(byte[] iv) {
    MemorySegment control = arena.allocate(24 + 24 + 16 + (4 + iv.length + 7 & ~7), 8);
    header(control, 0, 4, SET_OP).set(JAVA_INT, 16, 1);
    header(control, 24, 4, SET_ASSOC).set(JAVA_INT, 16, 0);
    MemorySegment ivPart = header(control, 48, 4 + iv.length, SET_IV);
    ivPart.set(JAVA_INT, 16, iv.length);
    MemorySegment.copy(iv, 0, ivPart, JAVA_BYTE, 20, iv.length);
    MemorySegment vector = arena.allocate(16, 8);
    vector.set(ADDRESS, 0, input);
    vector.set(JAVA_LONG, 8, input.byteSize());
    MemorySegment header = arena.allocate(56, 8);
    header.set(ADDRESS, 16, vector);
    header.set(JAVA_LONG, 24, 1);
    header.set(ADDRESS, 32, control);
    header.set(JAVA_LONG, 40, control.byteSize());
    return header;
  }

  private static MemorySegment header(MemorySegment control, long at, int dataBytes, int type) {
    MemorySegment part = control.asSlice(at);
    part.set(JAVA_LONG, 0, 16 + dataBytes);
    part.set(JAVA_INT, 8, SOL_ALG);
    part.set(JAVA_INT, 12, type);
    return part;
  }

  /** Encrypts the plaintext once more. */
  void run() {
    try {
      long sent = (long) SENDMSG.invokeExact(operation, message, 0);
      long got = (long) READ.invokeExact(operation, output, (long) outputBytes);
      if (sent != input.byteSize() || got != outputBytes) {
        throw new AssertionError("sent=" + sent + ", got=" + got);
      }
    } catch (Throwable e) {
      throw new AssertionError("AF_ALG", e);
    }
  }

  byte[] result() {
    return output.toArray(JAVA_BYTE);
  }

  @Override
  public void close() {
    Guest.CALLS.close(operation);
    Guest.CALLS.close(algorithm);
    arena.close();
  }
}
