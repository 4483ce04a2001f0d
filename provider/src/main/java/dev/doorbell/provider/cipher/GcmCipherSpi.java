package dev.doorbell.provider.cipher;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.job.AeadJob;
import dev.doorbell.offload.job.Direction;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.KeyMaterial;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.job.Outcome;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.ProviderException;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.InvalidParameterSpecException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.NoSuchPaddingException;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * AES-GCM (NIST SP 800-38D). A message that arrives whole in one {@code doFinal} may be a job; one
 * that comes in parts is the software cipher's from its first part on. Additional data waits here
 * until it is known which of the two the message is, so that the software cipher has nothing to
 * forget after a job.
 *
 * <p>After a message was encrypted by a job, the software cipher is made to encrypt an empty one,
 * which is thrown away, when it is asked for anything next: from then on it refuses the nonce as it
 * refuses every used one.
 */
final class GcmCipherSpi extends SoftwareBackedSpi {
  private static final int NONCE_BYTES = 12;
  private static final int DEFAULT_TAG_BITS = 128;
  private static final byte[] NOTHING = {};

  /** A longer buffer for additional data is not kept for the next message. */
  private static final int AAD_TO_KEEP = 4096;

  /** Messages from this size on are the software engine's; 0 where a device has the algorithm. */
  private final int piecesFrom;

  private final JobResult result = new JobResult();
  private boolean encrypt;
  private int tagBytes;
  private final SessionKey key = new SessionKey("AES");

  /** Read from the software cipher before the first job; empty before that. */
  private byte[] nonce = NOTHING;

  private byte[] aad = NOTHING;
  private int aadBytes;

  /** The software cipher has part of this message: the rest is its, too. */
  private boolean inSoftware;

  /** A job used up the nonce, which the software cipher does not know yet. */
  private boolean spent;

  /** For jobs of a device. */
  GcmCipherSpi(Offload offload, Transformation transformation)
      throws NoSuchAlgorithmException, NoSuchPaddingException {
    this(offload, transformation, 0);
  }

  /**
   * @param piecesFrom where no device has the algorithm: messages of so many bytes go to the
   *     software engine, which works on them in pieces
   */
  GcmCipherSpi(Offload offload, Transformation transformation, int piecesFrom)
      throws NoSuchAlgorithmException, NoSuchPaddingException {
    super(offload, transformation);
    this.piecesFrom = piecesFrom;
    takeSoftware();
  }

  @Override
  long smallestJob(Operation operation) {
    return piecesFrom > 0 ? piecesFrom : super.smallestJob(operation);
  }

  @Override
  protected void engineSetMode(String mode) throws NoSuchAlgorithmException {
    if (!mode.equalsIgnoreCase("GCM")) {
      throw new NoSuchAlgorithmException("Mode must be GCM");
    }
  }

  @Override
  protected void engineSetPadding(String padding) throws NoSuchPaddingException {
    if (!padding.equalsIgnoreCase("NoPadding")) {
      throw new NoSuchPaddingException("Padding must be NoPadding");
    }
  }

  @Override
  int tagBits(@Nullable AlgorithmParameterSpec parameters) {
    return parameters instanceof GCMParameterSpec gcm ? gcm.getTLen() : 0;
  }

  @Override
  int tagBits(@Nullable AlgorithmParameters parameters) {
    try {
      return parameters == null ? 0 : parameters.getParameterSpec(GCMParameterSpec.class).getTLen();
    } catch (InvalidParameterSpecException notGcm) {
      return 0;
    }
  }

  @Override
  boolean prepare() {
    // The state after each outcome, below, is SunJCE's; another library keeps all of the work.
    return software().getProvider().getName().equals("SunJCE");
  }

  @Override
  void begin(int opmode, Key newKey, int tagBits) {
    encrypt = opmode == Cipher.ENCRYPT_MODE;
    tagBytes = (tagBits == 0 ? DEFAULT_TAG_BITS : tagBits) / Byte.SIZE;
    key.replace(newKey);
  }

  @Override
  void end() {
    key.destroy();
    nonce = NOTHING;
    forgetAad();
    inSoftware = false;
    spent = false;
  }

  private void forgetAad() {
    aadBytes = 0;
    if (aad.length > AAD_TO_KEEP) {
      aad = NOTHING;
    }
  }

  @Override
  void settle() {
    if (!spent) {
      return;
    }
    spent = false;
    // Only the software cipher knows from here on that the nonce is used up: no job may start
    // behind its back.
    inSoftware = true;
    try {
      Arrays.fill(software().doFinal(), (byte) 0);
    } catch (GeneralSecurityException impossible) {
      throw new ProviderException("software cipher refuses an empty message", impossible);
    }
  }

  /** From here on the message is the software cipher's: hands over what waited. */
  private void intoSoftware() {
    settle();
    if (aadBytes > 0) {
      software().updateAAD(aad, 0, aadBytes);
      forgetAad();
    }
    inSoftware = true;
  }

  /**
   * A decryption begins anew; an encryption needs a new nonce, which the software cipher sees to.
   */
  private void finished() {
    inSoftware = encrypt;
  }

  @Override
  protected void engineUpdateAAD(byte[] source, int offset, int length) {
    if (floor == NEVER || inSoftware || spent) {
      settle();
      software().updateAAD(source, offset, length);
    } else {
      int start = claimAad(length);
      System.arraycopy(source, offset, aad, start, length);
    }
  }

  @Override
  protected void engineUpdateAAD(ByteBuffer source) {
    if (floor == NEVER || inSoftware || spent) {
      settle();
      software().updateAAD(source);
    } else {
      int length = source.remaining();
      int start = claimAad(length);
      source.get(aad, start, length);
    }
  }

  private int claimAad(int length) {
    int start = aadBytes;
    int needed = Math.addExact(start, length);
    if (needed > aad.length) {
      byte[] larger =
          new byte
              [Math.max(
                  needed, Math.max(64, (int) Math.min(2L * aad.length, Integer.MAX_VALUE - 8)))];
      System.arraycopy(aad, 0, larger, 0, start);
      aad = larger;
    }
    aadBytes = needed;
    return start;
  }

  @Override
  protected byte @Nullable [] engineUpdate(byte[] input, int inputOffset, int inputLen) {
    intoSoftware();
    return software().update(input, inputOffset, inputLen);
  }

  @Override
  protected int engineUpdate(
      byte[] input, int inputOffset, int inputLen, byte @Nullable [] output, int outputOffset)
      throws ShortBufferException {
    intoSoftware();
    return software().update(input, inputOffset, inputLen, output, outputOffset);
  }

  @Override
  protected int engineUpdate(ByteBuffer input, ByteBuffer output) throws ShortBufferException {
    intoSoftware();
    return software().update(input, output);
  }

  /**
   * What a whole message of {@code n} bytes comes to; negative for a ciphertext without a whole
   * tag.
   */
  private long finalBytes(int n) {
    return encrypt ? (long) n + tagBytes : n - tagBytes;
  }

  private boolean offered(int n, long room) {
    long needed = finalBytes(n);
    if (inSoftware || spent || needed < 0 || needed > room) {
      return false;
    }
    if (nonce.length == 0) {
      nonce = software().getIV();
    }
    if (nonce.length != NONCE_BYTES || key.material() == null) {
      suspend();
      return false;
    }
    return piecesFrom > 0 || offload.offer(Operation.AES_GCM, n);
  }

  /** Runs the message as a job; returns its bytes, or −1 for a tag that does not match. */
  private int run(MemorySegment input, MemorySegment output) {
    KeyMaterial material = key.knownMaterial();
    MemorySegment additional = MemorySegment.ofArray(aad).asSlice(0, aadBytes);
    Direction direction = encrypt ? Direction.ENCRYPT : Direction.DECRYPT;
    AeadJob job =
        new AeadJob(
            Operation.AES_GCM, direction, material, nonce, additional, tagBytes, input, output);
    Outcome outcome = offload.execute(job, result);
    if (outcome == Outcome.Rejected.BAD_TAG) {
      return -1;
    }
    if (outcome != Outcome.Done.DONE) {
      throw new ProviderException(
          "outcome="
              + outcome
              + ", allowed for AES-GCM: "
              + Outcome.Done.DONE
              + ", "
              + Outcome.Rejected.BAD_TAG);
    }
    forgetAad();
    spent = encrypt;
    return (int) result.produced();
  }

  @Override
  protected byte[] engineDoFinal(byte @Nullable [] input, int inputOffset, int inputLen)
      throws IllegalBlockSizeException, BadPaddingException {
    if (inputLen >= floor && input != null && offered(inputLen, Integer.MAX_VALUE)) {
      byte[] output = new byte[(int) finalBytes(inputLen)];
      if (run(slice(input, inputOffset, inputLen), MemorySegment.ofArray(output)) < 0) {
        // After this form of doFinal SunJCE begins anew.
        forgetAad();
        throw new AEADBadTagException("Tag mismatch");
      }
      return output;
    }
    intoSoftware();
    byte[] output;
    try {
      output =
          input == null ? software().doFinal() : software().doFinal(input, inputOffset, inputLen);
    } finally {
      finished();
    }
    return output;
  }

  @Override
  protected int engineDoFinal(
      byte @Nullable [] input,
      int inputOffset,
      int inputLen,
      byte @Nullable [] output,
      int outputOffset)
      throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
    int room = output == null ? 0 : output.length - outputOffset;
    if (inputLen >= floor && input != null && output != null && offered(inputLen, room)) {
      int produced = run(slice(input, inputOffset, inputLen), slice(output, outputOffset, room));
      if (produced < 0) {
        throw badTag();
      }
      return produced;
    }
    handOver(inputLen, room);
    int produced =
        input == null
            ? software().doFinal(output, outputOffset)
            : software().doFinal(input, inputOffset, inputLen, output, outputOffset);
    finished();
    return produced;
  }

  @Override
  protected int engineDoFinal(ByteBuffer input, ByteBuffer output)
      throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
    int n = input.remaining();
    if (n >= floor && offered(n, output.remaining())) {
      int produced = run(MemorySegment.ofBuffer(input), MemorySegment.ofBuffer(output));
      if (produced < 0) {
        throw badTag();
      }
      input.position(input.limit());
      output.position(output.position() + produced);
      return produced;
    }
    handOver(n, output.remaining());
    int produced = software().doFinal(input, output);
    finished();
    return produced;
  }

  /**
   * Prepares the software cipher for a {@code doFinal}; not for one that fails for lack of room,
   * after which the message is still whole.
   */
  private void handOver(int n, int room) {
    if (inSoftware || finalBytes(n) <= room) {
      intoSoftware();
    } else {
      settle();
    }
  }

  /**
   * Brings the software cipher to where a bad tag leaves it in the forms of {@code doFinal} that
   * write to the caller's buffer: it then takes no additional data until it is initialised again.
   */
  private AEADBadTagException badTag() {
    intoSoftware();
    byte[] noMessage = new byte[tagBytes];
    try {
      software().doFinal(noMessage, 0, tagBytes, noMessage, 0);
    } catch (AEADBadTagException mismatch) {
      return mismatch;
    } catch (GeneralSecurityException impossible) {
      throw new ProviderException("software cipher refuses an empty message", impossible);
    }
    return new AEADBadTagException("Tag mismatch");
  }

  private static MemorySegment slice(byte[] array, int offset, int length) {
    return MemorySegment.ofArray(array).asSlice(offset, length);
  }
}
