package dev.doorbell.examples.soak;

import dev.doorbell.codec.OffloadDeflater;
import dev.doorbell.codec.OffloadInflater;
import dev.doorbell.offload.Offload;
import dev.doorbell.offload.job.AeadJob;
import dev.doorbell.offload.job.CipherJob;
import dev.doorbell.offload.job.DeflateJob;
import dev.doorbell.offload.job.Direction;
import dev.doorbell.offload.job.Format;
import dev.doorbell.offload.job.InflateJob;
import dev.doorbell.offload.job.Job;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.job.Outcome;
import dev.doorbell.provider.DoorbellProvider;
import java.io.ByteArrayInputStream;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** One thread's jobs: each is run and compared with what the JDK says. */
final class Client {
  private static final MemorySegment NOTHING = MemorySegment.ofArray(new byte[0]);

  private final Offload offload;
  private final DoorbellProvider provider;
  private final Corpus corpus;
  private final SplittableRandom random;
  private final JobResult result = new JobResult();
  private byte[] output = new byte[1024];

  Client(Offload offload, DoorbellProvider provider, Corpus corpus, long seed) {
    this.offload = offload;
    this.provider = provider;
    this.corpus = corpus;
    random = new SplittableRandom(seed);
  }

  /** Runs one job; false for wrong bytes. Throws where a call fails. */
  boolean runOne() throws Exception {
    Corpus.Message m = corpus.any(random);
    return switch (random.nextInt(20)) {
      case 0, 1, 2 -> yields(cipher(Operation.AES_CBC, Direction.ENCRYPT, m, m.plain()), m.cbc());
      case 3 -> yields(cipher(Operation.AES_CBC, Direction.DECRYPT, m, m.cbc()), m.plain());
      case 4, 5 -> yields(cipher(Operation.AES_CTR, Direction.ENCRYPT, m, m.plain()), m.ctr());
      case 6, 7, 8 -> yields(gcm(Direction.ENCRYPT, m, m.plain(), 16), m.gcm());
      case 9, 10 -> yields(gcm(Direction.DECRYPT, m, m.gcm(), -16), m.plain());
      case 11 ->
          offload.execute(gcm(Direction.DECRYPT, m, m.spoilt(), -16), result)
              == Outcome.Rejected.BAD_TAG;
      case 12, 13 -> yields(inflate(Format.ZLIB, m.zlib(), m), m.plain());
      case 14 -> yields(inflate(Format.GZIP, m.gzip(), m), m.plain());
      case 15 -> deflates(Format.ZLIB, m);
      case 16 -> deflates(Format.RAW, m);
      case 17 -> deflates(Format.GZIP, m);
      case 18 -> ciphersOfTheJca(m);
      default -> codecs(m);
    };
  }

  private MemorySegment output(int bytes) {
    if (output.length < bytes) {
      output = new byte[bytes];
    }
    return MemorySegment.ofArray(output).asSlice(0, bytes);
  }

  private Job cipher(Operation operation, Direction direction, Corpus.Message m, byte[] input) {
    return new CipherJob(
        operation,
        direction,
        m.material(),
        m.iv(),
        MemorySegment.ofArray(input),
        output(input.length));
  }

  private Job gcm(Direction direction, Corpus.Message m, byte[] input, int more) {
    return new AeadJob(
        Operation.AES_GCM,
        direction,
        m.material(),
        m.nonce(),
        NOTHING,
        16,
        MemorySegment.ofArray(input),
        output(input.length + more));
  }

  private Job inflate(Format format, byte[] packed, Corpus.Message m) {
    return new InflateJob(format, MemorySegment.ofArray(packed), output(m.plain().length + 8));
  }

  private boolean yields(Job job, byte[] expected) {
    Outcome outcome = offload.execute(job, result);
    return outcome == Outcome.Done.DONE
        && Arrays.equals(output, 0, (int) result.produced(), expected, 0, expected.length);
  }

  private boolean deflates(Format format, Corpus.Message m) throws Exception {
    int n = m.plain().length;
    DeflateJob job =
        new DeflateJob(
            format,
            6,
            0,
            MemorySegment.NULL,
            Corpus.ending(format),
            MemorySegment.ofArray(m.plain()),
            output((int) DeflateJob.outputBound(n)));
    if (offload.execute(job, result) != Outcome.Done.DONE) {
      return false;
    }
    byte[] packed = Arrays.copyOf(output, (int) result.produced());
    if (format == Format.GZIP) {
      return Arrays.equals(
          new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes(), m.plain());
    }
    byte[] back = new byte[n + 1];
    try (Inflater inflater = new Inflater(format == Format.RAW)) {
      inflater.setInput(packed);
      return inflater.inflate(back) == n
          && inflater.finished()
          && Arrays.equals(back, 0, n, m.plain(), 0, n);
    }
  }

  private boolean ciphersOfTheJca(Corpus.Message m) throws Exception {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", provider);
    SecretKeySpec key = new SecretKeySpec(m.key(), "AES");
    GCMParameterSpec parameters = new GCMParameterSpec(128, m.nonce());
    cipher.init(Cipher.ENCRYPT_MODE, key, parameters);
    if (!Arrays.equals(cipher.doFinal(m.plain()), m.gcm())) {
      return false;
    }
    cipher.init(Cipher.DECRYPT_MODE, key, parameters);
    try {
      cipher.doFinal(m.spoilt());
      return false;
    } catch (AEADBadTagException right) {
      cipher.init(Cipher.DECRYPT_MODE, key, parameters);
      return Arrays.equals(cipher.doFinal(m.gcm()), m.plain());
    }
  }

  private boolean codecs(Corpus.Message m) throws Exception {
    int n = m.plain().length;
    byte[] packed = new byte[(int) DeflateJob.outputBound(n)];
    byte[] back = new byte[n + 1];
    try (OffloadDeflater deflater = new OffloadDeflater(6, false, offload);
        OffloadInflater inflater = new OffloadInflater(false, offload)) {
      deflater.setInput(m.plain());
      deflater.finish();
      int size = deflater.deflate(packed);
      inflater.setInput(packed, 0, size);
      int got = inflater.inflate(back);
      return deflater.finished() && got == n && Arrays.equals(back, 0, n, m.plain(), 0, n);
    }
  }
}
