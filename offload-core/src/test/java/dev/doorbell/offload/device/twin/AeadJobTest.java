package dev.doorbell.offload.device.twin;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CCM, and CBC joined with an HMAC, from hand-written descriptors (ref 4.8). GCM: SecJobTest. */
class AeadJobTest {
  private static final int DONE = 0x181;
  private static final int DONE_BUT_DIFFERENT = 0x185;
  private static final HexFormat HEX = HexFormat.of();

  /* NIST SP 800-38C, example 2: nonce of 8, AAD of 16, payload of 16, tag of 6 bytes. */
  private static final byte[] KEY = HEX.parseHex("404142434445464748494a4b4c4d4e4f");
  private static final byte[] COUNTER = HEX.parseHex("06101112131415161700000000000001");
  private static final byte[] B0 = HEX.parseHex("56101112131415161700000000000010");
  private static final byte[] AAD = HEX.parseHex("000102030405060708090a0b0c0d0e0f");
  private static final byte[] PLAIN = HEX.parseHex("202122232425262728292a2b2c2d2e2f");
  private static final byte[] SEALED = HEX.parseHex("d2a1f0e051ea5f62081a7792073d593d");
  private static final byte[] TAG = HEX.parseHex("1fc64fbfaccd");

  private final Random random = new Random(53);

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  /** A CCM job of one's own blocks, and where it puts payload and tag. */
  private static final class Ccm {
    final MemorySegment destination;
    final MemorySegment mac;
    final byte[] descriptor;

    Ccm(SecRig rig, boolean encrypt, byte[] counter, byte[] b0, byte[] payload, byte[] tag) {
      destination = rig.arena.allocate(64, 8);
      mac = rig.at(Arrays.copyOf(tag, 64));
      Object[] symbols = {
        "S", rig.at(join(AAD, payload)).address(), "D", destination.address(),
        "K", rig.at(KEY).address(), "V", rig.at(counter).address(),
        "A", rig.at(b0).address(), "M", mac.address()
      };
      descriptor =
          rig.api < 3
              ? RawQueue.row(
                  "0:%s 12:00025006 16:00000010 20:%08x 24:00100000 56:A 64:K 72:M 80:V 88:K 96:S 104:D"
                      .formatted(encrypt ? "00000a12" : "00000b22", payload.length),
                  symbols)
              : RawQueue.row(
                  "0:00000223 4:%s 16:S 24:K 32:A 48:K 56:08000000 64:00100000 68:00000010 72:%08x 76:D 84:M 92:V"
                      .formatted(encrypt ? "00250061" : "40250062", payload.length),
                  symbols);
    }

    byte[] payload(int count) {
      return SecRig.bytes(destination.asSlice(AAD.length), count);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5})
  void ccmMatchesThePublishedExampleBothWays(int api) {
    try (SecRig rig = new SecRig(api)) {
      Ccm seal = new Ccm(rig, true, COUNTER, B0, PLAIN, new byte[0]);
      assertEquals(DONE, rig.run(seal.descriptor));
      assertArrayEquals(SEALED, seal.payload(16));
      assertArrayEquals(Arrays.copyOf(TAG, 64), SecRig.bytes(seal.mac, 64), "and nothing behind");
      Ccm open = new Ccm(rig, false, COUNTER, B0, SEALED, TAG);
      assertEquals(DONE, rig.run(open.descriptor));
      assertArrayEquals(PLAIN, open.payload(16));
    }
  }

  @Test
  void aWrongCcmTagReportsIcv2WithThePlaintextAlreadyWritten() {
    byte[] forged = TAG.clone();
    forged[5] ^= 1;
    try (SecRig rig = new SecRig(3)) {
      Ccm open = new Ccm(rig, false, COUNTER, B0, SEALED, forged);
      assertEquals(DONE_BUT_DIFFERENT, rig.run(open.descriptor));
      assertArrayEquals(PLAIN, open.payload(16));
    }
  }

  @ParameterizedTest
  @CsvSource({
    // block, byte, what it is made: size of the length field, flags, nonce, counter, length
    "V, 0, 0",
    "V, 0, 8",
    "V, 0, 5",
    "V, 8, 0",
    "V, 15, 0",
    "V, 15, 2",
    "V, 9, 1",
    "A, 0, 16",
    "A, 0, 5e",
    "A, 0, d6",
    "A, 0, 55",
    "A, 8, 0",
    "A, 15, 11",
    "A, 14, 1",
    "A, 9, 1"
  })
  void ccmBlocksThatContradictTheJobAreRefused(String which, int at, String value) {
    byte[] counter = COUNTER.clone();
    byte[] b0 = B0.clone();
    (which.equals("V") ? counter : b0)[at] = (byte) Integer.parseInt(value, 16);
    try (SecRig rig = new SecRig(3)) {
      Ccm job = new Ccm(rig, true, counter, b0, PLAIN, new byte[0]);
      assertTrue(rig.run(job.descriptor) < 0);
      assertArrayEquals(new byte[16], job.payload(16));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5, 7, 18})
  void ccmTagsAreEvenAndOf4To16Bytes(int tagBytes) {
    byte[] b0 = B0.clone();
    b0[0] = (byte) (0x46 | (tagBytes - 2) / 2 << 3);
    try (SecRig rig = new SecRig(3)) {
      Ccm job = new Ccm(rig, true, COUNTER, b0, PLAIN, new byte[0]);
      Words.put32(job.descriptor, 4, 0x00250001 | tagBytes << 4);
      assertTrue(rig.run(job.descriptor) < 0);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void anEmptyCcmPayloadIsForVersion3Only(int api) {
    byte[] b0 = B0.clone();
    b0[15] = 0;
    try (SecRig rig = new SecRig(api)) {
      Ccm job = new Ccm(rig, true, COUNTER, b0, new byte[0], new byte[0]);
      assertEquals(api == 3, rig.run(job.descriptor) == DONE);
    }
  }

  private record Joined(MemorySegment destination, MemorySegment mac, byte[] descriptor) {}

  private static Joined joined(
      SecRig rig,
      boolean encrypt,
      int alg,
      int code,
      byte[] key,
      byte[] hmacKey,
      byte[] iv,
      byte[] aad,
      byte[] payload,
      byte[] tag) {
    MemorySegment destination = rig.arena.allocate(aad.length + payload.length + 1L, 8);
    MemorySegment mac = rig.at(Arrays.copyOf(tag, 64));
    Object[] symbols = {
      "S",
      rig.at(join(aad, payload)).address(),
      "D",
      destination.address(),
      "K",
      rig.at(key).address(),
      "H",
      rig.at(hmacKey).address(),
      "V",
      rig.at(iv).address(),
      "A",
      rig.at(new byte[64]).address(),
      "M",
      mac.address()
    };
    int what = tag.length / 4 | hmacKey.length / 4 << 5 | code << 11;
    int codeOfKey = alg == 2 ? (key.length - 16) / 8 : 0;
    int both = aad.length + payload.length;
    byte[] descriptor =
        rig.api < 3
            ? RawQueue.row(
                "0:%s 8:%08x 12:%08x 16:%08x 20:%08x 24:%08x 56:A 64:H 72:M 80:V 88:K 96:S 104:D"
                    .formatted(
                        encrypt ? "00000a52" : "00000ba2",
                        what,
                        0x1000 | codeOfKey << 9 | alg << 16,
                        both,
                        payload.length,
                        aad.length << 16),
                symbols)
            : RawQueue.row(
                "0:00000223 4:%08x 16:S 24:H 32:A 48:K 56:%08x 64:%08x 68:%08x 72:%08x 76:D 84:M 92:V"
                    .formatted(
                        (encrypt ? 1 : 0x40000002) | codeOfKey << 13 | 0x10000 | alg << 20,
                        0x08000000 | (encrypt ? 1 : 2) | what << 4,
                        aad.length << 16,
                        both,
                        payload.length),
                symbols);
    return new Joined(destination, mac, descriptor);
  }

  @ParameterizedTest
  @CsvSource({
    "2, 0x10, HmacSHA1, 20", "2, 0x11, HmacSHA256, 16", "2, 0x15, HmacSHA512, 64",
    "3, 0x10, HmacSHA1, 12", "3, 0x11, HmacSHA256, 32", "3, 0x15, HmacSHA512, 32"
  })
  void cbcWithAnHmacSealsAndOpensLikeTheJdk(int api, int code, String mac, int tagBytes)
      throws Exception {
    try (SecRig rig = new SecRig(api)) {
      for (int round = 0; round < 10; round++) {
        byte[] key = bytes(16 + 8 * (round % 3));
        byte[] hmacKey = bytes(4 + 4 * random.nextInt(16));
        byte[] iv = bytes(16);
        byte[] aad = bytes(random.nextInt(40));
        byte[] plain = bytes(16 * (1 + random.nextInt(2000)));
        Cipher cbc = Cipher.getInstance("AES/CBC/NoPadding", "SunJCE");
        cbc.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
        byte[] sealed = cbc.doFinal(plain);
        Mac hmac = Mac.getInstance(mac, "SunJCE");
        hmac.init(new SecretKeySpec(hmacKey, "HMAC"));
        hmac.update(aad);
        byte[] tag = Arrays.copyOf(hmac.doFinal(sealed), tagBytes);

        Joined seal = joined(rig, true, 2, code, key, hmacKey, iv, aad, plain, new byte[tagBytes]);
        assertEquals(DONE, rig.run(seal.descriptor), "round " + round);
        assertArrayEquals(
            sealed, SecRig.bytes(seal.destination.asSlice(aad.length), sealed.length));
        assertArrayEquals(Arrays.copyOf(tag, 64), SecRig.bytes(seal.mac, 64));

        Joined open = joined(rig, false, 2, code, key, hmacKey, iv, aad, sealed, tag);
        assertEquals(DONE, rig.run(open.descriptor));
        assertArrayEquals(plain, SecRig.bytes(open.destination.asSlice(aad.length), plain.length));
        tag[round % tagBytes] ^= 1;
        Joined forged = joined(rig, false, 2, code, key, hmacKey, iv, aad, sealed, tag);
        assertEquals(DONE_BUT_DIFFERENT, rig.run(forged.descriptor));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    // version, algorithm, HMAC, payload, tag, done
    "3, 2, 0x26, 32, 32, true", // HMAC-SM3 and SM4 are version 3's
    "2, 2, 0x26, 32, 32, false",
    "3, 3, 0x11, 32, 32, true",
    "2, 3, 0x11, 32, 32, false",
    "3, 2, 0x12, 32, 16, false", // no such pair
    "3, 2, 0x01, 32, 32, false", // a plain digest
    "3, 2, 0x10, 0, 20, false",
    "3, 2, 0x10, 33, 20, false",
    "3, 2, 0x10, 32, 24, false", // more than the digest has
    "3, 2, 0x10, 32, 0, false"
  })
  void whatCanBeJoinedIsWhatTheTableSays(
      int api, int alg, int code, int payload, int tagBytes, boolean done) {
    try (SecRig rig = new SecRig(api)) {
      Joined job =
          joined(
              rig,
              true,
              alg,
              code,
              bytes(16),
              bytes(20),
              bytes(16),
              bytes(16),
              bytes(payload),
              new byte[tagBytes]);
      assertEquals(done, rig.run(job.descriptor) == DONE);
    }
  }
}
