package dev.doorbell.provider.cipher;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.job.AeadJob;
import dev.doorbell.offload.job.Direction;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.job.Outcome;
import dev.doorbell.provider.memory.GatheredBytes;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.NoSuchPaddingException;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * The authenticated modes whose rules are Bouncy Castle's: CCM of AES and SM4, and SM4's GCM. CCM
 * needs the whole message before it can begin (SP 800-38C: its length is in the first block), so it
 * is gathered here, as there, and every message is a job; so is a GCM message that is decrypted,
 * because nothing of it may be shown before its tag was checked. A GCM message that is encrypted in
 * parts is the software cipher's from its first part on.
 *
 * <p>Byte buffers come by the forms of {@code CipherSpi}, which Bouncy Castle leaves as they are.
 */
final class GatheringAeadSpi extends SoftwareBackedSpi {
  private static final byte[] NOTHING = {};

  private final boolean ccm;
  private final Operation operation;
  private final SessionKey key;
  private final GatheredBytes data = new GatheredBytes();
  private final GatheredBytes aad = new GatheredBytes();
  private final JobResult result = new JobResult();
  private boolean encrypt;
  private int tagBytes;
  private byte[] nonce = NOTHING;

  /** Parameters of a kind that only the library knows: it does all of the work. */
  private boolean foreign;

  /** The software cipher has this message, or knows that its nonce is used up. */
  private boolean inSoftware;

  /** A job used up the nonce, which the software cipher does not know yet. */
  private boolean spent;

  /**
   * @param operation the transformation's
   */
  GatheringAeadSpi(Offload offload, Transformation transformation, Operation operation)
      throws NoSuchAlgorithmException, NoSuchPaddingException {
    super(offload, transformation);
    ccm = transformation.mode().equals("CCM");
    this.operation = operation;
    key = new SessionKey(transformation.keyAlgorithm());
    takeSoftware();
  }

  @Override
  protected void engineSetMode(String mode) throws NoSuchAlgorithmException {
    if (!mode.equalsIgnoreCase(transformation.mode())) {
      throw new NoSuchAlgorithmException("mode=" + mode + ", allowed: " + transformation.mode());
    }
  }

  @Override
  protected void engineSetPadding(String padding) throws NoSuchPaddingException {
    if (!padding.equalsIgnoreCase("NoPadding")) {
      throw new NoSuchPaddingException("Only NoPadding can be used with AEAD modes.");
    }
  }

  @Override
  boolean prepare() {
    return gathers();
  }

  @Override
  boolean gathers() {
    return software().getProvider().getName().equals("BC");
  }

  @Override
  protected void engineInit(int opmode, @Nullable Key newKey, @Nullable SecureRandom random)
      throws InvalidKeyException {
    foreign = false;
    super.engineInit(opmode, newKey, random);
    checkKey(newKey);
  }

  @Override
  protected void engineInit(
      int opmode,
      @Nullable Key newKey,
      @Nullable AlgorithmParameterSpec parameters,
      @Nullable SecureRandom random)
      throws InvalidKeyException, InvalidAlgorithmParameterException {
    foreign =
        parameters != null
            && !(parameters instanceof GCMParameterSpec)
            && !(parameters instanceof IvParameterSpec);
    super.engineInit(opmode, newKey, parameters, random);
    checkKey(newKey);
  }

  @Override
  protected void engineInit(
      int opmode,
      @Nullable Key newKey,
      @Nullable AlgorithmParameters parameters,
      @Nullable SecureRandom random)
      throws InvalidKeyException, InvalidAlgorithmParameterException {
    foreign = false;
    super.engineInit(opmode, newKey, parameters, random);
    checkKey(newKey);
  }

  /** Bouncy Castle's CCM looks at the key's length when the first message ends. */
  private void checkKey(@Nullable Key newKey) throws InvalidKeyException {
    try {
      engineGetKeySize(newKey);
    } catch (InvalidKeyException e) {
      end();
      throw e;
    }
  }

  @Override
  void begin(int opmode, Key newKey, int tagBits) {
    encrypt = opmode == Cipher.ENCRYPT_MODE;
    int some = 64;
    int sealed = software().getOutputSize(some);
    tagBytes = encrypt ? sealed - some : some - sealed;
    nonce = software().getIV();
    inSoftware = foreign;
    key.replace(newKey);
  }

  @Override
  void end() {
    key.destroy();
    data.clear();
    aad.clear();
    nonce = NOTHING;
    inSoftware = true;
    spent = false;
  }

  @Override
  void settle() {
    if (!spent) {
      return;
    }
    spent = false;
    inSoftware = true;
    try {
      Arrays.fill(software().doFinal(), (byte) 0);
    } catch (GeneralSecurityException impossible) {
      throw new ProviderException("software cipher refuses an empty message", impossible);
    }
  }

  /** Whether this object has the message, and no other one. */
  private boolean mine() {
    settle();
    return !inSoftware && (ccm || !encrypt);
  }

  private void intoSoftware() {
    settle();
    if (aad.size() > 0) {
      software().updateAAD(aad.array(), 0, aad.size());
      aad.clear();
    }
    inSoftware = true;
  }

  @Override
  protected int engineGetOutputSize(int inputLen) {
    return mine() ? finalBytes(inputLen) : software().getOutputSize(inputLen);
  }

  private int finalBytes(int inputLen) {
    int total = Math.addExact(data.size(), inputLen);
    return encrypt ? Math.addExact(total, tagBytes) : Math.max(0, total - tagBytes);
  }

  @Override
  protected void engineUpdateAAD(byte[] source, int offset, int length) {
    if (gathersAad()) {
      aad.append(source, offset, length);
    } else {
      software().updateAAD(source, offset, length);
    }
  }

  @Override
  protected void engineUpdateAAD(ByteBuffer source) {
    if (gathersAad()) {
      aad.append(source);
    } else {
      software().updateAAD(source);
    }
  }

  private boolean gathersAad() {
    settle();
    if (!ccm && !foreign && data.size() > 0) {
      // Bouncy Castle takes it and computes a tag that nobody else would.
      throw new IllegalStateException("Update has been called; no more AAD data");
    }
    return !inSoftware;
  }

  @Override
  protected byte @Nullable [] engineUpdate(byte[] input, int inputOffset, int inputLen) {
    if (mine()) {
      data.append(input, inputOffset, inputLen);
      return null;
    }
    intoSoftware();
    return software().update(input, inputOffset, inputLen);
  }

  @Override
  protected int engineUpdate(
      byte[] input, int inputOffset, int inputLen, byte @Nullable [] output, int outputOffset)
      throws ShortBufferException {
    if (mine()) {
      data.append(input, inputOffset, inputLen);
      return 0;
    }
    intoSoftware();
    return software().update(input, inputOffset, inputLen, output, outputOffset);
  }

  @Override
  protected byte[] engineDoFinal(byte @Nullable [] input, int inputOffset, int inputLen)
      throws IllegalBlockSizeException, BadPaddingException {
    if (mine() || offered(inputLen)) {
      byte[] output = new byte[finalBytes(inputLen)];
      run(input, inputOffset, inputLen, MemorySegment.ofArray(output));
      return output;
    }
    intoSoftware();
    return input == null ? software().doFinal() : software().doFinal(input, inputOffset, inputLen);
  }

  @Override
  protected int engineDoFinal(
      byte @Nullable [] input, int inputOffset, int inputLen, byte[] output, int outputOffset)
      throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
    if (mine() || (roomy(inputLen, output, outputOffset) && offered(inputLen))) {
      if (!roomy(inputLen, output, outputOffset)) {
        throw new ShortBufferException("output buffer too short for input.");
      }
      MemorySegment room =
          MemorySegment.ofArray(output).asSlice(outputOffset, output.length - outputOffset);
      return run(input, inputOffset, inputLen, room);
    }
    intoSoftware();
    return input == null
        ? software().doFinal(output, outputOffset)
        : software().doFinal(input, inputOffset, inputLen, output, outputOffset);
  }

  private boolean roomy(int inputLen, byte[] output, int outputOffset) {
    return output.length - outputOffset >= finalBytes(inputLen);
  }

  /** Whether a queue would take a message that is encrypted in one part. */
  private boolean offered(int inputLen) {
    return inputLen >= floor
        && !inSoftware
        && key.material() != null
        && offload.offer(operation, inputLen);
  }

  private int run(byte @Nullable [] input, int inputOffset, int inputLen, MemorySegment output)
      throws BadPaddingException {
    int total = data.size() + inputLen;
    boolean whole = data.size() == 0;
    if (!whole && input != null) {
      data.append(input, inputOffset, inputLen);
    }
    MemorySegment message =
        !whole
            ? data.segment()
            : MemorySegment.ofArray(input == null ? NOTHING : input).asSlice(inputOffset, inputLen);
    boolean done = false;
    try {
      if (!encrypt && total < tagBytes) {
        throw new AEADBadTagException("data too short");
      }
      if (ccm && tooLong(encrypt ? total : total - tagBytes)) {
        throw new IllegalStateException("CCM packet too large for choice of q");
      }
      execute(message, output);
      done = true;
    } finally {
      if (done || !ccm) {
        data.clear();
        aad.clear();
      } else if (whole && input != null) {
        // Bouncy Castle goes on with what it has, until it is initialised again.
        data.append(input, inputOffset, inputLen);
      }
    }
    spent = encrypt && !ccm;
    return (int) result.produced();
  }

  private void execute(MemorySegment message, MemorySegment output) throws AEADBadTagException {
    Direction direction = encrypt ? Direction.ENCRYPT : Direction.DECRYPT;
    AeadJob job =
        new AeadJob(
            operation,
            direction,
            key.knownMaterial(),
            nonce,
            aad.segment(),
            tagBytes,
            message,
            output);
    Outcome outcome = offload.execute(job, result);
    if (outcome == Outcome.Rejected.BAD_TAG) {
      throw new AEADBadTagException("mac check in " + transformation.mode() + " failed");
    }
    if (outcome != Outcome.Done.DONE) {
      throw new ProviderException(
          "outcome="
              + outcome
              + ", allowed for "
              + operation
              + ": "
              + Outcome.Done.DONE
              + ", "
              + Outcome.Rejected.BAD_TAG);
    }
  }

  /** The length field has what the nonce leaves of 15 bytes (SP 800-38C, appendix A.1). */
  private boolean tooLong(int payload) {
    int bits = Byte.SIZE * (15 - nonce.length);
    return bits < Integer.SIZE && payload >>> bits != 0;
  }
}
