package dev.doorbell.provider;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.codec.OffloadDeflater;
import dev.doorbell.codec.OffloadInflater;
import dev.doorbell.offload.DeviceReport;
import dev.doorbell.offload.Offload;
import dev.doorbell.offload.OffloadConfig;
import dev.doorbell.offload.device.twin.Fault;
import dev.doorbell.offload.device.twin.FaultKind;
import dev.doorbell.offload.device.twin.Step;
import dev.doorbell.offload.device.twin.Twin;
import dev.doorbell.offload.device.twin.TwinConfig;
import dev.doorbell.offload.job.AeadJob;
import dev.doorbell.offload.job.CipherJob;
import dev.doorbell.offload.job.DeflateJob;
import dev.doorbell.offload.job.DigestJob;
import dev.doorbell.offload.job.Direction;
import dev.doorbell.offload.job.Format;
import dev.doorbell.offload.job.InflateJob;
import dev.doorbell.offload.job.Job;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.KeyMaterial;
import dev.doorbell.offload.job.Lz77Job;
import dev.doorbell.offload.job.MacJob;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.job.Outcome;
import dev.doorbell.offload.job.ZstdJob;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code doorbell.verify} against a twin that flips a byte of its output while every status says
 * success.
 */
class VerificationTest {
  private static final SecretKeySpec KEY = new SecretKeySpec(new byte[32], "AES");
  private static final IvParameterSpec IV = new IvParameterSpec(new byte[16]);

  /** Off while the devices are proven, or known answers would keep them from real work. */
  private volatile boolean lying;

  private Offload offload;

  private Offload open(String devices, String verify) throws InterruptedException {
    Twin twin =
        Twin.start(
            TwinConfig.parse(devices, "")
                .withFaults(event ->
                    lying && event.step() == Step.EXECUTED
                        ? Fault.of(FaultKind.CORRUPT)
                        : Fault.NONE));
    offload =
        Offload.open(
            OffloadConfig.of(Map.of("doorbell.verify", verify, "doorbell.route.min.bytes", "0")),
            twin);
    assertTrue(offload.awaitReady(Duration.ofSeconds(20)), () -> "not ready: " + offload.devices());
    return offload;
  }

  @AfterEach
  void close() {
    if (offload != null) {
      offload.close();
    }
  }

  private DeviceReport onlyDevice() {
    return offload.devices().getFirst();
  }

  private long jobs(String engine, String reason) {
    return offload.counters().stream()
        .filter(row -> row.engine().startsWith(engine) && row.reason().equals(reason))
        .mapToLong(row -> row.jobs())
        .sum();
  }

  private static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static byte[] oracle(int mode, byte[] input) throws Exception {
    Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding", "SunJCE");
    cipher.init(mode, KEY, IV);
    return cipher.doFinal(input);
  }

  private Cipher cbc() throws Exception {
    Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding", new DoorbellProvider(offload));
    cipher.init(Cipher.ENCRYPT_MODE, KEY, IV);
    return cipher;
  }

  @Test
  void withoutItAWrongCiphertextGoesOut() throws Exception {
    open("hisi_sec2:3", "off");
    lying = true;
    byte[] plain = bytes(4096);
    assertFalse(Arrays.equals(oracle(Cipher.ENCRYPT_MODE, plain), cbc().doFinal(plain)));
    assertEquals("ACTIVE", onlyDevice().state(), "nobody noticed");
    assertEquals(0, offload.verifiedJobs());
  }

  @ParameterizedTest
  @ValueSource(strings = {"hisi_sec2:2", "hisi_sec2:3"})
  void aWrongCiphertextIsCorrectedAndTheDeviceRetired(String device) throws Exception {
    open(device, "1/1");
    byte[] plain = bytes(4096);
    byte[] sealed = oracle(Cipher.ENCRYPT_MODE, plain);
    Cipher cipher = cbc();
    assertArrayEquals(sealed, cipher.doFinal(plain));
    assertEquals("ACTIVE", onlyDevice().state());
    lying = true;
    assertArrayEquals(sealed, cipher.doFinal(plain));
    assertEquals(1, jobs("software", "FAULTED"));
    assertTrue(
        onlyDevice().detail().startsWith("retired: AES_CBC of 4096 bytes"), onlyDevice()::toString);
    assertEquals(Map.of("WRONG_ANSWER", 1L), onlyDevice().evictions());
    lying = false;
    assertArrayEquals(sealed, cipher.doFinal(plain), "in software from now on");
    assertEquals(1, jobs("software", "DISABLED"));
    assertEquals(1, jobs("hisi_sec2", "PREFERRED"));
    assertEquals(2, offload.verifiedJobs());
  }

  @Test
  void aRetiredDeviceGivesItsQueuesBackAndStaysAway() throws Exception {
    open("hisi_sec2:3", "1/1");
    Twin twin = offload.twin().orElse(null);
    lying = true;
    cbc().doFinal(bytes(64));
    long end = System.nanoTime() + 10_000_000_000L;
    while (!onlyDevice().state().equals("CLOSED") && System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
    assertEquals("CLOSED", onlyDevice().state());
    assertTrue(onlyDevice().detail().startsWith("retired: "), onlyDevice()::toString);
    assertEquals(List.of(), Arrays.stream(twin.devices().getFirst().queues()).boxed().toList());
    assertEquals(0, offload.stagingBytesInUse());
    offload.close();
    assertTrue(onlyDevice().detail().startsWith("retired: "), "a close is not the reason");
  }

  @Test
  void itIsSaidOnceInTheLog() throws Exception {
    List<String> lines = new java.util.concurrent.CopyOnWriteArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            if (line.getLevel().intValue() >= java.util.logging.Level.WARNING.intValue()) {
              lines.add(new java.util.logging.SimpleFormatter().formatMessage(line));
            }
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger("dev.doorbell");
    // The doctor, whose tests run in this JVM too, silences it.
    java.util.logging.Level before = logger.getLevel();
    logger.setLevel(java.util.logging.Level.ALL);
    logger.addHandler(handler);
    try {
      open("hisi_sec2:3", "1/1");
      lying = true;
      Cipher cipher = cbc();
      cipher.doFinal(bytes(64));
      cipher.doFinal(bytes(64));
      // The maintenance thread may have taken the line and not yet written it.
      offload.close();
    } finally {
      logger.removeHandler(handler);
      logger.setLevel(before);
    }
    assertEquals(1, lines.size(), lines::toString);
    assertTrue(lines.getFirst().startsWith("hisi_sec2-"), lines::toString);
    assertTrue(lines.getFirst().contains("gets no more jobs in this process"), lines::toString);
  }

  @Test
  void inPlaceJobsAreRedoneFromTheInputThatStoodThere() throws Exception {
    open("hisi_sec2:3", "1/1");
    byte[] plain = bytes(5000);
    byte[] sealed = oracle(Cipher.ENCRYPT_MODE, Arrays.copyOf(plain, 4992));
    for (boolean lie : new boolean[] {false, true}) {
      lying = lie;
      byte[] array = Arrays.copyOf(plain, 4992);
      assertEquals(4992, cbc().doFinal(array, 0, 4992, array, 0));
      assertArrayEquals(sealed, array, "lying=" + lie);
    }
    assertTrue(onlyDevice().detail().startsWith("retired"), onlyDevice()::toString);
  }

  @Test
  void overlappingBuffersAreRedoneFromTheInputThatStoodThere() throws Exception {
    open("hisi_sec2:3", "1/1");
    lying = true;
    byte[] plain = bytes(4096);
    ByteBuffer both = ByteBuffer.allocateDirect(4096 + 100);
    both.put(50, plain);
    cbc().doFinal(both.duplicate().position(50).limit(4146), both.duplicate());
    byte[] got = new byte[4096];
    both.get(0, got);
    assertArrayEquals(oracle(Cipher.ENCRYPT_MODE, plain), got);
  }

  @Test
  void wrongPlaintextOfAGenuineGcmMessageIsCorrected() throws Exception {
    open("hisi_sec2:3", "1/1");
    byte[] plain = bytes(1000);
    GCMParameterSpec nonce = new GCMParameterSpec(128, new byte[12]);
    Cipher jdk = Cipher.getInstance("AES/GCM/NoPadding", "SunJCE");
    jdk.init(Cipher.ENCRYPT_MODE, KEY, nonce);
    byte[] sealed = jdk.doFinal(plain);
    lying = true;
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", new DoorbellProvider(offload));
    cipher.init(Cipher.DECRYPT_MODE, KEY, nonce);
    assertArrayEquals(plain, cipher.doFinal(sealed));
    assertTrue(onlyDevice().detail().startsWith("retired"), onlyDevice()::toString);
  }

  @Test
  void aForgedMessageIsAnAnswerThatBothGive() throws Exception {
    open("hisi_sec2:3", "1/1");
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", new DoorbellProvider(offload));
    cipher.init(Cipher.DECRYPT_MODE, KEY, new GCMParameterSpec(128, new byte[12]));
    assertThrows(AEADBadTagException.class, () -> cipher.doFinal(bytes(1000)));
    assertEquals("ACTIVE", onlyDevice().state());
    assertEquals(1, offload.verifiedJobs());
  }

  @Test
  void compressionIsJudgedByWhatItGivesBack() throws Exception {
    open("hisi_zip:3", "1/1");
    byte[] text = "sampled verification ".repeat(40_000).getBytes();
    for (boolean lie : new boolean[] {false, true}) {
      lying = lie;
      Deflater deflater = new OffloadDeflater(6, true, offload);
      deflater.setInput(text);
      deflater.finish();
      byte[] packed = new byte[text.length];
      int n = 0;
      while (!deflater.finished()) {
        n += deflater.deflate(packed, n, packed.length - n);
      }
      deflater.end();
      assertArrayEquals(text, inflated(packed, n, text.length), "lying=" + lie);
      assertEquals(lie, !onlyDevice().state().equals("ACTIVE"), onlyDevice()::toString);
    }
    assertTrue(onlyDevice().detail().startsWith("retired: DEFLATE_RAW"), onlyDevice()::toString);
    assertTrue(jobs("hisi_zip", "PREFERRED") > 3, () -> offload.counters().toString());
  }

  @Test
  void aWrongInflationThatNoChecksumShowsIsCorrected() throws Exception {
    open("hisi_zip:3", "1/1");
    byte[] text = "raw deflate has no checksum ".repeat(500).getBytes();
    byte[] packed = new byte[text.length];
    int n;
    try (Deflater deflater = new Deflater(6, true)) {
      deflater.setInput(text);
      deflater.finish();
      n = deflater.deflate(packed);
    }
    for (boolean lie : new boolean[] {false, true}) {
      lying = lie;
      Inflater inflater = new OffloadInflater(true, offload);
      inflater.setInput(packed, 0, n);
      byte[] back = new byte[text.length];
      int got = 0;
      while (!inflater.finished()) {
        got += inflater.inflate(back, got, back.length - got);
      }
      inflater.end();
      assertArrayEquals(text, Arrays.copyOf(back, got), "lying=" + lie);
    }
    assertTrue(onlyDevice().detail().startsWith("retired: INFLATE_RAW"), onlyDevice()::toString);
  }

  private static byte[] inflated(byte[] packed, int n, int length) throws DataFormatException {
    try (Inflater inflater = new Inflater(true)) {
      inflater.setInput(packed, 0, n);
      byte[] back = new byte[length + 1];
      return Arrays.copyOf(back, inflater.inflate(back));
    }
  }

  @Test
  void oneOfEachLotIsPicked() throws Exception {
    open("hisi_sec2:3", "1/8");
    Cipher cipher = cbc();
    byte[] plain = bytes(64);
    for (int i = 0; i < 80; i++) {
      cipher.doFinal(plain);
    }
    assertEquals(10, offload.verifiedJobs());
    assertEquals(80, jobs("hisi_sec2", "PREFERRED"));
  }

  @Test
  void aLieIsFoundWithinTwoLots() throws Exception {
    open("hisi_sec2:3", "1/8");
    lying = true;
    Cipher cipher = cbc();
    byte[] plain = bytes(64);
    byte[] sealed = oracle(Cipher.ENCRYPT_MODE, plain);
    int wrong = 0;
    while (!Arrays.equals(sealed, cipher.doFinal(plain))) {
      wrong++;
      assertTrue(wrong < 16, "wrong=" + wrong);
    }
    assertTrue(onlyDevice().detail().startsWith("retired"), onlyDevice()::toString);
  }

  /** Every job type and every format, with nothing wrong: no false alarm. */
  @ParameterizedTest
  @EnumSource(Operation.class)
  void rightAnswersOfEveryOperationPass(Operation operation) throws Exception {
    open("hisi_sec2:3,hisi_zip:3", "1/1");
    Assumptions.assumeTrue(
        offload.wouldTake(operation, 4096), () -> "no device of the twin's does " + operation);
    Random random = new Random(operation.ordinal());
    for (int round = 0; round < 20; round++) {
      Job job = job(operation, 16 * (1 + random.nextInt(400)), random);
      JobResult result = new JobResult();
      assertEquals(Outcome.Done.DONE, offload.execute(job, result));
    }
    offload.devices().forEach(device -> assertEquals("ACTIVE", device.state(), device::toString));
    assertEquals(20, offload.verifiedJobs());
  }

  private static Job job(Operation operation, int size, Random random) throws Exception {
    byte[] input = new byte[size];
    random.nextBytes(input);
    Arrays.fill(input, 0, size / 2, (byte) 'x');
    MemorySegment in = MemorySegment.ofArray(input);
    MemorySegment out = MemorySegment.ofArray(new byte[2 * size + 100]);
    Direction direction = random.nextBoolean() ? Direction.ENCRYPT : Direction.DECRYPT;
    KeyMaterial key = KeyMaterial.copyOf(new byte[16]);
    return switch (operation) {
      case AES_ECB, SM4_ECB -> new CipherJob(operation, direction, key, new byte[0], in, out);
      case AES_XTS ->
          new CipherJob(operation, direction, KeyMaterial.copyOf(bytes(32)), new byte[16], in, out);
      case AES_CBC, AES_CTS, AES_CTR, AES_CFB, AES_OFB, SM4_CBC, SM4_CTR ->
          new CipherJob(operation, direction, key, new byte[16], in, out);
      case AES_GCM, AES_CCM, SM4_GCM, SM4_CCM ->
          new AeadJob(operation, Direction.ENCRYPT, key, new byte[12], in, 16, in, out);
      case MD5, SHA_1, SHA_224, SHA_256, SHA_384, SHA_512, SHA_512_224, SHA_512_256, SM3 ->
          new DigestJob(operation, in, out);
      case HMAC_MD5,
          HMAC_SHA_1,
          HMAC_SHA_224,
          HMAC_SHA_256,
          HMAC_SHA_384,
          HMAC_SHA_512,
          HMAC_SHA_512_224,
          HMAC_SHA_512_256,
          HMAC_SM3 ->
          new MacJob(operation, key, in, out);
      case DEFLATE_RAW ->
          new DeflateJob(
              Format.RAW,
              6,
              0,
              in.asSlice(0, size / 2),
              random.nextBoolean() ? DeflateJob.Ending.PIECE : DeflateJob.Ending.LAST_PIECE,
              in,
              out);
      case DEFLATE_ZLIB -> whole(Format.ZLIB, in, out);
      case DEFLATE_GZIP -> whole(Format.GZIP, in, out);
      case INFLATE_RAW -> new InflateJob(Format.RAW, packed(Format.RAW, in), out);
      case INFLATE_ZLIB -> new InflateJob(Format.ZLIB, packed(Format.ZLIB, in), out);
      case INFLATE_GZIP -> new InflateJob(Format.GZIP, packed(Format.GZIP, in), out);
      case ZSTD_COMPRESS -> new ZstdJob(Direction.ENCRYPT, 3, in, out);
      case ZSTD_DECOMPRESS -> new ZstdJob(Direction.DECRYPT, 3, in, out);
      case LZ77_ZSTD -> new Lz77Job(3, in, out);
    };
  }

  private static DeflateJob whole(Format format, MemorySegment in, MemorySegment out) {
    return new DeflateJob(format, 6, 0, MemorySegment.NULL, DeflateJob.Ending.WHOLE, in, out);
  }

  private static MemorySegment packed(Format format, MemorySegment in) {
    try (Offload software = Offload.open(OffloadConfig.of(Map.of("doorbell.devices", "none")))) {
      MemorySegment out =
          MemorySegment.ofArray(new byte[(int) DeflateJob.outputBound(in.byteSize())]);
      JobResult result = new JobResult();
      assertEquals(Outcome.Done.DONE, software.execute(whole(format, in, out), result));
      return out.asSlice(0, result.produced());
    }
  }
}
