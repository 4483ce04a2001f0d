package dev.doorbell.provider.cipher;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.job.Operation;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.util.List;
import javax.crypto.CipherSpi;
import javax.crypto.NoSuchPaddingException;
import org.jspecify.annotations.Nullable;

/** Makes the objects behind the provider's Cipher services. Any thread. */
public final class Ciphers {
  /** What {@code AES} alone may become when its mode is set. */
  private static final List<Operation> BLOCK_MODES =
      List.of(
          Operation.AES_ECB,
          Operation.AES_CBC,
          Operation.AES_CTS,
          Operation.AES_CTR,
          Operation.AES_CFB,
          Operation.AES_OFB);

  /** Smaller messages are many calls by themselves. */
  private static final int PIECES_FROM = 32 << 10;

  private final Offload offload;

  /** Where the software ciphers of AES come from. */
  private final Provider library;

  /** Preferred for GCM where no device has it; null for none. */
  private final @Nullable Provider optional;

  /**
   * @throws NoSuchAlgorithmException without any library that knows AES
   */
  public Ciphers(Offload offload) throws NoSuchAlgorithmException {
    this.offload = offload;
    try {
      library = offload.software().newCipher("AES/ECB/NoPadding").getProvider();
    } catch (NoSuchPaddingException e) {
      throw new NoSuchAlgorithmException(e.getMessage(), e);
    }
    optional = OptionalLibrary.find(offload.config().softwareCrypto());
    if (offload.config().warmup() && library.getName().equals("SunJCE")) {
      WarmUp.startOnce(library);
    }
  }

  /**
   * The object for a service of the provider's.
   *
   * @param name {@code algorithm/mode/padding}, or an algorithm alone, whose mode and padding the
   *     JCA sets afterwards
   * @throws NoSuchAlgorithmException when no software library has it: then nobody keeps its rules,
   *     and it is not offered
   */
  public CipherSpi of(String name) throws NoSuchAlgorithmException {
    try {
      if (!name.contains("/")) {
        CipherSpi own = BLOCK_MODES.stream().allMatch(this::never) ? ofTheJdk(name) : null;
        return own != null ? own : new BlockCipherSpi(offload, name);
      }
      Transformation transformation = Transformation.of(name);
      Operation operation = transformation.operation();
      boolean never = never(operation);
      boolean gcm = transformation.mode().equals("GCM");
      if (never && gcm && optional != null && optional.getService("Cipher", name) != null) {
        return (CipherSpi) optional.getService("Cipher", name).newInstance(null);
      }
      CipherSpi own = never ? ofTheJdk(name) : null;
      if (own != null) {
        return gcm && cold() ? new GcmCipherSpi(offload, transformation, PIECES_FROM) : own;
      }
      return switch (operation) {
        case AES_XTS -> new XtsCipherSpi(offload, library);
        case AES_GCM -> new GcmCipherSpi(offload, transformation);
        case AES_CCM, SM4_CCM, SM4_GCM -> new GatheringAeadSpi(offload, transformation, operation);
        case null, default -> new BlockCipherSpi(offload, transformation);
      };
    } catch (NoSuchPaddingException e) {
      throw new NoSuchAlgorithmException(e.getMessage(), e);
    }
  }

  /**
   * The software library's own object for a service that goes with a cipher, such as its
   * parameters.
   *
   * @param type as in {@link Provider.Service#getType()}
   */
  public Object companion(String type, String name) throws NoSuchAlgorithmException {
    try {
      Provider home = library;
      if (home.getService(type, name) == null) {
        // What the JDK lacks is where SM4 is.
        home = offload.software().newCipher("SM4/CBC/NoPadding").getProvider();
      }
      Provider.Service service = home.getService(type, name);
      if (service == null) {
        throw new NoSuchAlgorithmException(type + " " + name + " is not in " + home.getName());
      }
      return service.newInstance(null);
    } catch (NoSuchPaddingException e) {
      throw new NoSuchAlgorithmException(e.getMessage(), e);
    }
  }

  /**
   * SunJCE's GCM runs at a hundredth of its speed on large messages until it has had very many
   * calls. Where the warm-up does not bring those, the software engine cuts the messages into
   * pieces, for the price of a call through an object of ours, and of twice the work for a
   * decryption. (CBC and CTR are not nearly as slow when cold, and an update of theirs costs so
   * little that it would feel the object.)
   */
  private boolean cold() {
    return !offload.config().warmup() || WarmUp.endedEarly();
  }

  private boolean never(@Nullable Operation operation) {
    return operation == null || offload.offerFrom(operation) == SoftwareBackedSpi.NEVER;
  }

  /**
   * SunJCE's own object, for a process without a device: nothing of ours stands in the way of a
   * call that will never be a job. (A software cipher behind an object of ours costs some 2 ns for
   * each call; SunJCE needs 14 ns for an update of 16 bytes.)
   *
   * @return null where the software library is another one, or does not list the service under this
   *     name
   */
  private @Nullable CipherSpi ofTheJdk(String name) throws NoSuchAlgorithmException {
    Provider.Service service =
        library.getName().equals("SunJCE") ? library.getService("Cipher", name) : null;
    return service == null ? null : (CipherSpi) service.newInstance(null);
  }
}
