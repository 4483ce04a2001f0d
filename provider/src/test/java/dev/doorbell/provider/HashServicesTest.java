package dev.doorbell.provider;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.OffloadConfig;
import dev.doorbell.provider.hash.HashName;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.crypto.KeyGenerator;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class HashServicesTest {
  private static DoorbellProvider provider(String digests, TestQueue... queues) {
    OffloadConfig config =
        OffloadConfig.of(
            Map.of("doorbell.provider.digests", digests, "doorbell.route.min.bytes", "1024"));
    return new DoorbellProvider(Offload.withEngines(config, List.of(queues)));
  }

  private static boolean offers(Provider provider) {
    boolean digest = provider.getService("MessageDigest", "SHA-256") != null;
    assertEquals(digest, provider.getService("Mac", "HmacSHA256") != null);
    return digest;
  }

  @Test
  void areOfferedWhereADeviceIsOrTheConfigurationAsks() {
    assertTrue(offers(provider("auto", TestQueue.steady())));
    assertTrue(!offers(provider("auto")));
    assertTrue(offers(provider("always")));
    assertTrue(!offers(provider("never", TestQueue.steady())));
  }

  @Test
  void haveTheNamesThatTheJdksHave() {
    DoorbellProvider ours = provider("always");
    int aliases = 0;
    for (String type : List.of("MessageDigest", "Mac", "KeyGenerator")) {
      Provider jdks = Security.getProvider(type.equals("MessageDigest") ? "SUN" : "SunJCE");
      for (String entry : jdks.stringPropertyNames()) {
        String target = jdks.getProperty(entry);
        if (entry.startsWith("Alg.Alias." + type + ".")
            && target.matches("MD5|SHA-\\d+(/\\d+)?|HmacSHA\\d+(/\\d+)?")) {
          String alias = entry.substring(("Alg.Alias." + type + ".").length());
          Provider.Service service = ours.getService(type, alias);
          assertNotNull(service, alias);
          assertEquals(target, service.getAlgorithm());
          aliases++;
        }
      }
    }
    assertTrue(aliases >= 51, "aliases=" + aliases);
    assertNull(ours.getService("MessageDigest", "SHA3-256"));
    assertNotNull(ours.getService("MessageDigest", "1.2.156.10197.1.401"));
  }

  @Test
  void whereAMacIsOfferedItsKeysAreMadeToo() throws Exception {
    DoorbellProvider ours = provider("always");
    for (HashName name : HashName.values()) {
      KeyGenerator generator = KeyGenerator.getInstance(name.mac(), ours);
      SecretKey key = generator.generateKey();
      Provider home = Oracles.mac(name.mac()).getProvider();
      SecretKey theirs = KeyGenerator.getInstance(name.mac(), home).generateKey();
      assertEquals(theirs.getAlgorithm(), key.getAlgorithm());
      assertEquals(theirs.getEncoded().length, key.getEncoded().length, name.mac());
      Mac mac = Mac.getInstance(name.mac(), ours);
      mac.init(key);
      assertEquals(mac.getMacLength(), mac.doFinal().length);
    }
    assertNull(provider("never").getService("KeyGenerator", "HmacSHA256"));
  }

  @Test
  void negativeRangesAreRefusedInSunsWordsAndForgotten() throws Exception {
    MessageDigest sun = MessageDigest.getInstance("SHA-256", "SUN");
    byte[] input = new byte[16];
    for (HashName name : HashName.values()) {
      MessageDigest ours =
          MessageDigest.getInstance(name.digest(), provider("auto", TestQueue.steady()));
      for (int[] range : new int[][] {{8, -8}, {-8, 16}, {-1, -1}}) {
        ours.update((byte) 1);
        assertEquals(refusal(sun, input, range), refusal(ours, input, range), name.digest());
      }
      assertArrayEquals(
          Oracles.digest(name.digest()).digest(new byte[] {1, 1, 1}), ours.digest(), name.digest());
    }
  }

  private static String refusal(MessageDigest digest, byte[] input, int[] range) {
    try {
      digest.update(input, range[0], range[1]);
      return "none";
    } catch (RuntimeException e) {
      return e.toString();
    }
  }

  @Test
  void aLongMessageIsOneJobAndALongerOneIsSoftwares() throws Exception {
    byte[] message = new byte[1 << 20];
    new Random(1).nextBytes(message);
    for (HashName name : HashName.values()) {
      TestQueue queue = TestQueue.steady();
      DoorbellProvider provider = provider("auto", queue);
      MessageDigest digest = MessageDigest.getInstance(name.digest(), provider);
      for (int at = 0; at < message.length; at += 1 << 16) {
        digest.update(message, at, 1 << 16);
      }
      assertArrayEquals(Oracles.digest(name.digest()).digest(message), digest.digest());
      assertEquals(1, queue.done(), name.digest());
      digest.update(message);
      digest.update((byte) 1);
      MessageDigest oracle = Oracles.digest(name.digest());
      oracle.update(message);
      oracle.update((byte) 1);
      assertArrayEquals(oracle.digest(), digest.digest());
      assertEquals(1, queue.done(), name.digest());
    }
  }

  @Test
  void keysOfAllLengthsGiveTheLibrarysMac() throws Exception {
    byte[] message = new byte[5000];
    new Random(2).nextBytes(message);
    TestQueue queue = TestQueue.steady();
    DoorbellProvider provider = provider("auto", queue);
    int macs = 0;
    for (HashName name : HashName.values()) {
      Mac ours = Mac.getInstance(name.mac(), provider);
      Mac theirs = Oracles.mac(name.mac());
      for (int keyBytes : new int[] {1, 3, 20, 63, 64, 65, 127, 128, 129, 1000}) {
        byte[] key = new byte[keyBytes];
        new Random(keyBytes).nextBytes(key);
        ours.init(new SecretKeySpec(key, "HMAC"));
        theirs.init(new SecretKeySpec(key, "HMAC"));
        assertArrayEquals(theirs.doFinal(message), ours.doFinal(message), name.mac());
        byte[] start = {1, 2, 3};
        assertArrayEquals(theirs.doFinal(start), ours.doFinal(start), name.mac());
        macs++;
      }
    }
    assertEquals(macs, queue.done());
  }

  @Test
  void aCloneGoesItsOwnWay() throws Exception {
    for (int parts : new int[] {1, 40}) {
      for (HashName name : HashName.values()) {
        Mac mac = Mac.getInstance(name.mac(), provider("auto", TestQueue.steady()));
        mac.init(new SecretKeySpec(new byte[] {1, 2, 3}, "HMAC"));
        for (int i = 0; i < parts; i++) {
          mac.update(new byte[30_000]);
        }
        Mac clone = (Mac) mac.clone();
        mac.update((byte) 5);
        mac.doFinal();
        mac.init(new SecretKeySpec(new byte[] {9}, "HMAC"));
        Mac oracle = Oracles.mac(name.mac());
        oracle.init(new SecretKeySpec(new byte[] {1, 2, 3}, "HMAC"));
        oracle.update(new byte[parts * 30_000]);
        assertArrayEquals(oracle.doFinal(), clone.doFinal(), name.mac() + " parts=" + parts);
      }
    }
  }

  @Test
  void withoutADeviceADigestIsTheJdksOwn() throws Exception {
    Provider.Service service = provider("always").getService("MessageDigest", "SHA-256");
    assertTrue(service.newInstance(null).getClass().getName().startsWith("sun."));
  }
}
