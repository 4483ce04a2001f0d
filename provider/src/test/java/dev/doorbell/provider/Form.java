package dev.doorbell.provider;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import javax.crypto.Cipher;

/**
 * One call of update or doFinal, in one of the forms that Cipher has, with buffers of a fixed
 * layout; may be run on several ciphers, each time on fresh buffers.
 */
record Form(Kind kind, byte[] input, int room, int inputOffset, int outputOffset, boolean last) {
  enum Kind {
    /** Returns a new array. */
    RETURNING,
    /** Array to array. */
    ARRAYS,
    /** Array to the same array, at any distance. */
    SAME_ARRAY,
    HEAP_BUFFERS,
    /** Slices of one heap array that overlap. */
    SAME_HEAP_BUFFER,
    DIRECT_BUFFERS,
    /** Slices of one direct buffer that overlap. */
    SAME_DIRECT_BUFFER,
    READ_ONLY_TO_DIRECT,
    DIRECT_TO_HEAP
  }

  /**
   * What a call did that a caller can see.
   *
   * @param returned the number, or the array's text, or the exception's class and message
   * @param memory all of the memory around and in the output
   * @param positions of the input and output buffers
   */
  record Seen(String returned, byte[] memory, String positions) {
    boolean threw() {
      return returned.startsWith("!");
    }

    /** The exception's class. */
    String exception() {
      return returned.substring(1, returned.indexOf(':'));
    }

    /** As {@link #returned}, but of an exception the class only. */
    String outcome() {
      return threw() ? exception() : returned;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Seen seen
          && returned.equals(seen.returned)
          && Arrays.equals(memory, seen.memory)
          && positions.equals(seen.positions);
    }

    @Override
    public int hashCode() {
      return returned.hashCode();
    }

    @Override
    public String toString() {
      return returned + " memory#" + Arrays.hashCode(memory) + " " + positions;
    }
  }

  static Form random(Random random, byte[] input, int room, boolean last) {
    Kind[] kinds = Kind.values();
    Kind kind = kinds[random.nextInt(kinds.length)];
    int inputOffset = random.nextInt(48);
    int outputOffset = random.nextInt(48);
    if (inputOffset - outputOffset >= 32
        && (kind == Kind.SAME_ARRAY || kind == Kind.SAME_HEAP_BUFFER)) {
      // SunJCE itself goes wrong here: CipherCore copies the input for distances below 32 only, and
      // what it has pending runs ahead.
      outputOffset = inputOffset;
    }
    return new Form(kind, input, room, inputOffset, outputOffset, last);
  }

  boolean buffers() {
    return switch (kind) {
      case RETURNING, ARRAYS, SAME_ARRAY -> false;
      default -> true;
    };
  }

  Form with(Kind other) {
    return new Form(other, input, room, inputOffset, outputOffset, last);
  }

  private static final byte GUARD = 0x5A;

  Seen run(Cipher cipher) {
    int size = Math.max(inputOffset + input.length, outputOffset + Math.max(room, 0)) + 8;
    byte[] memory = new byte[size];
    Arrays.fill(memory, GUARD);
    try {
      return switch (kind) {
        case RETURNING -> {
          byte[] in = place(new byte[size]);
          byte[] out =
              last
                  ? cipher.doFinal(in, inputOffset, input.length)
                  : cipher.update(in, inputOffset, input.length);
          yield new Seen(
              out == null ? "null" : out.length + " bytes", out == null ? memory : out, "");
        }
        case ARRAYS ->
            intoArray(cipher, place(new byte[size]), Arrays.copyOf(memory, outputOffset + room));
        case SAME_ARRAY -> intoArray(cipher, place(memory), memory);
        case HEAP_BUFFERS ->
            intoBuffer(
                cipher, in(ByteBuffer.wrap(place(new byte[size]))), out(ByteBuffer.wrap(memory)));
        case SAME_HEAP_BUFFER ->
            intoBuffer(cipher, in(ByteBuffer.wrap(place(memory))), out(ByteBuffer.wrap(memory)));
        case DIRECT_BUFFERS ->
            intoBuffer(cipher, in(direct(place(new byte[size]))), out(direct(memory)));
        case SAME_DIRECT_BUFFER -> {
          ByteBuffer both = direct(place(memory));
          yield intoBuffer(cipher, in(both.duplicate()), out(both.duplicate()));
        }
        case READ_ONLY_TO_DIRECT ->
            intoBuffer(
                cipher,
                in(ByteBuffer.wrap(place(new byte[size]))).asReadOnlyBuffer(),
                out(direct(memory)));
        case DIRECT_TO_HEAP ->
            intoBuffer(cipher, in(direct(place(new byte[size]))), out(ByteBuffer.wrap(memory)));
      };
    } catch (Exception e) {
      return failure(e, memory, "");
    }
  }

  private static Seen failure(Exception e, byte[] memory, String positions) {
    return new Seen("!" + e.getClass().getName() + ": " + e.getMessage(), memory, positions);
  }

  private Seen intoArray(Cipher cipher, byte[] in, byte[] out) throws Exception {
    // Without room for it in the array, the end of the array is the limit; SAME_ARRAY has whatever
    // room there is.
    try {
      int n =
          last
              ? cipher.doFinal(in, inputOffset, input.length, out, outputOffset)
              : cipher.update(in, inputOffset, input.length, out, outputOffset);
      return new Seen(Integer.toString(n), out, "");
    } catch (Exception e) {
      return failure(e, out, "");
    }
  }

  private Seen intoBuffer(Cipher cipher, ByteBuffer in, ByteBuffer out) throws Exception {
    try {
      int n = last ? cipher.doFinal(in, out) : cipher.update(in, out);
      return new Seen(Integer.toString(n), contents(out), in + " " + out);
    } catch (Exception e) {
      return failure(e, contents(out), in + " " + out);
    }
  }

  private static byte[] contents(ByteBuffer buffer) {
    ByteBuffer whole = buffer.duplicate().clear();
    byte[] bytes = new byte[whole.remaining()];
    whole.get(bytes);
    return bytes;
  }

  private byte[] place(byte[] memory) {
    System.arraycopy(input, 0, memory, inputOffset, input.length);
    return memory;
  }

  private static ByteBuffer direct(byte[] memory) {
    return ByteBuffer.allocateDirect(memory.length).put(memory).clear();
  }

  private ByteBuffer in(ByteBuffer buffer) {
    return buffer.position(inputOffset).limit(inputOffset + input.length);
  }

  /** A slice, so that position 0 is not the memory's start. */
  private ByteBuffer out(ByteBuffer buffer) {
    int start = outputOffset / 2;
    return buffer.slice(start, outputOffset + room - start).position(outputOffset - start);
  }

  @Override
  public String toString() {
    return (last ? "doFinal " : "update ")
        + kind
        + " "
        + input.length
        + " bytes, room "
        + room
        + ", at "
        + inputOffset
        + " to "
        + outputOffset;
  }
}
