package dev.doorbell.provider.cipher;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.job.CipherJob;
import dev.doorbell.offload.job.Direction;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.job.Outcome;
import dev.doorbell.provider.memory.GatheredBytes;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.InvalidParameterSpecException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.CipherSpi;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.NoSuchPaddingException;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.IvParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * AES/XTS/NoPadding (IEEE 1619). A message is one data unit: {@code update} gathers it and {@code
 * doFinal} works on the whole. The parameter is the data unit's 16-byte tweak in an {@link
 * IvParameterSpec}; the key is both halves, 32 or 64 bytes. There is no library whose rules could
 * be kept; where IEEE 1619 says nothing, they are those of SunJCE's AES/CBC/NoPadding.
 */
final class XtsCipherSpi extends CipherSpi {
  private static final int BLOCK = 16;
  private static final byte[] NOTHING = {};

  private final Offload offload;

  /** Where the parameters' encoding comes from. */
  private final Provider library;

  private final SessionKey key = new SessionKey("AES");
  private final GatheredBytes gathered = new GatheredBytes();
  private final JobResult result = new JobResult();
  private Direction direction = Direction.ENCRYPT;
  private byte[] tweak = NOTHING;

  XtsCipherSpi(Offload offload, Provider library) {
    this.offload = offload;
    this.library = library;
  }

  @Override
  protected void engineSetMode(String mode) throws NoSuchAlgorithmException {
    if (!mode.equalsIgnoreCase("XTS")) {
      throw new NoSuchAlgorithmException("mode=" + mode + ", allowed: XTS");
    }
  }

  @Override
  protected void engineSetPadding(String padding) throws NoSuchPaddingException {
    if (!padding.equalsIgnoreCase("NoPadding")) {
      throw new NoSuchPaddingException("padding=" + padding + ", allowed: NoPadding");
    }
  }

  @Override
  protected int engineGetBlockSize() {
    return BLOCK;
  }

  @Override
  protected int engineGetOutputSize(int inputLen) {
    return Math.addExact(gathered.size(), inputLen);
  }

  @Override
  protected byte @Nullable [] engineGetIV() {
    return tweak.length == 0 ? null : tweak.clone();
  }

  @Override
  protected @Nullable AlgorithmParameters engineGetParameters() {
    if (tweak.length == 0) {
      return null;
    }
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("AES", library);
      parameters.init(new IvParameterSpec(tweak));
      return parameters;
    } catch (NoSuchAlgorithmException | InvalidParameterSpecException impossible) {
      throw new ProviderException(library.getName() + " lacks parameters of AES", impossible);
    }
  }

  @Override
  protected int engineGetKeySize(@Nullable Key newKey) throws InvalidKeyException {
    return XtsKeys.check(XtsKeys.given(newKey)) * Byte.SIZE;
  }

  @Override
  protected void engineInit(int opmode, @Nullable Key newKey, @Nullable SecureRandom random)
      throws InvalidKeyException {
    try {
      engineInit(opmode, newKey, (AlgorithmParameterSpec) null, random);
    } catch (InvalidAlgorithmParameterException e) {
      throw new InvalidKeyException(e.getMessage(), e);
    }
  }

  @Override
  protected void engineInit(
      int opmode,
      @Nullable Key newKey,
      @Nullable AlgorithmParameters parameters,
      @Nullable SecureRandom random)
      throws InvalidKeyException, InvalidAlgorithmParameterException {
    IvParameterSpec spec = null;
    if (parameters != null) {
      try {
        spec = parameters.getParameterSpec(IvParameterSpec.class);
      } catch (InvalidParameterSpecException e) {
        throw new InvalidAlgorithmParameterException("Wrong parameter type: IV expected", e);
      }
    }
    engineInit(opmode, newKey, spec, random);
  }

  @Override
  protected void engineInit(
      int opmode,
      @Nullable Key newKey,
      @Nullable AlgorithmParameterSpec parameters,
      @Nullable SecureRandom random)
      throws InvalidKeyException, InvalidAlgorithmParameterException {
    forget();
    boolean encrypt = opmode == Cipher.ENCRYPT_MODE || opmode == Cipher.WRAP_MODE;
    Key given = XtsKeys.given(newKey);
    XtsKeys.check(given);
    tweak = tweak(parameters, encrypt, random);
    key.replace(given);
    if (key.material() == null) {
      throw new InvalidKeyException("RAW key bytes missing");
    }
    direction = encrypt ? Direction.ENCRYPT : Direction.DECRYPT;
  }

  private void forget() {
    key.destroy();
    gathered.clear();
    tweak = NOTHING;
  }

  private static byte[] tweak(
      @Nullable AlgorithmParameterSpec parameters, boolean encrypt, @Nullable SecureRandom random)
      throws InvalidAlgorithmParameterException {
    if (parameters == null) {
      if (!encrypt) {
        throw new InvalidAlgorithmParameterException("Parameters missing");
      }
      byte[] chosen = new byte[BLOCK];
      (random == null ? new SecureRandom() : random).nextBytes(chosen);
      return chosen;
    }
    if (!(parameters instanceof IvParameterSpec iv)) {
      throw new InvalidAlgorithmParameterException(
          "parameters=" + parameters.getClass().getName() + ", allowed: IvParameterSpec");
    }
    byte[] given = iv.getIV();
    if (given.length != BLOCK) {
      throw new InvalidAlgorithmParameterException(
          "tweak=" + given.length + " bytes, allowed: " + BLOCK);
    }
    return given;
  }

  @Override
  protected byte[] engineUpdate(byte[] input, int inputOffset, int inputLen) {
    gathered.append(input, inputOffset, inputLen);
    return NOTHING;
  }

  @Override
  protected int engineUpdate(
      byte[] input, int inputOffset, int inputLen, byte @Nullable [] output, int outputOffset) {
    gathered.append(input, inputOffset, inputLen);
    return 0;
  }

  @Override
  protected int engineUpdate(ByteBuffer input, ByteBuffer output) {
    gathered.append(input);
    return 0;
  }

  @Override
  protected byte[] engineDoFinal(byte @Nullable [] input, int inputOffset, int inputLen)
      throws IllegalBlockSizeException {
    byte[] output = new byte[checkedTotal(inputLen)];
    run(segment(input, inputOffset, inputLen), MemorySegment.ofArray(output));
    return output;
  }

  @Override
  protected int engineDoFinal(
      byte @Nullable [] input,
      int inputOffset,
      int inputLen,
      byte @Nullable [] output,
      int outputOffset)
      throws ShortBufferException, IllegalBlockSizeException {
    int room = output == null ? 0 : output.length - outputOffset;
    checkRoom(inputLen, room);
    checkedTotal(inputLen);
    return run(segment(input, inputOffset, inputLen), segment(output, outputOffset, room));
  }

  @Override
  protected int engineDoFinal(ByteBuffer input, ByteBuffer output)
      throws ShortBufferException, IllegalBlockSizeException {
    checkRoom(input.remaining(), output.remaining());
    checkedTotal(input.remaining());
    int produced = run(MemorySegment.ofBuffer(input), MemorySegment.ofBuffer(output));
    input.position(input.limit());
    output.position(output.position() + produced);
    return produced;
  }

  private void checkRoom(int inputLen, int room) throws ShortBufferException {
    int needed = engineGetOutputSize(inputLen);
    if (room < needed) {
      throw new ShortBufferException(
          "output=" + Math.max(0, room) + " bytes, allowed: " + needed + " or more");
    }
  }

  /** Before anything changes: after a refusal the data unit goes on. */
  private int checkedTotal(int inputLen) throws IllegalBlockSizeException {
    int total = engineGetOutputSize(inputLen);
    if (total < BLOCK) {
      throw new IllegalBlockSizeException(
          "data unit=" + total + " bytes, allowed: " + BLOCK + " or more");
    }
    return total;
  }

  private static MemorySegment segment(byte @Nullable [] array, int offset, int length) {
    return array == null
        ? MemorySegment.ofArray(NOTHING)
        : MemorySegment.ofArray(array).asSlice(offset, length);
  }

  private int run(MemorySegment last, MemorySegment output) {
    MemorySegment input = last;
    if (gathered.size() > 0) {
      gathered.append(last.asByteBuffer());
      input = gathered.segment();
    }
    CipherJob job =
        new CipherJob(Operation.AES_XTS, direction, key.knownMaterial(), tweak, input, output);
    Outcome outcome = offload.execute(job, result);
    gathered.clear();
    if (outcome != Outcome.Done.DONE) {
      throw new ProviderException(
          "outcome=" + outcome + ", allowed for AES-XTS: " + Outcome.Done.DONE);
    }
    return (int) result.produced();
  }

  @Override
  protected byte[] engineWrap(Key wrapped) throws InvalidKeyException, IllegalBlockSizeException {
    byte[] encoded = wrapped.getEncoded();
    if (encoded == null || encoded.length == 0) {
      throw new InvalidKeyException("Cannot get an encoding of the key to be wrapped");
    }
    try {
      return engineDoFinal(encoded, 0, encoded.length);
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }

  @Override
  protected Key engineUnwrap(byte[] wrapped, String algorithm, int type)
      throws InvalidKeyException, NoSuchAlgorithmException {
    byte[] encoded;
    try {
      encoded = engineDoFinal(wrapped, 0, wrapped.length);
    } catch (IllegalBlockSizeException e) {
      throw new InvalidKeyException("The wrapped key does not have the correct length", e);
    }
    try {
      return XtsKeys.unwrapped(encoded, algorithm, type);
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }
}
