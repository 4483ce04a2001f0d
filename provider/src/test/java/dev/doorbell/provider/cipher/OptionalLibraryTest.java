package dev.doorbell.provider.cipher;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.OffloadConfig;
import dev.doorbell.provider.DoorbellProvider;
import java.lang.System.Logger.Level;
import java.security.Provider;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.CipherSpi;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionalLibraryTest {
  /** Loads, and cannot work: what a library without its native code is. */
  public static final class Unloadable extends Provider {
    private static final long serialVersionUID = 1L;

    public Unloadable() {
      super("Unloadable", "1", "for tests");
      throw new UnsatisfiedLinkError("no native code for this machine");
    }
  }

  /** What is asked for a loading error and has none. */
  public static final class Loadable extends Provider {
    private static final long serialVersionUID = 1L;

    public Loadable() {
      super("Loadable", "1", "for tests");
    }

    public Throwable getLoadingError() {
      return null;
    }
  }

  /** Its constructor hides that its native code is missing. */
  public static final class Hollow extends Provider {
    private static final long serialVersionUID = 1L;

    public Hollow() {
      super("Hollow", "1", "for tests");
    }

    public Throwable getLoadingError() {
      return new UnsatisfiedLinkError("no native code for this machine");
    }
  }

  @Test
  void byDefaultThereIsNone() {
    assertNull(OptionalLibrary.find("jdk"));
  }

  @Test
  void anAbsentLibraryIsNoError() {
    assertNull(OptionalLibrary.CONSCRYPT.open("no.such.Library", Level.DEBUG));
  }

  @Test
  void aLibraryThatCannotLoadIsNoError() {
    assertNull(OptionalLibrary.CONSCRYPT.open(Unloadable.class.getName(), Level.DEBUG));
  }

  @Test
  void aLibraryWithoutItsNativeCodeIsNotTaken() {
    assertNull(OptionalLibrary.ACCP.open(Hollow.class.getName(), Level.DEBUG));
  }

  @Test
  void aLibraryThatWorksIsTaken() {
    assertNotNull(OptionalLibrary.ACCP.open(Loadable.class.getName(), Level.DEBUG));
  }

  @ParameterizedTest
  @ValueSource(strings = {"accp", "auto"})
  void servesGcmWhereTheSettingAsksForIt(String setting) throws Exception {
    assumeTrue(OptionalLibrary.find("accp") != null, "ACCP's native code is not for this machine");
    Map<String, String> settings = Map.of("doorbell.software.crypto", setting);
    Ciphers ciphers = new Ciphers(Offload.withEngines(OffloadConfig.of(settings), List.of()));
    CipherSpi spi = ciphers.of("AES/GCM/NoPadding");
    assertTrue(spi.getClass().getName().startsWith("com.amazon.corretto."), spi.toString());
  }

  @Test
  void itsMessagesAreSunJces() throws Exception {
    assumeTrue(OptionalLibrary.find("accp") != null, "ACCP's native code is not for this machine");
    Map<String, String> settings = Map.of("doorbell.software.crypto", "accp");
    Provider doorbell =
        new DoorbellProvider(Offload.withEngines(OffloadConfig.of(settings), List.of()));
    SecretKeySpec key = new SecretKeySpec(new byte[32], "AES");
    for (int bytes : new int[] {0, 1, 16, 1000, 100_000}) {
      byte[] nonce = new byte[12];
      nonce[0] = (byte) bytes;
      Cipher ours = Cipher.getInstance("AES/GCM/NoPadding", doorbell);
      ours.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, nonce));
      ours.updateAAD(nonce);
      Cipher theirs = Cipher.getInstance("AES/GCM/NoPadding", "SunJCE");
      theirs.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(128, nonce));
      theirs.updateAAD(nonce);
      assertArrayEquals(new byte[bytes], theirs.doFinal(ours.doFinal(new byte[bytes])));
    }
  }

  @Test
  void whatItLacksIsSunJces() throws Exception {
    Map<String, String> settings = Map.of("doorbell.software.crypto", "auto");
    Ciphers ciphers = new Ciphers(Offload.withEngines(OffloadConfig.of(settings), List.of()));
    CipherSpi spi = ciphers.of("AES");
    assertTrue(spi.getClass().getName().startsWith("com.sun.crypto."), spi.toString());
  }
}
