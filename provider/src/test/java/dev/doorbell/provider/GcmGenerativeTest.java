package dev.doorbell.provider;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.OffloadConfig;
import dev.doorbell.offload.telemetry.JobCounters;
import dev.doorbell.provider.cipher.ColdCiphers;
import java.nio.ByteBuffer;
import java.security.Key;
import java.security.Provider;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random sequences of calls, run on our AES-GCM and on SunJCE's. Everything that a caller can see
 * is the same, but for one thing: SunJCE overwrites the output with zeros when a tag does not
 * match, and a job leaves it as it was.
 */
class GcmGenerativeTest {
  private static final int MESSAGES = Integer.getInteger("doorbell.test.messages", 100) * 4;

  @ParameterizedTest
  @ValueSource(strings = {"AES/GCM/NoPadding", "AES_128/GCM/NoPadding", "AES_256/GCM/NoPadding"})
  void anySequenceOfCallsIsSunJces(String transformation) throws Exception {
    long seed = System.nanoTime();
    for (long minBytes : new long[] {0, 1, 100, 1000}) {
      TestQueue queue = minBytes == 0 ? TestQueue.steady() : TestQueue.failing(seed + minBytes);
      run(transformation, seed + minBytes, Doorbells.over(queue, minBytes), MESSAGES);
      assertTrue(minBytes != 0 || queue.done() > 0, transformation + ": no job at all");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"AES/GCM/NoPadding", "AES_256/GCM/NoPadding"})
  void soItIsWhereMessagesAreCutForColdSoftware(String transformation) throws Exception {
    long seed = System.nanoTime();
    for (int floorBytes : new int[] {1, 100, 1000}) {
      Offload offload = Offload.withEngines(OffloadConfig.defaults(), List.of());
      run(transformation, seed + floorBytes, new ColdCiphers(offload, floorBytes), MESSAGES);
      assertTrue(
          offload.counters().stream().mapToLong(JobCounters.Row::jobs).sum() > 0, "no job at all");
    }
  }

  static void run(String transformation, long seed, Provider provider, int messages)
      throws Exception {
    String title = transformation + " seed=" + seed;
    Random random = new Random(seed);
    Cipher ours = Cipher.getInstance(transformation, provider);
    Cipher theirs = TestQueue.oracle(transformation);
    Cipher maker = TestQueue.oracle(transformation);
    Key key = BlockModesGenerativeTest.key(transformation, random);
    GCMParameterSpec parameters = parameters(random);
    for (int message = 0; message < messages; message++) {
      String name = title + " message=" + message;
      boolean encrypt = random.nextBoolean();
      int mode = encrypt ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE;
      if (random.nextInt(10) != 0) {
        // Now and then nothing is new, or only one of the two: the software cipher says what that
        // means.
        parameters = parameters(random);
      }
      if (random.nextInt(4) == 0) {
        key = BlockModesGenerativeTest.key(transformation, random);
      }
      Key fixedKey = key;
      GCMParameterSpec fixedParameters = parameters;
      String expected = outcome(() -> theirs.init(mode, fixedKey, fixedParameters));
      assertEquals(expected, outcome(() -> ours.init(mode, fixedKey, fixedParameters)), name);
      if (expected != null) {
        continue;
      }
      for (int repeat = 1 + random.nextInt(2); repeat > 0; repeat--) {
        byte[] input =
            new byte[random.nextInt(4) == 0 ? random.nextInt(5000) : random.nextInt(200)];
        random.nextBytes(input);
        byte[] aad = new byte[random.nextBoolean() ? 0 : random.nextInt(100)];
        random.nextBytes(aad);
        if (!encrypt) {
          // Another transformation object, so that its own rule about nonces does not get in the
          // way.
          Cipher fresh = random.nextInt(8) == 0 ? maker : TestQueue.oracle(transformation);
          if (outcome(() -> fresh.init(Cipher.ENCRYPT_MODE, fixedKey, fixedParameters)) == null) {
            fresh.updateAAD(aad);
            input = fresh.doFinal(input);
          }
          if (random.nextInt(4) == 0 && input.length > 0) {
            input[random.nextInt(input.length)] ^= 1;
          } else if (random.nextInt(10) == 0) {
            input = Arrays.copyOf(input, random.nextInt(input.length + 1));
          }
        }
        if (!play(name + (encrypt ? " encrypt" : " decrypt"), ours, theirs, aad, input, random)) {
          break;
        }
      }
    }
  }

  private static boolean play(
      String title, Cipher ours, Cipher theirs, byte[] aad, byte[] input, Random random)
      throws Exception {
    List<String> calls = new ArrayList<>();
    int atAad = 0;
    int at = 0;
    while (true) {
      boolean lateAad = random.nextInt(30) == 0;
      if (atAad < aad.length || lateAad) {
        byte[] part =
            lateAad
                ? new byte[3]
                : Arrays.copyOfRange(aad, atAad, atAad + 1 + random.nextInt(aad.length - atAad));
        atAad += lateAad ? 0 : part.length;
        calls.add("updateAAD " + part.length);
        int form = random.nextInt(3);
        String expected = outcome(() -> updateAad(theirs, part, form));
        assertEquals(
            expected,
            outcome(() -> updateAad(ours, part, form)),
            () -> title + "\n" + String.join("\n", calls));
      }
      boolean last = random.nextInt(4) != 0;
      int n =
          last && random.nextInt(16) != 0
              ? input.length - at
              : random.nextInt(input.length - at + 1);
      int room = random.nextInt(12) == 0 ? random.nextInt(n + 32) : n + 64 + at;
      Form form = Form.random(random, Arrays.copyOfRange(input, at, at + n), room, last);
      if (room < n + 64 + at && form.kind().name().startsWith("SAME_")) {
        // SunJCE keeps its copy of an overlapping output after a ShortBufferException and trips
        // over it at the next call.
        form =
            new Form(
                Form.Kind.ARRAYS,
                form.input(),
                room,
                form.inputOffset(),
                form.outputOffset(),
                last);
      }
      calls.add(form.toString());
      Form.Seen expected = form.run(theirs);
      Form.Seen seen = form.run(ours);
      if (expected.returned().contains("AEADBadTag")) {
        assertEquals(
            expected.returned() + expected.positions(),
            seen.returned() + seen.positions(),
            () -> title + "\n" + String.join("\n", calls));
        return false;
      }
      assertEquals(expected, seen, () -> title + "\n" + String.join("\n", calls));
      if (!expected.threw()) {
        at += n;
        if (last) {
          return true;
        }
      } else if (!expected.returned().contains("ShortBuffer")) {
        return false;
      }
      if (random.nextInt(8) == 0) {
        assertEquals(theirs.getOutputSize(n), ours.getOutputSize(n), title);
        assertArrayEquals(theirs.getIV(), ours.getIV(), title);
        assertArrayEquals(
            theirs.getParameters().getEncoded(), ours.getParameters().getEncoded(), title);
      }
    }
  }

  private static void updateAad(Cipher cipher, byte[] part, int form) {
    switch (form) {
      case 0 -> cipher.updateAAD(part);
      case 1 -> cipher.updateAAD(ByteBuffer.wrap(part));
      default -> cipher.updateAAD(ByteBuffer.allocateDirect(part.length).put(part).flip());
    }
  }

  private interface Action {
    void run() throws Exception;
  }

  private static String outcome(Action action) {
    try {
      action.run();
      return null;
    } catch (Exception e) {
      return e.getClass().getName() + ": " + e.getMessage();
    }
  }

  private static GCMParameterSpec parameters(Random random) {
    byte[] iv = new byte[random.nextInt(8) == 0 ? 1 + random.nextInt(40) : 12];
    random.nextBytes(iv);
    int[] tags = {128, 128, 120, 112, 104, 96, 64};
    return new GCMParameterSpec(tags[random.nextInt(tags.length)], iv);
  }
}
