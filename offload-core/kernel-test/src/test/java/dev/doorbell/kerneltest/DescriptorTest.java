package dev.doorbell.kerneltest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.Inflater;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The test device's own reading of the descriptors: those that the C library writes (uacce.md,
 * annex A) give the JDK's bytes, and each bit that nobody may set is refused with a status. Without
 * it, "the driver's descriptors were not refused" would say little.
 */
class DescriptorTest {
  private static final int N = 64;

  @BeforeEach
  @AfterEach
  void wellBehaved() {
    Knobs.reset();
  }

  /** One job's memory: source, destination, key, IV, MAC, as annex A names them. */
  private static final class Memory {
    final MemorySegment all;
    final MemorySegment source;
    final MemorySegment destination;

    Memory(RawQueue queue) {
      all = queue.allocate(20 * 4096);
      source = all.asSlice(0, 4096);
      destination = all.asSlice(8 * 4096, 4096);
      Random random = new Random(42);
      for (long i = 0; i < 5 * 4096; i++) {
        all.set(ValueLayout.JAVA_BYTE, i, (byte) random.nextInt());
      }
    }

    long address(String symbol) {
      return switch (symbol) {
        case "S" -> source.address();
        case "K", "H" -> all.address() + 4096;
        case "V", "A" -> all.address() + 2 * 4096;
        case "M" -> all.address() + 12 * 4096;
        case "D" -> destination.address();
        default ->
            throw new IllegalArgumentException("symbol=" + symbol + ", allowed: S K H V A M D");
      };
    }

    byte[] bytes(String symbol, int n) {
      byte[] bytes = new byte[n];
      MemorySegment.copy(all, ValueLayout.JAVA_BYTE, address(symbol) - all.address(), bytes, 0, n);
      return bytes;
    }
  }

  /** A row of annex A: {@code offset:hex word} or {@code offset:symbol}. */
  private static MemorySegment descriptor(RawQueue queue, Memory memory, String row) {
    MemorySegment descriptor = queue.allocate(RawQueue.DESCRIPTOR_BYTES);
    for (String field : row.split(" ")) {
      int at = Integer.parseInt(field.substring(0, field.indexOf(':')));
      String value = field.substring(field.indexOf(':') + 1);
      if (value.length() == 1) {
        descriptor.set(RawQueue.U64, at, memory.address(value));
      } else {
        descriptor.set(RawQueue.U32, at, Integer.parseUnsignedInt(value, 16));
      }
    }
    return descriptor;
  }

  private static final String BD2_CBC = "0:00000a12 12:00021000 20:00000040 80:V 88:K 96:S 104:D";
  private static final String BD2_GCM =
      "0:00000a12 12:00026010 16:00000014 20:00000064 24:00140000"
          + " 56:A 64:H 72:M 80:V 88:K 96:S 104:D";
  private static final String BD3_CBC =
      "0:00000223 4:00210001 16:S 48:K 56:08000000 72:00000040 76:D 92:V";
  private static final String BD3_GCM =
      "0:00000223 4:00260101 16:S 24:H 32:A 48:K 56:08000000 64:00140000 68:00000014 72:00000064"
          + " 76:D 84:M 92:V";
  private static final String ZIP_V2 = "16:00000040 28:0a000000 36:00004002 56:00000800 72:S 80:D";
  private static final String ZIP_V3 = "16:00000040 28:3a000000 36:00004002 56:00000800 72:S 80:D";

  private static Knobs knobs(boolean zip, int version) {
    if (zip) {
      return version == 2 ? Knobs.ZIP_V2 : Knobs.ZIP_V3;
    }
    return version == 2 ? Knobs.SEC_V2 : Knobs.SEC_V3;
  }

  private static boolean secDone(MemorySegment answer) {
    int word = answer.get(RawQueue.U32, 112);
    return (word & 1) == 1 && (word >> 16 & 0xff) == 0;
  }

  @ParameterizedTest
  @CsvSource({
    "2, AES/CBC/NoPadding, 16, " + BD2_CBC,
    "2, AES/ECB/NoPadding, 32, 0:00000a12 12:00020400 20:00000040 80:V 88:K 96:S 104:D",
    "3, AES/CBC/NoPadding, 16, " + BD3_CBC,
    "3, AES/ECB/NoPadding, 32, 0:00000223 4:00204001 16:S 48:K 56:08000000 72:00000040 76:D 92:V",
    "3, AES/CTR/NoPadding, 24, 0:00000223 4:00242001 16:S 48:K 56:0c000000 72:0000003f 76:D 92:V",
  })
  void ciphersOfTheCLibrarysDescriptorsGiveTheJdksBytes(
      int version, String transformation, int keyBytes, String row) throws Exception {
    try (RawQueue queue = new RawQueue(knobs(false, version), 0)) {
      Memory memory = new Memory(queue);
      assertTrue(secDone(queue.execute(descriptor(queue, memory, row))));
      int n = transformation.contains("CTR") ? N - 1 : N;
      Cipher cipher = Cipher.getInstance(transformation, "SunJCE");
      SecretKeySpec key = new SecretKeySpec(memory.bytes("K", keyBytes), "AES");
      if (transformation.contains("ECB")) {
        cipher.init(Cipher.ENCRYPT_MODE, key);
      } else {
        cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(memory.bytes("V", 16)));
      }
      byte[] expected = Arrays.copyOf(cipher.doFinal(memory.bytes("S", n)), N);
      assertArrayEquals(expected, memory.bytes("D", N));
    }
  }

  @ParameterizedTest
  @CsvSource({"2, " + BD2_GCM, "3, " + BD3_GCM})
  void gcmOfTheCLibrarysDescriptorsGivesTheJdksBytes(int version, String row) throws Exception {
    try (RawQueue queue = new RawQueue(knobs(false, version), 0)) {
      Memory memory = new Memory(queue);
      assertTrue(secDone(queue.execute(descriptor(queue, memory, row))));
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", "SunJCE");
      cipher.init(
          Cipher.ENCRYPT_MODE,
          new SecretKeySpec(memory.bytes("K", 16), "AES"),
          new GCMParameterSpec(128, memory.bytes("V", 12)));
      byte[] source = memory.bytes("S", 120);
      cipher.updateAAD(source, 0, 20);
      byte[] expected = cipher.doFinal(source, 20, 100);
      byte[] destination = memory.bytes("D", 120);
      assertArrayEquals(
          Arrays.copyOf(expected, 100), Arrays.copyOfRange(destination, 20, 120), "ciphertext");
      assertArrayEquals(Arrays.copyOfRange(expected, 100, 116), memory.bytes("M", 16), "tag");
    }
  }

  @ParameterizedTest
  @CsvSource({"2, " + ZIP_V2, "3, " + ZIP_V3})
  void zlibOfTheCLibrarysDescriptorsIsReadByTheJdk(int version, String row) throws Exception {
    try (RawQueue queue = new RawQueue(knobs(true, version), 0)) {
      Memory memory = new Memory(queue);
      MemorySegment answer = queue.execute(descriptor(queue, memory, row));
      assertEquals(N, answer.get(RawQueue.U32, 0), "consumed");
      int produced = answer.get(RawQueue.U32, 4);
      byte[] message = new byte[produced + 2];
      message[0] = 0x78;
      message[1] = (byte) 0x9c;
      System.arraycopy(memory.bytes("D", produced), 0, message, 2, produced);
      Inflater inflater = new Inflater();
      inflater.setInput(message);
      byte[] plain = new byte[N];
      assertEquals(N, inflater.inflate(plain));
      assertEquals(0, inflater.inflate(new byte[1]));
      assertTrue(inflater.finished(), "with its checksum");
      inflater.end();
      assertArrayEquals(memory.bytes("S", N), plain);
    }
  }

  /**
   * Bits, by offset of their 32-bit word, that may be set beside those of the row without the job
   * being refused: tags, hints, and addresses and lengths, whose other values are jobs of their
   * own.
   */
  private record Free(int at, int mask) {}

  private static List<Free> whole(int... offsets) {
    return Arrays.stream(offsets).mapToObj(at -> new Free(at, -1)).toList();
  }

  private static List<Free> free(boolean zip, int version) {
    List<Free> free = new ArrayList<>();
    if (zip) {
      // isize and checksum fed in, the tag, the addresses, space, length; windows; the request.
      free.addAll(whole(120, 124, 72, 76, 80, 84, 56, 16));
      free.addAll(version == 2 ? whole(52) : whole(104, 108));
      free.add(new Free(36, 0xf001));
    } else if (version == 2) {
      free.addAll(whole(80, 84, 88, 92, 96, 100, 104, 108));
      free.add(new Free(40, 0xffff));
      free.add(new Free(20, 0xffffff));
      // Scene 0 is Linux's, key lengths, modes and algorithms are codes: tested on their own.
      free.add(new Free(12, 0xffe00));
      free.add(new Free(0, 0x0800));
    } else {
      free.addAll(whole(8, 12, 16, 20, 48, 52, 76, 80, 92, 96));
      free.add(new Free(72, 0xffffff));
      free.add(new Free(56, 0x08000000));
      free.add(new Free(4, 0xffe000));
      free.add(new Free(0, 0x20));
    }
    return free;
  }

  /** Every further bit is reserved, an output, or belongs to jobs of another kind. */
  @ParameterizedTest
  @CsvSource({
    "true, 2, " + ZIP_V2,
    "true, 3, " + ZIP_V3,
    "false, 2, " + BD2_CBC,
    "false, 3, " + BD3_CBC
  })
  void eachBitThatNobodyMaySetIsAnsweredWithAnErrorAndWritesNothing(
      boolean zip, int version, String row) throws Exception {
    Knobs device = knobs(zip, version);
    int judged = 0;
    try (RawQueue queue = new RawQueue(device, 0)) {
      Memory memory = new Memory(queue);
      MemorySegment good = descriptor(queue, memory, row);
      MemorySegment bad = queue.allocate(RawQueue.DESCRIPTOR_BYTES);
      for (int bit = 0; bit < 8 * RawQueue.DESCRIPTOR_BYTES; bit++) {
        int at = bit / 32 * 4;
        int mask = 1 << bit % 32;
        if (free(zip, version).stream().anyMatch(it -> it.at() == at && (it.mask() & mask) != 0)) {
          continue;
        }
        MemorySegment.copy(good, 0, bad, 0, RawQueue.DESCRIPTOR_BYTES);
        bad.set(RawQueue.U32, at, bad.get(RawQueue.U32, at) ^ mask);
        memory.destination.fill((byte) 0x55);
        long before = device.get("refused") + device.get("unmodelled");
        MemorySegment answer = queue.execute(bad);
        String what = "offset " + at + ", bit " + bit % 32;
        assertEquals(before + 1, device.get("refused") + device.get("unmodelled"), what);
        if (zip) {
          assertNotEquals(0, answer.get(RawQueue.U32, 12) & 0xff, what);
        } else {
          assertTrue(!secDone(answer), what);
        }
        byte[] untouched = new byte[N];
        Arrays.fill(untouched, (byte) 0x55);
        assertArrayEquals(untouched, memory.bytes("D", N), what);
        judged++;
      }
    }
    assertTrue(judged > 500, "bits judged: " + judged);
  }

  /** Modes 0 to 15 of algorithms 0 to 15: what works is what the version's table says. */
  @ParameterizedTest
  @CsvSource({"2, 12, 12, 16, 9", "3, 4, 16, 20, 13"})
  void unknownAlgorithmsModesAndKeyLengthsAreRefused(
      int version, int at, int modeShift, int algorithmShift, int keyShift) throws Exception {
    Knobs device = knobs(false, version);
    try (RawQueue queue = new RawQueue(device, 0)) {
      Memory memory = new Memory(queue);
      for (int code = 0; code < 16 * 16; code++) {
        int mode = code & 15;
        int algorithm = code >> 4;
        MemorySegment job = descriptor(queue, memory, version == 2 ? BD2_CBC : BD3_CBC);
        int word = job.get(RawQueue.U32, at) & ~(0xf << modeShift | 0xf << algorithmShift);
        job.set(RawQueue.U32, at, word | mode << modeShift | algorithm << algorithmShift);
        boolean block = mode == 0 || mode == 1;
        boolean known =
            algorithm == 2 && block
                || algorithm == 3 && mode == 1
                || version == 3 && algorithm == 3 && mode == 0;
        MemorySegment answer = queue.execute(job);
        assertTrue(known || !secDone(answer), "algorithm " + algorithm + ", mode " + mode);
        if (algorithm == 2 && block) {
          assertTrue(secDone(answer), "AES, mode " + mode);
        }
      }
      for (int length = 3; length < 8; length++) {
        MemorySegment job = descriptor(queue, memory, version == 2 ? BD2_CBC : BD3_CBC);
        job.set(RawQueue.U32, at, job.get(RawQueue.U32, at) | length << keyShift);
        assertTrue(!secDone(queue.execute(job)), "key length code " + length);
      }
    }
  }

  /** Sources, keys and IVs at any address: a fault is a status with the others' jobs going on. */
  @Test
  void badAddressesAreAnsweredAndHarmNobody() throws Exception {
    long[] addresses = {1, 4095, 0x7fff_ffff_f000L, -1L, 0x8000_0000_0000L, 1L << 62};
    try (RawQueue sec = new RawQueue(Knobs.SEC_V3, 0);
        RawQueue zip = new RawQueue(Knobs.ZIP_V3, 0)) {
      Memory memory = new Memory(sec);
      long before = Knobs.SEC_V3.get("faults");
      for (long address : addresses) {
        for (int at : new int[] {16, 48, 76, 92}) {
          MemorySegment job = descriptor(sec, memory, BD3_CBC);
          job.set(RawQueue.U64, at, address);
          assertTrue(!secDone(sec.execute(job)), "offset " + at + ", address " + address);
        }
        for (int at : new int[] {72, 80}) {
          MemorySegment job = descriptor(zip, memory, ZIP_V3);
          job.set(RawQueue.U64, at, address);
          assertEquals(0x0b, zip.execute(job).get(RawQueue.U32, 12) & 0xff, "offset " + at);
        }
        assertTrue(secDone(sec.execute(descriptor(sec, memory, BD3_CBC))), "the next job");
      }
      assertEquals(before + 4L * addresses.length, Knobs.SEC_V3.get("faults"));
    }
  }

  @Test
  void noiseIsAnsweredDescriptorForDescriptor() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (Knobs device : Knobs.ALL) {
      try (RawQueue queue = new RawQueue(device, 0)) {
        MemorySegment noise = queue.allocate(RawQueue.DESCRIPTOR_BYTES);
        for (int i = 0; i < 300; i++) {
          for (int at = 0; at < RawQueue.DESCRIPTOR_BYTES; at += 4) {
            int sparse = random.nextInt();
            noise.set(RawQueue.U32, at, sparse & random.nextInt());
          }
          // Nothing that could name memory of this process by chance: bit 63 of every 32-bit pair.
          for (int at = 4; at < RawQueue.DESCRIPTOR_BYTES; at += 4) {
            noise.set(RawQueue.U32, at, noise.get(RawQueue.U32, at) | 1 << 31);
          }
          queue.execute(noise);
        }
      } catch (AssertionError e) {
        throw new AssertionError(device + ", seed=" + seed, e);
      }
    }
  }
}
