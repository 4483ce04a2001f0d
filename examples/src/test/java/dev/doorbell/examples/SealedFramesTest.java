package dev.doorbell.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Random;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The frames that the examples write, with the JDK's cipher alone. */
class SealedFramesTest {
  private static final SecretKey KEY = new SecretKeySpec(new byte[32], "AES");
  private static final int OVERHEAD = 4 + SealedFrames.TAG_BYTES;

  private static byte[] plain(int bytes) {
    byte[] plain = new byte[bytes];
    new Random(bytes).nextBytes(plain);
    return plain;
  }

  private static Cipher cipher() throws GeneralSecurityException {
    return Cipher.getInstance("AES/GCM/NoPadding", "SunJCE");
  }

  private static byte[] seal(byte[] plain) throws IOException, GeneralSecurityException {
    ByteArrayOutputStream sealed = new ByteArrayOutputStream();
    try (OutputStream out = new SealingOutputStream(sealed, cipher(), KEY)) {
      out.write(plain);
    }
    return sealed.toByteArray();
  }

  private static byte[] open(byte[] sealed) throws IOException, GeneralSecurityException {
    try (OpeningInputStream in =
        new OpeningInputStream(new ByteArrayInputStream(sealed), cipher(), KEY)) {
      return in.readAllBytes();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 131_072, 200_000})
  void opensWhatItSealed(int bytes) throws IOException, GeneralSecurityException {
    assertArrayEquals(plain(bytes), open(seal(plain(bytes))));
  }

  @Test
  void refusesAStreamThatEndsBetweenTwoFrames() throws IOException, GeneralSecurityException {
    byte[] sealed = seal(plain(2 * SealedFrames.FRAME_BYTES));
    byte[] cut =
        Arrays.copyOf(sealed, SealedFrames.PREFIX_BYTES + SealedFrames.FRAME_BYTES + OVERHEAD);

    assertThrows(EOFException.class, () -> open(cut));
  }

  @Test
  void refusesAFrameThatClaimsToBeTheLast() throws IOException, GeneralSecurityException {
    byte[] sealed = seal(plain(2 * SealedFrames.FRAME_BYTES));
    byte[] cut =
        Arrays.copyOf(sealed, SealedFrames.PREFIX_BYTES + SealedFrames.FRAME_BYTES + OVERHEAD);
    cut[SealedFrames.PREFIX_BYTES] |= (byte) 0x80;

    assertInstanceOf(
        AEADBadTagException.class, assertThrows(IOException.class, () -> open(cut)).getCause());
  }

  @Test
  void refusesFramesInAnotherOrder() throws IOException, GeneralSecurityException {
    byte[] sealed = seal(plain(3 * SealedFrames.FRAME_BYTES));
    int frame = SealedFrames.FRAME_BYTES + OVERHEAD;
    byte[] swapped = sealed.clone();
    System.arraycopy(
        sealed, SealedFrames.PREFIX_BYTES, swapped, SealedFrames.PREFIX_BYTES + frame, frame);
    System.arraycopy(
        sealed, SealedFrames.PREFIX_BYTES + frame, swapped, SealedFrames.PREFIX_BYTES, frame);

    assertInstanceOf(
        AEADBadTagException.class, assertThrows(IOException.class, () -> open(swapped)).getCause());
  }

  @Test
  void refusesWhatFollowsTheLastFrame() throws IOException, GeneralSecurityException {
    byte[] sealed = seal(plain(10));

    assertThrows(IOException.class, () -> open(Arrays.copyOf(sealed, sealed.length + 1)));
  }
}
