package dev.doorbell.fallback.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.doorbell.fallback.TestBytes;
import dev.doorbell.offload.job.CipherJob;
import dev.doorbell.offload.job.Direction;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.KeyMaterial;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.job.Outcome;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * NIST SP 800-38A appendix F; GB/T 32907-2016 appendix A; draft-ribose-cfrg-sm4-10 appendix A.2,
 * checked with OpenSSL.
 */
class BlockCiphersKatTest {
  record Vector(Operation operation, String key, String iv, String clear, String secret) {
    @Override
    public String toString() {
      return operation + " with a key of " + key.length() / 2;
    }
  }

  private static final String KEY_128 = "2b7e151628aed2a6abf7158809cf4f3c";
  private static final String KEY_192 = "8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b";
  private static final String KEY_256 =
      "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4";
  private static final String CHAIN = "000102030405060708090a0b0c0d0e0f";
  private static final String COUNTER = "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff";
  private static final String CLEAR =
      "6bc1bee22e409f96e93d7e117393172a ae2d8a571e03ac9c9eb76fac45af8e51 30c81c46a35ce411e5fbc1191a0a52ef f69f2445df4f9b17ad2b417be66c3710";
  private static final String SM4_KEY = "0123456789abcdeffedcba9876543210";

  static List<Vector> vectors() {
    return List.of(
        new Vector(
            Operation.AES_ECB,
            KEY_128,
            "",
            CLEAR,
            "3ad77bb40d7a3660a89ecaf32466ef97 f5d3d58503b9699de785895a96fdbaaf 43b1cd7f598ece23881b00e3ed030688 7b0c785e27e8ad3f8223207104725dd4"),
        new Vector(
            Operation.AES_ECB,
            KEY_192,
            "",
            CLEAR,
            "bd334f1d6e45f25ff712a214571fa5cc 974104846d0ad3ad7734ecb3ecee4eef ef7afd2270e2e60adce0ba2face6444e 9a4b41ba738d6c72fb16691603c18e0e"),
        new Vector(
            Operation.AES_ECB,
            KEY_256,
            "",
            CLEAR,
            "f3eed1bdb5d2a03c064b5a7e3db181f8 591ccb10d410ed26dc5ba74a31362870 b6ed21b99ca6f4f9f153e7b1beafed1d 23304b7a39f9f3ff067d8d8f9e24ecc7"),
        new Vector(
            Operation.AES_CBC,
            KEY_128,
            CHAIN,
            CLEAR,
            "7649abac8119b246cee98e9b12e9197d 5086cb9b507219ee95db113a917678b2 73bed6b8e3c1743b7116e69e22229516 3ff1caa1681fac09120eca307586e1a7"),
        new Vector(
            Operation.AES_CBC,
            KEY_192,
            CHAIN,
            CLEAR,
            "4f021db243bc633d7178183a9fa071e8 b4d9ada9ad7dedf4e5e738763f69145a 571b242012fb7ae07fa9baac3df102e0 08b0e27988598881d920a9e64f5615cd"),
        new Vector(
            Operation.AES_CBC,
            KEY_256,
            CHAIN,
            CLEAR,
            "f58c4c04d6e5f1ba779eabfb5f7bfbd6 9cfc4e967edb808d679f777bc6702c7d 39f23369a9d9bacfa530e26304231461 b2eb05e2c39be9fcda6c19078c6a9d1b"),
        new Vector(
            Operation.AES_CTR,
            KEY_128,
            COUNTER,
            CLEAR,
            "874d6191b620e3261bef6864990db6ce 9806f66b7970fdff8617187bb9fffdff 5ae4df3edbd5d35e5b4f09020db03eab 1e031dda2fbe03d1792170a0f3009cee"),
        new Vector(
            Operation.AES_CTR,
            KEY_192,
            COUNTER,
            CLEAR,
            "1abc932417521ca24f2b0459fe7e6e0b 090339ec0aa6faefd5ccc2c6f4ce8e94 1e36b26bd1ebc670d1bd1d665620abf7 4f78a7f6d29809585a97daec58c6b050"),
        new Vector(
            Operation.AES_CTR,
            KEY_256,
            COUNTER,
            CLEAR,
            "601ec313775789a5b7a7f504bbf3d228 f443e3ca4d62b59aca84e990cacaf5c5 2b0930daa23de94ce87017ba2d84988d dfc9c58db67aada613c2dd08457941a6"),
        new Vector(
            Operation.SM4_CBC,
            SM4_KEY,
            "00".repeat(16),
            SM4_KEY,
            "681edf34d206965e86b3e94f536e4246"),
        new Vector(
            Operation.SM4_CBC,
            SM4_KEY,
            CHAIN,
            "aaaaaaaabbbbbbbbccccccccdddddddd eeeeeeeeffffffffaaaaaaaabbbbbbbb",
            "78ebb11cc40b0a48312aaeb2040244cb 4cb7016951909226979b0d15dc6a8f6d"),
        new Vector(
            Operation.SM4_CTR,
            SM4_KEY,
            CHAIN,
            "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbb ccccccccccccccccdddddddddddddddd eeeeeeeeeeeeeeeeffffffffffffffff aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbb",
            "ac3236cb970cc20791364c395a1342d1 a3cbc1878c6f30cd074cce385cdd70c7 f234bc0e24c11980fd1286310ce37b92 6e02fcd0faa0baf38b2933851d824514"));
  }

  private static byte[] run(
      CipherLibraries libraries, Vector vector, Direction direction, byte[] input) {
    byte[] output = new byte[input.length];
    KeyMaterial key = KeyMaterial.copyOf(TestBytes.hex(vector.key));
    CipherJob job =
        new CipherJob(
            vector.operation,
            direction,
            key,
            TestBytes.hex(vector.iv),
            TestBytes.segment(input),
            TestBytes.segment(output));
    JobResult result = new JobResult();
    assertEquals(Outcome.Done.DONE, new BlockCiphers(libraries).run(job, result));
    assertEquals(input.length, result.produced());
    return output;
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void encryptsAsPublished(Vector vector) {
    assertArrayEquals(
        TestBytes.hex(vector.secret),
        run(CipherLibraries.installed(), vector, Direction.ENCRYPT, TestBytes.hex(vector.clear)));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void decryptsAsPublished(Vector vector) {
    assertArrayEquals(
        TestBytes.hex(vector.clear),
        run(CipherLibraries.installed(), vector, Direction.DECRYPT, TestBytes.hex(vector.secret)));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void encryptsAsPublishedWithoutTheJdksProvider(Vector vector) {
    assertArrayEquals(
        TestBytes.hex(vector.secret),
        run(CipherLibraries.withoutJdk(), vector, Direction.ENCRYPT, TestBytes.hex(vector.clear)));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void decryptsAsPublishedWithoutTheJdksProvider(Vector vector) {
    assertArrayEquals(
        TestBytes.hex(vector.clear),
        run(CipherLibraries.withoutJdk(), vector, Direction.DECRYPT, TestBytes.hex(vector.secret)));
  }
}
