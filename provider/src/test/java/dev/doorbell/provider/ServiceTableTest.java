package dev.doorbell.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.Offload;
import java.security.AlgorithmParameters;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.util.HashSet;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.NoSuchPaddingException;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceTableTest {
  private static final Provider DOORBELL = Doorbells.withoutDevices();
  private static final Provider SUN_JCE = Security.getProvider("SunJCE");

  @Test
  void listsTheAesServicesOfSunJceWithTheirAttributes() {
    Set<String> names = new TreeSet<>();
    for (Provider.Service service : SUN_JCE.getServices()) {
      String name = service.getAlgorithm();
      if (service.getType().equals("Cipher")
          && (name.equals("AES") || name.matches("AES(_\\d+)?/(ECB|CBC|OFB|CFB|GCM)/NoPadding"))) {
        names.add(name);
        assertNotNull(DOORBELL.getService("Cipher", name), name);
        assertEquals(attributes(SUN_JCE, name), attributes(DOORBELL, name), name);
      }
    }
    assertEquals(17, names.size(), names.toString());
  }

  private static TreeMap<String, String> attributes(Provider provider, String name) {
    TreeMap<String, String> found = new TreeMap<>();
    for (String attribute :
        new String[] {
          "SupportedModes", "SupportedPaddings", "SupportedKeyFormats", "SupportedKeyClasses"
        }) {
      String value = provider.getService("Cipher", name).getAttribute(attribute);
      if (value != null) {
        found.put(attribute, value);
      }
    }
    return found;
  }

  @Test
  void resolvesEveryAliasThatSunJceHasForThem() {
    int aliases = 0;
    for (String entry : SUN_JCE.stringPropertyNames()) {
      String target = SUN_JCE.getProperty(entry);
      if (entry.startsWith("Alg.Alias.Cipher.")
          && target.matches("AES|AES(_\\d+)?/(ECB|CBC|OFB|CFB|GCM)/NoPadding")) {
        String alias = entry.substring("Alg.Alias.Cipher.".length());
        Provider.Service service = DOORBELL.getService("Cipher", alias);
        assertNotNull(service, alias);
        assertEquals(target, service.getAlgorithm());
        aliases++;
      }
    }
    assertEquals(32, aliases);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AES",
        "aes",
        "AES/ECB/PKCS5Padding",
        "aes/cbc/pkcs5padding",
        "AES/CBC/PKCS7Padding",
        "AES/CTR/NoPadding",
        "AES/GCM/NoPadding",
        "AES / CBC / NoPadding",
        "AES_192/GCM/NoPadding",
        "AES_128/OFB/NoPadding",
        "aes_256/cfb/nopadding",
        "2.16.840.1.101.3.4.1.42",
        "2.16.840.1.101.3.4.1.23",
        "OID.2.16.840.1.101.3.4.1.6",
        "AES/CFB128/NoPadding",
        "SM4/CBC/NoPadding",
        "SM4/CBC/PKCS5Padding",
        "SM4/CBC/PKCS7Padding",
        "SM4/CTR/NoPadding",
        "1.2.156.10197.1.104.2",
        "SM4",
        "SM4/ECB/NoPadding",
        "SM4/ECB/PKCS7Padding",
        "SM4/CBC/ISO10126Padding",
        "SM4/GCM/NoPadding",
        "SM4-GCM",
        "1.2.156.10197.1.104.8",
        "SM4/CCM/NoPadding",
        "OID.1.2.156.10197.1.104.9",
        "AES/CCM/NoPadding",
        "CCM",
        "2.16.840.1.101.3.4.1.47",
        "AES/XTS/NoPadding",
        "AES/CFB/NoPadding",
        "AES/OFB/ISO10126Padding",
        "AES/CTS/NoPadding"
      })
  void vends(String transformation) throws Exception {
    Cipher cipher = Cipher.getInstance(transformation, DOORBELL);
    assertEquals(DOORBELL, cipher.getProvider());
    assertEquals(16, cipher.getBlockSize());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AES/CTR/PKCS5Padding",
        "AES/CTS/PKCS5Padding",
        "AES/CBC/OAEPPadding",
        "AES/GCM/PKCS5Padding",
        "AES/OFB150/NoPadding",
        "AES_128/CBC/PKCS5Padding",
        "AES/XYZ/NoPadding",
        "AES_512/CBC/NoPadding"
      })
  void refusesWhatSunJceRefuses(String transformation) {
    Exception expected =
        assertThrows(Exception.class, () -> Cipher.getInstance(transformation, SUN_JCE));
    assertThrows(expected.getClass(), () -> Cipher.getInstance(transformation, DOORBELL));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AES/OFB/PKCS7Padding",
        "SM4/OFB/NoPadding",
        "SM4/CTR/PKCS5Padding",
        "AES/XTS/PKCS5Padding",
        "AES/CCM/PKCS5Padding",
        "RSA",
        "DES/CBC/PKCS5Padding",
        "AES/KW/NoPadding",
        "ChaCha20-Poly1305"
      })
  void leavesTheRestToOthers(String transformation) {
    Exception e = assertThrows(Exception.class, () -> Cipher.getInstance(transformation, DOORBELL));
    assertTrue(
        e instanceof NoSuchAlgorithmException || e instanceof NoSuchPaddingException, e.toString());
  }

  @Test
  void vendsWhatGoesWithACipher() throws Exception {
    SecretKey aes = KeyGenerator.getInstance("AES", DOORBELL).generateKey();
    assertEquals(32, aes.getEncoded().length);
    assertEquals(16, KeyGenerator.getInstance("SM4", DOORBELL).generateKey().getEncoded().length);
    for (String algorithm : new String[] {"AES", "SM4", "2.16.840.1.101.3.4.1"}) {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance(algorithm, DOORBELL);
      parameters.init(new IvParameterSpec(new byte[16]));
      assertEquals(18, parameters.getEncoded().length, "an OCTET STRING of 16 bytes");
    }
    AlgorithmParameters gcm = AlgorithmParameters.getInstance("GCM", DOORBELL);
    gcm.init(new GCMParameterSpec(128, new byte[12]));
    assertEquals(19, gcm.getEncoded().length, "RFC 5084: a SEQUENCE of nonce and tag length");
  }

  @Test
  void refusesKeysWithoutBytes() {
    Key opaque = new OpaqueKey("AES");
    for (Provider.Service service : DOORBELL.getServices()) {
      if (service.getType().equals("Cipher")) {
        assertFalse(service.supportsParameter(opaque), service.getAlgorithm());
        assertTrue(
            service.supportsParameter(new SecretKeySpec(new byte[16], "AES")),
            service.getAlgorithm());
      }
    }
  }

  /** A key inside a token: known by name only. */
  record OpaqueKey(String algorithm) implements Key {
    private static final long serialVersionUID = 1L;

    @Override
    public String getAlgorithm() {
      return algorithm;
    }

    @Override
    public String getFormat() {
      return null;
    }

    @Override
    public byte[] getEncoded() {
      return null;
    }
  }

  @Test
  void isFoundByServiceLoader() {
    Set<String> names = new HashSet<>();
    for (Provider provider : ServiceLoader.load(Provider.class)) {
      if (provider instanceof DoorbellProvider) {
        names.add(provider.getName());
      }
    }
    assertEquals(Set.of("Doorbell"), names);
  }

  @Test
  void constructionOpensNothing() {
    DoorbellProvider lazy = new DoorbellProvider((Offload) null);
    assertNotNull(lazy.getService("Cipher", "AES"));
    // Only the first object needs what is behind it; the JCA then goes on to the next provider.
    assertThrows(
        NoSuchAlgorithmException.class, () -> Cipher.getInstance("AES/CBC/PKCS5Padding", lazy));
  }

  @Test
  void saysNothingSecret() throws Exception {
    Cipher cipher =
        Cipher.getInstance("AES/CBC/PKCS5Padding", Doorbells.over(TestQueue.steady(), 0));
    cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(new byte[16], "AES"));
    assertInstanceOf(byte[].class, cipher.update(new byte[1000]));
    assertFalse(cipher.toString().contains("0000"), cipher.toString());
    assertTrue(DOORBELL.toString().startsWith("Doorbell version"), DOORBELL.toString());
  }

  /** What makes a call as fast as SunJCE's, and allocate as little. */
  @ParameterizedTest
  @ValueSource(
      strings = {"AES", "AES/GCM/NoPadding", "AES_128/CBC/NoPadding", "AES_256/GCM/NoPadding"})
  void withoutADeviceTheObjectIsSunJces(String name) throws Exception {
    Object ours = DOORBELL.getService("Cipher", name).newInstance(null);
    assertEquals(SUN_JCE.getService("Cipher", name).newInstance(null).getClass(), ours.getClass());
  }
}
