package dev.doorbell.provider;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** Ciphers of many threads on one queue that fails. */
class ConcurrencyTest {
  @Test
  void virtualThreadsShareAQueueThatFails() throws Exception {
    long seed = System.nanoTime();
    TestQueue queue = TestQueue.failing(seed);
    DoorbellProvider provider = Doorbells.over(queue, 512);
    List<Future<?>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 200; i++) {
        long own = seed + i;
        all.add(threads.submit(() -> roundTrip(provider, new Random(own))));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    assertTrue(queue.done() > 0, "seed=" + seed);
  }

  private static Void roundTrip(DoorbellProvider provider, Random random) throws Exception {
    byte[] key = new byte[16];
    random.nextBytes(key);
    byte[] message = new byte[600 + random.nextInt(5000)];
    random.nextBytes(message);
    boolean gcm = random.nextBoolean();
    Cipher cipher =
        Cipher.getInstance(gcm ? "AES/GCM/NoPadding" : "AES/CBC/PKCS5Padding", provider);
    var parameters =
        gcm ? new GCMParameterSpec(128, new byte[12]) : new IvParameterSpec(new byte[16]);
    cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), parameters);
    ByteBuffer sealed = ByteBuffer.allocateDirect(message.length + 16);
    cipher.doFinal(ByteBuffer.wrap(message), sealed);
    cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), parameters);
    ByteBuffer opened = ByteBuffer.allocate(message.length + 16);
    cipher.doFinal(sealed.flip(), opened);
    byte[] plain = new byte[opened.flip().remaining()];
    opened.get(plain);
    assertArrayEquals(message, plain);
    return null;
  }
}
