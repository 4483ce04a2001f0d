package dev.doorbell.provider;

import dev.doorbell.offload.Offload;
import dev.doorbell.provider.cipher.Ciphers;
import dev.doorbell.provider.hash.HashName;
import dev.doorbell.provider.hash.Hashes;
import java.security.InvalidParameterException;
import java.security.MessageDigestSpi;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.crypto.CipherSpi;
import javax.crypto.MacSpi;
import org.jspecify.annotations.Nullable;

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
  private static final String INFO =
      "AES, SM4, digests and MACs on the queues of accelerators, and in software";

  private final transient Supplier<Offload> offload;

  /** Made with the first object; made twice it does no harm. */
  private transient volatile @Nullable Ciphers ciphers;

  private transient volatile @Nullable Hashes hashes;

  /** Over {@link Offload#shared()}, which is opened with the first Cipher. */
  public DoorbellProvider() {
    this(Offload::shared, HashServices.offeredByProcess());
  }

  /**
   * Over an instance that the caller opened and will close, after the last use of this provider's
   * objects.
   */
  public DoorbellProvider(Offload offload) {
    this(() -> offload, offload != null && HashServices.offeredBy(offload));
  }

  // "this" goes only into the entries of this very object.
  @SuppressWarnings("this-escape")
  private DoorbellProvider(Supplier<Offload> offload, boolean hashServices) {
    super(NAME, VERSION, INFO);
    this.offload = offload;
    ServiceTable.rows().forEach(row -> putService(new Entry(this, row)));
    if (hashServices) {
      HashServices.rows().forEach(row -> putService(new Entry(this, row)));
    }
  }

  private Ciphers ciphers() throws NoSuchAlgorithmException {
    Ciphers made = ciphers;
    if (made == null) {
      made = new Ciphers(open());
      ciphers = made;
    }
    return made;
  }

  private Hashes hashes() throws NoSuchAlgorithmException {
    Hashes made = hashes;
    if (made == null) {
      made = new Hashes(open());
      hashes = made;
    }
    return made;
  }

  private static HashName hashName(Function<HashName, String> field, String name) {
    for (HashName hash : HashName.values()) {
      if (field.apply(hash).equals(name)) {
        return hash;
      }
    }
    throw new InvalidParameterException("name=" + name + ", not in the service table");
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
          provider, row.type(), row.name(), className(row.type()), row.aliases(), row.attributes());
      this.provider = provider;
    }

    /** What the JCA asks of the class, without loading it. */
    private static String className(String type) {
      return switch (type) {
        case "MessageDigest" -> MessageDigestSpi.class.getName();
        case "Mac" -> MacSpi.class.getName();
        default -> CipherSpi.class.getName();
      };
    }

    @Override
    public Object newInstance(@Nullable Object constructorParameter)
        throws NoSuchAlgorithmException {
      if (constructorParameter != null) {
        throw new InvalidParameterException(
            "constructorParameter=" + constructorParameter + ", allowed: null");
      }
      String name = getAlgorithm();
      return switch (getType()) {
        case "Cipher" -> provider.ciphers().of(name);
        case "MessageDigest" -> provider.hashes().digest(hashName(HashName::digest, name));
        case "Mac" -> provider.hashes().mac(hashName(HashName::mac, name));
        default -> provider.ciphers().companion(getType(), name);
      };
    }
  }
}
