package dev.doorbell.provider.cipher;

import dev.doorbell.offload.Offload;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.util.List;
import java.util.Map;
import javax.crypto.NoSuchPaddingException;

/** AES-GCM of a process without a device and without a warm-up. */
public final class ColdCiphers extends Provider {
  private static final long serialVersionUID = 1L;

  private final transient Offload offload;
  private final int floorBytes;

  /**
   * @param floorBytes messages from this size on are cut into pieces
   */
  @SuppressWarnings("this-escape")
  public ColdCiphers(Offload offload, int floorBytes) {
    super("Cold", "1", "for tests");
    this.offload = offload;
    this.floorBytes = floorBytes;
    for (String name : List.of("AES", "AES_128", "AES_192", "AES_256")) {
      putService(new Entry(this, name + "/GCM/NoPadding"));
    }
  }

  private static final class Entry extends Service {
    private final ColdCiphers provider;

    Entry(ColdCiphers provider, String name) {
      super(provider, "Cipher", name, "none", List.of(), Map.of("SupportedKeyFormats", "RAW"));
      this.provider = provider;
    }

    @Override
    public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
      try {
        return new GcmCipherSpi(
            provider.offload, Transformation.of(getAlgorithm()), provider.floorBytes);
      } catch (NoSuchPaddingException impossible) {
        throw new NoSuchAlgorithmException(impossible);
      }
    }
  }
}
