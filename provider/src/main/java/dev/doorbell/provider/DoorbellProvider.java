package dev.doorbell.provider;

import dev.doorbell.offload.Offload;
import dev.doorbell.provider.cipher.Ciphers;
import java.security.InvalidParameterException;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.util.function.Supplier;
import javax.crypto.CipherSpi;

/**
 * The JCA provider {@code Doorbell}. Install it in the first position, by {@code
 * Security.insertProviderAt(new DoorbellProvider(), 1)} or by {@code
 * security.provider.1=dev.doorbell.provider.DoorbellProvider} in the security properties, and AES
 * and SM4 ciphers of an application use the queues of accelerators wherever there are any;
 * everything else of the JCA stays where it was.
 *
 * <p>Construction and look-ups never fail and open nothing. If the first Cipher finds that devices
 * or the software engine cannot be opened (for want of a module, say), it is refused with {@link
 * NoSuchAlgorithmException}, and the JCA goes on to the next provider.
 */
public final class DoorbellProvider extends Provider {
  /** The provider's name for {@code getInstance(transformation, name)}. */
  public static final String NAME = "Doorbell";

  private static final long serialVersionUID = 1L;
  private static final String VERSION = "0.1";
  private static final String INFO = "AES and SM4 on the queues of accelerators, and in software";

  private final transient Supplier<Offload> offload;

  /** Made with the first object; made twice it does no harm. */
  private transient volatile Ciphers ciphers;

  /** Over {@link Offload#shared()}, which is opened with the first Cipher. */
  public DoorbellProvider() {
    this(Offload::shared);
  }

  /**
   * Over an instance that the caller opened and will close, after the last use of this provider's
   * objects.
   */
  public DoorbellProvider(Offload offload) {
    this(() -> offload);
  }

  // "this" goes only into the entries of this very object.
  @SuppressWarnings("this-escape")
  private DoorbellProvider(Supplier<Offload> offload) {
    super(NAME, VERSION, INFO);
    this.offload = offload;
    ServiceTable.rows().forEach(row -> putService(new Entry(this, row)));
  }

  private Ciphers ciphers() throws NoSuchAlgorithmException {
    Ciphers made = ciphers;
    if (made == null) {
      made = new Ciphers(open());
      ciphers = made;
    }
    return made;
  }

  private Offload open() throws NoSuchAlgorithmException {
    Offload opened;
    try {
      opened = offload.get();
    } catch (RuntimeException | LinkageError e) {
      throw new NoSuchAlgorithmException(NAME + " cannot start: " + e, e);
    }
    if (opened == null) {
      // Opening asks the JCA for something that comes round to us: let the next provider do it.
      throw new NoSuchAlgorithmException(NAME + " is starting");
    }
    return opened;
  }

  private static final class Entry extends Service {
    private final DoorbellProvider provider;

    Entry(DoorbellProvider provider, ServiceTable.Row row) {
      super(
          provider,
          row.type(),
          row.name(),
          CipherSpi.class.getName(),
          row.aliases(),
          row.attributes());
      this.provider = provider;
    }

    @Override
    public Object newInstance(Object constructorParameter) throws NoSuchAlgorithmException {
      if (constructorParameter != null) {
        throw new InvalidParameterException(
            "constructorParameter=" + constructorParameter + ", allowed: null");
      }
      Ciphers made = provider.ciphers();
      return getType().equals("Cipher")
          ? made.of(getAlgorithm())
          : made.companion(getType(), getAlgorithm());
    }
  }
}
