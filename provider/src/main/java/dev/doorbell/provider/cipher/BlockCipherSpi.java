package dev.doorbell.provider.cipher;

import dev.doorbell.offload.Offload;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Locale;
import javax.crypto.BadPaddingException;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.NoSuchPaddingException;
import javax.crypto.ShortBufferException;
import org.jspecify.annotations.Nullable;

/**
 * AES and SM4 as block ciphers. ECB, CBC, CTR, CTS, CFB128 and OFB128 run as jobs where the new
 * data is large enough; every other mode of the JDK's is passed on to the software cipher, so that
 * {@code AES} of this provider lacks nothing that SunJCE's has.
 *
 * <p>A call takes the way of jobs only if it can end well: what has too little room, or a wrong
 * length, goes to the software cipher untouched, which then throws what it always throws.
 */
final class BlockCipherSpi extends SoftwareBackedSpi {
  /**
   * Null where all work is the software cipher's: before there is one, in a mode that has no jobs,
   * and with a library that nothing can be run around.
   */
  private @Nullable BlockStream stream;

  /**
   * For a service that leaves mode and padding to {@link #engineSetMode} and {@link
   * #engineSetPadding}; until then ECB and PKCS5.
   */
  BlockCipherSpi(Offload offload, String algorithm) {
    super(offload, new Transformation(algorithm, "ECB", "PKCS5Padding"));
  }

  BlockCipherSpi(Offload offload, Transformation transformation)
      throws NoSuchAlgorithmException, NoSuchPaddingException {
    super(offload, transformation);
    takeSoftware();
  }

  @Override
  protected void engineSetMode(String mode) throws NoSuchAlgorithmException {
    transformation =
        new Transformation(
            transformation.algorithm(), mode.toUpperCase(Locale.ROOT), transformation.padding());
  }

  @Override
  protected void engineSetPadding(String padding) throws NoSuchPaddingException {
    String mode = transformation.mode();
    String name =
        switch (padding.toUpperCase(Locale.ROOT)) {
          case "NOPADDING" -> "NoPadding";
          case "PKCS5PADDING", "PKCS7PADDING" -> "PKCS5Padding";
          case "ISO10126PADDING" -> "ISO10126Padding";
          default -> throw new NoSuchPaddingException("Padding: " + padding + " not implemented");
        };
    transformation = new Transformation(transformation.algorithm(), mode, name);
    if (transformation.padded() && (mode.equals("CTR") || mode.equals("CTS"))) {
      // Said here because the library behind SunJCE might know such a thing.
      throw new NoSuchPaddingException(mode + " mode must be used with NoPadding");
    }
    try {
      takeSoftware();
    } catch (NoSuchAlgorithmException e) {
      throw (NoSuchPaddingException) new NoSuchPaddingException(e.getMessage()).initCause(e);
    }
  }

  @Override
  boolean prepare() {
    stream = BlockStream.of(offload, software(), transformation);
    return stream != null;
  }

  @Override
  void begin(int opmode, Key key, int tagBits) {
    if (stream != null) {
      stream.begin(opmode, key);
    }
  }

  @Override
  void end() {
    if (stream != null) {
      stream.end();
    }
  }

  @Override
  void settle() {
    if (stream != null) {
      stream.catchUp();
    }
  }

  /**
   * What {@code n} bytes of input may be jobs of; null where they are too few, or there is none.
   */
  private @Nullable BlockStream jobs(int n) {
    return n >= floor ? stream : null;
  }

  private boolean offered(BlockStream jobs, int n, boolean last) {
    if (!jobs.ready()) {
      suspend();
      return false;
    }
    return jobs.offered(n, last, floor);
  }

  private static MemorySegment slice(byte[] array, int offset, int length) {
    return MemorySegment.ofArray(array).asSlice(offset, length);
  }

  @Override
  protected byte @Nullable [] engineUpdate(byte[] input, int inputOffset, int inputLen) {
    BlockStream jobs = jobs(inputLen);
    if (jobs != null && offered(jobs, inputLen, false)) {
      byte[] output = new byte[(int) jobs.emits(inputLen)];
      jobs.run(slice(input, inputOffset, inputLen), MemorySegment.ofArray(output));
      return output;
    }
    settle();
    byte[] output = software().update(input, inputOffset, inputLen);
    passed(inputLen, output == null ? 0 : output.length);
    return output;
  }

  @Override
  protected int engineUpdate(
      byte[] input, int inputOffset, int inputLen, byte @Nullable [] output, int outputOffset)
      throws ShortBufferException {
    BlockStream jobs = jobs(inputLen);
    if (jobs != null
        && output != null
        && output.length - outputOffset >= jobs.emits(inputLen)
        && offered(jobs, inputLen, false)) {
      return jobs.run(slice(input, inputOffset, inputLen), rest(output, outputOffset));
    }
    settle();
    int produced = software().update(input, inputOffset, inputLen, output, outputOffset);
    passed(inputLen, produced);
    return produced;
  }

  private void passed(int inputBytes, int outputBytes) {
    if (stream != null) {
      stream.passed(inputBytes, outputBytes);
    }
  }

  private static MemorySegment rest(byte[] array, int offset) {
    return slice(array, offset, array.length - offset);
  }

  @Override
  protected int engineUpdate(ByteBuffer input, ByteBuffer output) throws ShortBufferException {
    int n = input.remaining();
    BlockStream jobs = jobs(n);
    // CipherSpi asks for the room of a doFinal here, too.
    if (jobs != null && output.remaining() >= jobs.finalBytes(n) && offered(jobs, n, false)) {
      int written = jobs.run(MemorySegment.ofBuffer(input), MemorySegment.ofBuffer(output));
      advance(input, output, written);
      return written;
    }
    settle();
    int produced = software().update(input, output);
    passed(n, produced);
    return produced;
  }

  private static void advance(ByteBuffer input, ByteBuffer output, int written) {
    input.position(input.limit());
    output.position(output.position() + written);
  }

  @Override
  protected byte[] engineDoFinal(byte @Nullable [] input, int inputOffset, int inputLen)
      throws IllegalBlockSizeException, BadPaddingException {
    BlockStream jobs = jobs(inputLen);
    if (jobs != null
        && input != null
        && jobs.canFinish(inputLen)
        && offered(jobs, inputLen, true)) {
      return finish(
          jobs, slice(input, inputOffset, inputLen), new byte[(int) jobs.finalBytes(inputLen)]);
    }
    settle();
    try {
      byte[] output =
          input == null ? software().doFinal() : software().doFinal(input, inputOffset, inputLen);
      finished();
      return output;
    } catch (GeneralSecurityException | RuntimeException e) {
      failed();
      throw e;
    }
  }

  @Override
  protected int engineDoFinal(
      byte @Nullable [] input,
      int inputOffset,
      int inputLen,
      byte @Nullable [] output,
      int outputOffset)
      throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
    BlockStream jobs = jobs(inputLen);
    if (jobs != null
        && input != null
        && output != null
        && output.length - outputOffset >= jobs.finalBytes(inputLen)
        && jobs.canFinish(inputLen)
        && offered(jobs, inputLen, true)) {
      return finish(jobs, slice(input, inputOffset, inputLen), rest(output, outputOffset));
    }
    settle();
    try {
      int produced =
          input == null
              ? software().doFinal(output, outputOffset)
              : software().doFinal(input, inputOffset, inputLen, output, outputOffset);
      finished();
      return produced;
    } catch (ShortBufferException unchanged) {
      throw unchanged;
    } catch (GeneralSecurityException | RuntimeException e) {
      failed();
      throw e;
    }
  }

  @Override
  protected int engineDoFinal(ByteBuffer input, ByteBuffer output)
      throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
    int n = input.remaining();
    BlockStream jobs = jobs(n);
    if (jobs != null
        && output.remaining() >= jobs.finalBytes(n)
        && jobs.canFinish(n)
        && offered(jobs, n, true)) {
      int written;
      try {
        written = finish(jobs, MemorySegment.ofBuffer(input), MemorySegment.ofBuffer(output));
      } catch (BadPaddingException e) {
        if (!input.hasArray()) {
          // CipherSpi has drained such a buffer by the time that the padding is looked at.
          input.position(input.limit());
        }
        throw e;
      }
      advance(input, output, written);
      return written;
    }
    settle();
    try {
      int produced = software().doFinal(input, output);
      finished();
      return produced;
    } catch (ShortBufferException unchanged) {
      throw unchanged;
    } catch (GeneralSecurityException | RuntimeException e) {
      failed();
      throw e;
    }
  }

  private void finished() {
    if (stream != null) {
      stream.finishedInSoftware();
    }
    resume();
  }

  private void failed() {
    suspend();
    if (stream != null) {
      stream.failedInSoftware();
    }
  }

  private byte[] finish(BlockStream jobs, MemorySegment input, byte[] output)
      throws IllegalBlockSizeException, BadPaddingException {
    if (!jobs.opensPadding()) {
      finish(jobs, input, MemorySegment.ofArray(output));
      return output;
    }
    try {
      return Arrays.copyOf(output, open(jobs, input, output));
    } finally {
      Arrays.fill(output, (byte) 0);
    }
  }

  private int finish(BlockStream jobs, MemorySegment input, MemorySegment output)
      throws IllegalBlockSizeException, BadPaddingException {
    if (!jobs.opensPadding()) {
      int written = jobs.run(input, output);
      written += jobs.finish(output.asSlice(written));
      resume();
      return written;
    }
    byte[] staged = new byte[(int) jobs.finalBytes((int) input.byteSize())];
    try {
      int written = open(jobs, input, staged);
      MemorySegment.copy(staged, 0, output, ValueLayout.JAVA_BYTE, 0, written);
      return written;
    } finally {
      Arrays.fill(staged, (byte) 0);
    }
  }

  /**
   * Decrypts and unpads into memory of ours: the caller's changes only when the padding is right,
   * as with SunJCE.
   */
  private int open(BlockStream jobs, MemorySegment input, byte[] staged)
      throws IllegalBlockSizeException, BadPaddingException {
    byte[] before = jobs.pendingBytes();
    byte[] lastBlock =
        input.asSlice(input.byteSize() - Emission.BLOCK).toArray(ValueLayout.JAVA_BYTE);
    MemorySegment output = MemorySegment.ofArray(staged);
    int written = jobs.run(input, output);
    try {
      written += jobs.finish(output.asSlice(written));
    } catch (IllegalBlockSizeException | BadPaddingException e) {
      suspend();
      jobs.failed(before, lastBlock);
      throw e;
    }
    resume();
    return written;
  }

  @Override
  protected byte @Nullable [] engineGetIV() {
    return stream != null && stream.hasOwnIv() ? stream.callersIv() : software().getIV();
  }

  @Override
  protected @Nullable AlgorithmParameters engineGetParameters() {
    return stream != null && stream.hasOwnIv()
        ? stream.callersParameters()
        : software().getParameters();
  }

  @Override
  protected void engineUpdateAAD(byte[] source, int offset, int length) {
    software().updateAAD(source, offset, length);
  }

  @Override
  protected void engineUpdateAAD(ByteBuffer source) {
    software().updateAAD(source);
  }
}
