package dev.doorbell.provider.hash;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.job.Operation;
import java.security.MessageDigest;
import java.security.MessageDigestSpi;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import javax.crypto.MacSpi;
import javax.crypto.NoSuchPaddingException;

/** Makes the objects behind the provider's MessageDigest and Mac services. Any thread. */
public final class Hashes {
  private final Offload offload;

  /** The JDK's, as it was found once; gone where an application removed it. */
  private final Provider.Service[] digests = new Provider.Service[HashName.values().length];

  /**
   * @throws NoSuchAlgorithmException where no library has one of the functions
   */
  public Hashes(Offload offload) throws NoSuchAlgorithmException {
    this.offload = offload;
    Provider sun = Security.getProvider("SUN");
    for (HashName name : HashName.values()) {
      Provider.Service service =
          sun == null ? null : sun.getService("MessageDigest", name.digest());
      digests[name.ordinal()] =
          service != null ? service : bouncyCastle().getService("MessageDigest", name.digest());
    }
  }

  private Provider bouncyCastle() throws NoSuchAlgorithmException {
    try {
      return offload.software().newCipher("SM4/CBC/NoPadding").getProvider();
    } catch (NoSuchPaddingException e) {
      throw new NoSuchAlgorithmException(e.getMessage(), e);
    }
  }

  public MessageDigestSpi digest(HashName name) throws NoSuchAlgorithmException {
    Provider.Service service = digests[name.ordinal()];
    if (never(name.digestJob())
        && service.getProvider().getName().equals("SUN")
        && service.newInstance(null) instanceof MessageDigestSpi jdks) {
      // No call will ever be a job: nothing of ours stands in its way.
      return jdks;
    }
    return new OffloadDigestSpi(name.digestJob(), offload, software(name));
  }

  public MacSpi mac(HashName name) throws NoSuchAlgorithmException {
    return new OffloadMacSpi(name.macJob(), offload, new Hmac(software(name), name.blockBytes()));
  }

  private boolean never(Operation operation) {
    return offload.offerFrom(operation) == Long.MAX_VALUE;
  }

  private MessageDigest software(HashName name) throws NoSuchAlgorithmException {
    return MessageDigest.getInstance(name.digest(), digests[name.ordinal()].getProvider());
  }
}
