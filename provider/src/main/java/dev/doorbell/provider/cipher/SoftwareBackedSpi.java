package dev.doorbell.provider.cipher;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.job.Operation;
import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.CipherSpi;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.NoSuchPaddingException;
import org.jspecify.annotations.Nullable;

/**
 * What all ciphers here share: the software cipher, its initialisation, and everything that is only
 * ever asked of it.
 *
 * <p>{@link #floor} is the one field that a call looks at before it goes straight to software.
 */
abstract class SoftwareBackedSpi extends CipherSpi {
  /**
   * A floor that no call reaches: without a device, in a mode that has no jobs, for a key without
   * bytes.
   */
  static final long NEVER = Long.MAX_VALUE;

  final Offload offload;
  Transformation transformation;

  /** Null until {@link #takeSoftware}. */
  private @Nullable Cipher software;

  /** Input from this size on may be a job, at this moment. */
  long floor = NEVER;

  private long offerFrom = NEVER;

  /** Initialisations, and what follows them, concern this object, not only the software cipher. */
  private boolean active;

  SoftwareBackedSpi(Offload offload, Transformation transformation) {
    this.offload = offload;
    this.transformation = transformation;
  }

  /** Makes the software cipher of {@link #transformation}. */
  final Cipher takeSoftware() throws NoSuchAlgorithmException, NoSuchPaddingException {
    Cipher made = offload.software().newCipher(transformation.text());
    software = made;
    Operation operation = transformation.operation();
    offerFrom = prepare() && operation != null ? Math.max(1, smallestJob(operation)) : NEVER;
    active = offerFrom != NEVER || gathers();
    return made;
  }

  /** In bytes of input; {@link #NEVER} where there will be none. */
  long smallestJob(Operation operation) {
    return offload.offerFrom(operation);
  }

  /**
   * {@link #software()} is there; it stays the same from now on.
   *
   * @return false where its library's rules are not known well enough for anything to be done
   *     around its back
   */
  abstract boolean prepare();

  /** Whether messages are gathered here, even where there is no queue for them. */
  boolean gathers() {
    return false;
  }

  /**
   * The software cipher was initialised for data: prepare for jobs. Not called where there can be
   * none and nothing is gathered.
   */
  abstract void begin(int opmode, Key key, int tagBits);

  /** Forget the last initialisation, its key bytes first. */
  abstract void end();

  /** Brings the software cipher to the caller's view of it. */
  abstract void settle();

  /**
   * From now on, until the next initialisation or until the message ends well, all work is
   * software's.
   */
  final void suspend() {
    floor = NEVER;
  }

  final void resume() {
    floor = offerFrom;
  }

  private void started(int opmode, @Nullable Key key, int tagBits) {
    boolean data = opmode == Cipher.ENCRYPT_MODE || opmode == Cipher.DECRYPT_MODE;
    // A missing key is the software cipher's to refuse; where it does not, the message is its own.
    if (active && data && key != null) {
      resume();
      begin(opmode, key, tagBits);
    }
  }

  /** The software cipher, where a call may be the first one. */
  final Cipher software() {
    Cipher made = software;
    return made != null ? made : firstSoftware();
  }

  // Apart, so that the compiler inlines the question into every call.
  private Cipher firstSoftware() {
    try {
      return takeSoftware();
    } catch (NoSuchAlgorithmException | NoSuchPaddingException missing) {
      throw new ProviderException(
          "transformation=" + transformation.text() + ", found in no library", missing);
    }
  }

  private void restart() {
    software();
    if (active) {
      suspend();
      end();
    }
  }

  /** The length of the tag that the parameters ask for, in bits; 0 where they say nothing of it. */
  int tagBits(@Nullable AlgorithmParameterSpec parameters) {
    return 0;
  }

  int tagBits(@Nullable AlgorithmParameters parameters) {
    return 0;
  }

  @Override
  protected void engineInit(int opmode, @Nullable Key key, @Nullable SecureRandom random)
      throws InvalidKeyException {
    restart();
    software().init(opmode, key, random);
    started(opmode, key, 0);
  }

  @Override
  protected void engineInit(
      int opmode,
      @Nullable Key key,
      @Nullable AlgorithmParameterSpec parameters,
      @Nullable SecureRandom random)
      throws InvalidKeyException, InvalidAlgorithmParameterException {
    restart();
    software().init(opmode, key, parameters, random);
    started(opmode, key, offerFrom == NEVER ? 0 : tagBits(parameters));
  }

  @Override
  protected void engineInit(
      int opmode,
      @Nullable Key key,
      @Nullable AlgorithmParameters parameters,
      @Nullable SecureRandom random)
      throws InvalidKeyException, InvalidAlgorithmParameterException {
    restart();
    software().init(opmode, key, parameters, random);
    started(opmode, key, offerFrom == NEVER ? 0 : tagBits(parameters));
  }

  @Override
  protected int engineGetBlockSize() {
    return software().getBlockSize();
  }

  @Override
  protected int engineGetOutputSize(int inputLen) {
    settle();
    return software().getOutputSize(inputLen);
  }

  @Override
  protected byte @Nullable [] engineGetIV() {
    return software().getIV();
  }

  @Override
  protected @Nullable AlgorithmParameters engineGetParameters() {
    return software().getParameters();
  }

  @Override
  protected int engineGetKeySize(@Nullable Key key) throws InvalidKeyException {
    byte[] bytes = key == null ? null : key.getEncoded();
    if (bytes == null) {
      throw new InvalidKeyException("key encoding=null, allowed: the bytes of the key");
    }
    int length = bytes.length;
    Arrays.fill(bytes, (byte) 0);
    boolean fits =
        length == 16
            || (transformation.keyAlgorithm().equals("AES") && (length == 24 || length == 32));
    if (!fits) {
      throw new InvalidKeyException(
          "Invalid " + transformation.keyAlgorithm() + " key length: " + length + " bytes");
    }
    return length * Byte.SIZE;
  }

  @Override
  protected byte[] engineWrap(Key key) throws IllegalBlockSizeException, InvalidKeyException {
    return software().wrap(key);
  }

  @Override
  protected Key engineUnwrap(byte[] wrappedKey, String wrappedKeyAlgorithm, int wrappedKeyType)
      throws InvalidKeyException, NoSuchAlgorithmException {
    return software().unwrap(wrappedKey, wrappedKeyAlgorithm, wrappedKeyType);
  }
}
