package dev.doorbell.offload.binding;

import dev.doorbell.offload.job.AeadJob;
import dev.doorbell.offload.job.Direction;
import dev.doorbell.offload.job.KeyMaterial;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.job.Outcome;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Published vectors of the family AEAD, each for both directions and with a forged tag, which must
 * be found out.
 */
final class AeadVectors {
  private static final String GCM_KEY = "feffe9928665731c6d6a8f9467308308";
  private static final String GCM_PLAIN =
      "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
          + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39";

  /* RFC 8998, appendix A. */
  private static final String SM4_KEY = "0123456789abcdeffedcba9876543210";
  private static final String SM4_NONCE = "00001234567800000000abcd";
  private static final String SM4_AAD = "feedfacedeadbeeffeedfacedeadbeefabaddad2";
  private static final String SM4_PLAIN =
      "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd"
          + "eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa";

  private static final List<Vector> ALL =
      List.of(
          // McGrew and Viega, The Galois/Counter Mode of Operation, test cases 4, 10 and 16
          gcm(
              GCM_KEY,
              "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
                  + "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091",
              "5bc94fbc3221a5db94fae95ae7121a47"),
          gcm(
              GCM_KEY + GCM_KEY.substring(0, 16),
              "3980ca0b3c00e841eb06fac4872a2757859e1ceaa6efd984628593b40ca1e19c"
                  + "7d773d00c144c525ac619d18c84a3f4718e2448b2fe324d9ccda2710",
              "2519498e80f1478f37ba55bd6d27618c"),
          gcm(
              GCM_KEY + GCM_KEY,
              "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                  + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
              "76fc6ece0f4e1768cddf8853bb2d551b"),
          // NIST SP 800-38C, example 1: the length field takes 8 bytes
          new Vector(
              Operation.AES_CCM,
              "404142434445464748494a4b4c4d4e4f",
              "10111213141516",
              "0001020304050607",
              "20212223",
              "7162015b",
              "4dac255d"),
          // RFC 3610, packet vector 1: the length field takes 2 bytes
          new Vector(
              Operation.AES_CCM,
              "c0c1c2c3c4c5c6c7c8c9cacbcccdcecf",
              "00000003020100a0a1a2a3a4a5",
              "0001020304050607",
              "08090a0b0c0d0e0f101112131415161718191a1b1c1d1e",
              "588c979a61c663d2f066d0c2c0f989806d5f6b61dac384",
              "17e8d12cfdf926e0"),
          // The same question to longer keys, answered with OpenSSL's block cipher
          new Vector(
              Operation.AES_CCM,
              "c0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7",
              "00000003020100a0a1a2a3a4a5",
              "0001020304050607",
              "08090a0b0c0d0e0f101112131415161718191a1b1c1d1e",
              "579fb86eddb4a64aae5fe96dbd75440533a9fc3a845736",
              "67aec80ac588ab16"),
          new Vector(
              Operation.AES_CCM,
              "c0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedf",
              "00000003020100a0a1a2a3a4a5",
              "0001020304050607",
              "08090a0b0c0d0e0f101112131415161718191a1b1c1d1e",
              "59615510a7c43bfb123d636b4613c03c6ce26907102a3f",
              "b5572a172d4916d5"),
          new Vector(
              Operation.SM4_GCM,
              SM4_KEY,
              SM4_NONCE,
              SM4_AAD,
              SM4_PLAIN,
              "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
                  + "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d",
              "83de3541e4c2b58177e065a9bf7b62ec"),
          new Vector(
              Operation.SM4_CCM,
              SM4_KEY,
              SM4_NONCE,
              SM4_AAD,
              SM4_PLAIN,
              "48af93501fa62adbcd414cce6034d895dda1bf8f132f042098661572e7483094"
                  + "fd12e518ce062c98acee28d95df4416bed31a2f04476c18bb40c84a74b97dc5b",
              "16842d4fa186f56ab33256971fa110f4"));

  /** All in hexadecimal. */
  private record Vector(
      Operation operation,
      String key,
      String nonce,
      String aad,
      String plain,
      String concealed,
      String tag) {
    Stream<KnownAnswer> answers() {
      byte[] clear = HexFormat.of().parseHex(plain);
      byte[] sealed = HexFormat.of().parseHex(concealed + tag);
      byte[] forged = sealed.clone();
      forged[forged.length - 1] ^= 1;
      return Stream.of(
          new KnownAnswer.Bytes(job(Direction.ENCRYPT, clear, sealed.length), sealed),
          new KnownAnswer.Bytes(job(Direction.DECRYPT, sealed, clear.length), clear),
          new KnownAnswer.Refused(
              job(Direction.DECRYPT, forged, clear.length), Outcome.Rejected.BAD_TAG));
    }

    private AeadJob job(Direction direction, byte[] input, int outputBytes) {
      HexFormat hex = HexFormat.of();
      return new AeadJob(
          operation,
          direction,
          KeyMaterial.copyOf(hex.parseHex(key)),
          hex.parseHex(nonce),
          MemorySegment.ofArray(hex.parseHex(aad)),
          tag.length() / 2,
          MemorySegment.ofArray(input),
          KnownAnswer.output(outputBytes));
    }
  }

  private AeadVectors() {}

  private static Vector gcm(String key, String concealed, String tag) {
    return new Vector(
        Operation.AES_GCM,
        key,
        "cafebabefacedbaddecaf888",
        "feedfacedeadbeeffeedfacedeadbeefabaddad2",
        GCM_PLAIN,
        concealed,
        tag);
  }

  static List<KnownAnswer> of(Operation operation) {
    return ALL.stream()
        .filter(vector -> vector.operation == operation)
        .flatMap(Vector::answers)
        .toList();
  }
}
