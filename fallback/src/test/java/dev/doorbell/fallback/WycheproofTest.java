package dev.doorbell.fallback;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.fallback.WycheproofFile.Vector;
import dev.doorbell.offload.engine.Engine;
import dev.doorbell.offload.job.AeadJob;
import dev.doorbell.offload.job.CipherJob;
import dev.doorbell.offload.job.Direction;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.KeyMaterial;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.job.Outcome;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** Project Wycheproof's files through the jobs; each test lists all of its failures. */
class WycheproofTest {
  private final SoftwareEngines engines = new SoftwareEngines();
  private final Engine engine = engines.softwareEngine();
  private final JobResult result = new JobResult();
  private final List<String> failures = new ArrayList<>();

  private interface Check {
    boolean holds(Vector vector) throws GeneralSecurityException;
  }

  private void all(String file, Check check) throws Exception {
    List<Vector> vectors = WycheproofFile.read(file);
    assertTrue(vectors.size() > 200, "vectors=" + vectors.size());
    for (Vector vector : vectors) {
      try {
        if (!check.holds(vector)) {
          failures.add(vector.toString());
        }
      } catch (RuntimeException e) {
        failures.add(vector + ": " + e);
      }
    }
    assertEquals(List.of(), failures);
  }

  private static byte[] joined(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  private AeadJob aead(Direction direction, Vector vector, byte[] input, byte[] output) {
    return new AeadJob(
        Operation.AES_GCM,
        direction,
        KeyMaterial.copyOf(vector.bytes("key")),
        vector.bytes("iv"),
        TestBytes.segment(vector.bytes("aad")),
        vector.bytes("tag").length,
        TestBytes.segment(input),
        TestBytes.segment(output));
  }

  @Test
  void gcmOpensWhatIsValidAndNothingElse() throws Exception {
    all(
        "aes_gcm_test.json",
        vector -> {
          byte[] clear = vector.bytes("msg");
          byte[] output = new byte[clear.length];
          if (vector.bytes("iv").length == 0) {
            return isRefusedAsMisuse(() ->
                aead(
                    Direction.DECRYPT,
                    vector,
                    joined(vector.bytes("ct"), vector.bytes("tag")),
                    output));
          }
          Outcome outcome =
              engine.execute(
                  aead(
                      Direction.DECRYPT,
                      vector,
                      joined(vector.bytes("ct"), vector.bytes("tag")),
                      output),
                  result);
          return vector.result().equals("invalid")
              ? outcome == Outcome.Rejected.BAD_TAG && Arrays.equals(new byte[clear.length], output)
              : outcome == Outcome.Done.DONE
                  && result.produced() == clear.length
                  && Arrays.equals(clear, output);
        });
  }

  @Test
  void gcmSealsWhatIsValidAsPublished() throws Exception {
    all(
        "aes_gcm_test.json",
        vector -> {
          if (vector.result().equals("invalid")) {
            return true;
          }
          byte[] expected = joined(vector.bytes("ct"), vector.bytes("tag"));
          byte[] output = new byte[expected.length];
          Outcome outcome =
              engine.execute(aead(Direction.ENCRYPT, vector, vector.bytes("msg"), output), result);
          return outcome == Outcome.Done.DONE && Arrays.equals(expected, output);
        });
  }

  private static boolean isRefusedAsMisuse(Runnable action) {
    try {
      action.run();
      return false;
    } catch (IllegalArgumentException misuse) {
      return true;
    }
  }

  private byte[] cbc(Direction direction, Vector vector, byte[] input) {
    byte[] output = new byte[input.length];
    KeyMaterial key = KeyMaterial.copyOf(vector.bytes("key"));
    Outcome outcome =
        engine.execute(
            new CipherJob(
                Operation.AES_CBC,
                direction,
                key,
                vector.bytes("iv"),
                TestBytes.segment(input),
                TestBytes.segment(output)),
            result);
    assertEquals(Outcome.Done.DONE, outcome);
    return output;
  }

  private static byte[] padded(byte[] clear) {
    int pad = 16 - clear.length % 16;
    byte[] all = Arrays.copyOf(clear, clear.length + pad);
    Arrays.fill(all, clear.length, all.length, (byte) pad);
    return all;
  }

  @Test
  void cbcEncryptsPaddedMessagesAsPublished() throws Exception {
    all(
        "aes_cbc_pkcs5_test.json",
        vector -> {
          boolean same =
              Arrays.equals(
                  vector.bytes("ct"), cbc(Direction.ENCRYPT, vector, padded(vector.bytes("msg"))));
          return same == vector.result().equals("valid");
        });
  }

  @Test
  void cbcDecryptsToThePaddedMessage() throws Exception {
    all(
        "aes_cbc_pkcs5_test.json",
        vector -> {
          byte[] secret = vector.bytes("ct");
          if (secret.length == 0) {
            return isRefusedAsMisuse(() -> cbc(Direction.DECRYPT, vector, secret));
          }
          boolean same =
              Arrays.equals(padded(vector.bytes("msg")), cbc(Direction.DECRYPT, vector, secret));
          return same == vector.result().equals("valid");
        });
  }

  @Test
  void theSoftwareCipherChecksPadding() throws Exception {
    all(
        "aes_cbc_pkcs5_test.json",
        vector -> {
          Cipher cipher = engines.newCipher("AES/CBC/PKCS7Padding");
          cipher.init(
              Cipher.DECRYPT_MODE,
              new SecretKeySpec(vector.bytes("key"), "AES"),
              new IvParameterSpec(vector.bytes("iv")));
          try {
            byte[] clear = cipher.doFinal(vector.bytes("ct"));
            return vector.result().equals("valid")
                ? Arrays.equals(vector.bytes("msg"), clear)
                : vector.bytes("ct").length == 0 && clear.length == 0;
          } catch (BadPaddingException | IllegalBlockSizeException refused) {
            return vector.result().equals("invalid");
          }
        });
  }
}
