package dev.doorbell.offload.binding;

import dev.doorbell.offload.job.CipherJob;
import dev.doorbell.offload.job.Direction;
import dev.doorbell.offload.job.KeyMaterial;
import dev.doorbell.offload.job.Operation;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Published vectors of the family CIPHER, each for both directions; every key size is among them.
 */
final class CipherVectors {
  /* NIST SP 800-38A, appendix F. */
  private static final String PLAIN =
      "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
          + "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710";
  private static final String KEY_128 = "2b7e151628aed2a6abf7158809cf4f3c";
  private static final String KEY_192 = "8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b";
  private static final String KEY_256 =
      "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4";
  private static final String IV = "000102030405060708090a0b0c0d0e0f";
  private static final String COUNTER = "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff";

  /* RFC 3962, appendix B, whose ciphertext stealing is CS3. */
  private static final String CTS_KEY = "636869636b656e207465726979616b69";
  private static final String ZERO = "00000000000000000000000000000000";

  /* draft-ribose-cfrg-sm4, appendix A.2 (key and text); CTR computed with Bouncy Castle. */
  private static final String SM4_KEY = "0123456789abcdeffedcba9876543210";
  private static final String SM4_PLAIN =
      "aaaaaaaabbbbbbbbccccccccddddddddeeeeeeeeffffffffaaaaaaaabbbbbbbb";

  private static final List<Vector> ALL =
      List.of(
          new Vector(
              Operation.AES_ECB,
              KEY_128,
              "",
              PLAIN,
              "3ad77bb40d7a3660a89ecaf32466ef97f5d3d58503b9699de785895a96fdbaaf"
                  + "43b1cd7f598ece23881b00e3ed0306887b0c785e27e8ad3f8223207104725dd4"),
          new Vector(
              Operation.AES_ECB,
              KEY_192,
              "",
              PLAIN,
              "bd334f1d6e45f25ff712a214571fa5cc974104846d0ad3ad7734ecb3ecee4eef"
                  + "ef7afd2270e2e60adce0ba2face6444e9a4b41ba738d6c72fb16691603c18e0e"),
          new Vector(
              Operation.AES_ECB,
              KEY_256,
              "",
              PLAIN,
              "f3eed1bdb5d2a03c064b5a7e3db181f8591ccb10d410ed26dc5ba74a31362870"
                  + "b6ed21b99ca6f4f9f153e7b1beafed1d23304b7a39f9f3ff067d8d8f9e24ecc7"),
          new Vector(
              Operation.AES_CBC,
              KEY_128,
              IV,
              PLAIN,
              "7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2"
                  + "73bed6b8e3c1743b7116e69e222295163ff1caa1681fac09120eca307586e1a7"),
          new Vector(
              Operation.AES_CBC,
              KEY_192,
              IV,
              PLAIN,
              "4f021db243bc633d7178183a9fa071e8b4d9ada9ad7dedf4e5e738763f69145a"
                  + "571b242012fb7ae07fa9baac3df102e008b0e27988598881d920a9e64f5615cd"),
          new Vector(
              Operation.AES_CBC,
              KEY_256,
              IV,
              PLAIN,
              "f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d"
                  + "39f23369a9d9bacfa530e26304231461b2eb05e2c39be9fcda6c19078c6a9d1b"),
          new Vector(
              Operation.AES_CTR,
              KEY_128,
              COUNTER,
              PLAIN,
              "874d6191b620e3261bef6864990db6ce9806f66b7970fdff8617187bb9fffdff"
                  + "5ae4df3edbd5d35e5b4f09020db03eab1e031dda2fbe03d1792170a0f3009cee"),
          new Vector(
              Operation.AES_CTR,
              KEY_192,
              COUNTER,
              PLAIN,
              "1abc932417521ca24f2b0459fe7e6e0b090339ec0aa6faefd5ccc2c6f4ce8e94"
                  + "1e36b26bd1ebc670d1bd1d665620abf74f78a7f6d29809585a97daec58c6b050"),
          new Vector(
              Operation.AES_CTR,
              KEY_256,
              COUNTER,
              PLAIN,
              "601ec313775789a5b7a7f504bbf3d228f443e3ca4d62b59aca84e990cacaf5c5"
                  + "2b0930daa23de94ce87017ba2d84988ddfc9c58db67aada613c2dd08457941a6"),
          new Vector(
              Operation.AES_CFB,
              KEY_128,
              IV,
              PLAIN,
              "3b3fd92eb72dad20333449f8e83cfb4ac8a64537a0b3a93fcde3cdad9f1ce58b"
                  + "26751f67a3cbb140b1808cf187a4f4dfc04b05357c5d1c0eeac4c66f9ff7f2e6"),
          new Vector(
              Operation.AES_CFB,
              KEY_192,
              IV,
              PLAIN,
              "cdc80d6fddf18cab34c25909c99a417467ce7f7f81173621961a2b70171d3d7a"
                  + "2e1e8a1dd59b88b1c8e60fed1efac4c9c05f9f9ca9834fa042ae8fba584b09ff"),
          new Vector(
              Operation.AES_CFB,
              KEY_256,
              IV,
              PLAIN,
              "dc7e84bfda79164b7ecd8486985d386039ffed143b28b1c832113c6331e5407b"
                  + "df10132415e54b92a13ed0a8267ae2f975a385741ab9cef82031623d55b1e471"),
          new Vector(
              Operation.AES_OFB,
              KEY_128,
              IV,
              PLAIN,
              "3b3fd92eb72dad20333449f8e83cfb4a7789508d16918f03f53c52dac54ed825"
                  + "9740051e9c5fecf64344f7a82260edcc304c6528f659c77866a510d9c1d6ae5e"),
          new Vector(
              Operation.AES_OFB,
              KEY_192,
              IV,
              PLAIN,
              "cdc80d6fddf18cab34c25909c99a4174fcc28b8d4c63837c09e81700c1100401"
                  + "8d9a9aeac0f6596f559c6d4daf59a5f26d9f200857ca6c3e9cac524bd9acc92a"),
          new Vector(
              Operation.AES_OFB,
              KEY_256,
              IV,
              PLAIN,
              "dc7e84bfda79164b7ecd8486985d38604febdc6740d20b3ac88f6ad82a4fb08d"
                  + "71ab47a086e86eedf39d1c5bba97c4080126141d67f37be8538f5a8be740e484"),
          new Vector(
              Operation.AES_CTS,
              CTS_KEY,
              ZERO,
              "4920776f756c64206c696b652074686520",
              "c6353568f2bf8cb4d8a580362da7ff7f97"),
          new Vector(
              Operation.AES_CTS,
              CTS_KEY,
              ZERO,
              "4920776f756c64206c696b65207468652047656e6572616c2047617527732043",
              "39312523a78662d5be7fcbcc98ebf5a897687268d6ecccc0c07b25e25ecfe584"),
          // Longer keys: CBC's answer, computed with OpenSSL, its last blocks swapped
          new Vector(
              Operation.AES_CTS,
              KEY_192,
              IV,
              "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e",
              "4c45c9cb73b473f9ae8318af2f41354d4f021db243bc633d7178183a9fa071"),
          new Vector(
              Operation.AES_CTS,
              KEY_256,
              IV,
              "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e",
              "19d9172f81df64e0197a3cf64fee919ef58c4c04d6e5f1ba779eabfb5f7bfb"),
          // IEEE 1619, annex B: vector 2, vector 15 (17 bytes), the first two blocks of vector 10
          new Vector(
              Operation.AES_XTS,
              "1111111111111111111111111111111122222222222222222222222222222222",
              "33333333330000000000000000000000",
              "4444444444444444444444444444444444444444444444444444444444444444",
              "c454185e6a16936e39334038acef838bfb186fff7480adc4289382ecd6d394f0"),
          new Vector(
              Operation.AES_XTS,
              "fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0bfbebdbcbbbab9b8b7b6b5b4b3b2b1b0",
              "9a785634120000000000000000000000",
              "000102030405060708090a0b0c0d0e0f10",
              "6c1625db4671522d3d7599601de7ca09ed"),
          new Vector(
              Operation.AES_XTS,
              "2718281828459045235360287471352662497757247093699959574966967627"
                  + "3141592653589793238462643383279502884197169399375105820974944592",
              "ff000000000000000000000000000000",
              "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
              "1c3b3a102f770386e4836c99e370cf9bea00803f5e482357a4ae12d414a3e63b"),
          // GB/T 32907, annex A.1
          new Vector(Operation.SM4_ECB, SM4_KEY, "", SM4_KEY, "681edf34d206965e86b3e94f536e4246"),
          new Vector(
              Operation.SM4_CBC,
              SM4_KEY,
              IV,
              SM4_PLAIN,
              "78ebb11cc40b0a48312aaeb2040244cb4cb7016951909226979b0d15dc6a8f6d"),
          new Vector(
              Operation.SM4_CTR,
              SM4_KEY,
              IV,
              SM4_PLAIN,
              "ac3236cb861dd316e6413b4e3c7524b781e9e3a5bf5c03fe703bb94f3abb16a1"));

  /** All in hexadecimal. */
  private record Vector(Operation operation, String key, String iv, String plain, String sealed) {
    KnownAnswer answer(Direction direction) {
      HexFormat hex = HexFormat.of();
      byte[] from = hex.parseHex(direction == Direction.ENCRYPT ? plain : sealed);
      byte[] to = hex.parseHex(direction == Direction.ENCRYPT ? sealed : plain);
      KeyMaterial material = KeyMaterial.copyOf(hex.parseHex(key));
      return new KnownAnswer.Bytes(
          new CipherJob(
              operation,
              direction,
              material,
              hex.parseHex(iv),
              MemorySegment.ofArray(from),
              KnownAnswer.output(to.length)),
          to);
    }
  }

  private CipherVectors() {}

  static List<KnownAnswer> of(Operation operation) {
    return ALL.stream()
        .filter(vector -> vector.operation == operation)
        .flatMap(
            vector -> Stream.of(vector.answer(Direction.ENCRYPT), vector.answer(Direction.DECRYPT)))
        .toList();
  }
}
