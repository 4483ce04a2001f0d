package dev.doorbell.provider;

import dev.doorbell.offload.engine.Capability;
import dev.doorbell.offload.engine.Engine;
import dev.doorbell.offload.engine.EngineStatus;
import dev.doorbell.offload.job.AeadJob;
import dev.doorbell.offload.job.CipherJob;
import dev.doorbell.offload.job.DigestJob;
import dev.doorbell.offload.job.Direction;
import dev.doorbell.offload.job.Job;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.MacJob;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.job.Outcome;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.GeneralSecurityException;
import java.security.Security;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A queue that computes with the JDK (SM4: Bouncy Castle) on copies and, where it is asked to,
 * gives no answer at random: busy, evicted, faulted, or not ready to be offered anything. Fault
 * injection is an engine.
 */
final class TestQueue implements Engine {
  private static final List<Outcome> NO_ANSWERS =
      List.of(
          Outcome.Busy.BUSY,
          Outcome.Evicted.RESET,
          Outcome.Evicted.TIMEOUT,
          Outcome.Evicted.INCONSISTENT,
          Outcome.Faulted.DEVICE_ERROR,
          Outcome.Faulted.UNSUPPORTED);
  private static final EngineStatus LOST = new EngineStatus(EngineStatus.State.EVICTED, "test", 1);

  private final Random random;
  private final Map<Operation, Capability> capabilities = new EnumMap<>(Operation.class);
  private final AtomicInteger done = new AtomicInteger();
  private volatile boolean lost;

  private TestQueue(Random random) {
    this.random = random;
    for (Operation operation : Operation.values()) {
      if (operation.family() == Operation.Family.CIPHER
          || operation.family() == Operation.Family.AEAD
          || operation.family() == Operation.Family.DIGEST
          || operation.family() == Operation.Family.MAC) {
        capabilities.put(operation, new Capability(operation, 1, 16 << 20));
      }
    }
  }

  /** Answers every job. */
  static TestQueue steady() {
    return new TestQueue(null);
  }

  /** Gives no answer to about half of the jobs, and is away for about a quarter of the offers. */
  static TestQueue failing(long seed) {
    return new TestQueue(new Random(seed));
  }

  /** Jobs that got an answer. */
  int done() {
    return done.get();
  }

  /** Takes the queue away, or brings it back: what was started on it has to go on elsewhere. */
  void lose(boolean away) {
    lost = away;
  }

  @Override
  public String name() {
    return "test-queue";
  }

  @Override
  public Capability capability(Operation operation) {
    return capabilities.get(operation);
  }

  @Override
  public EngineStatus status() {
    return lost || (random != null && random.nextInt(4) == 0) ? LOST : EngineStatus.ALWAYS_READY;
  }

  @Override
  public Outcome execute(Job job, JobResult result) {
    if (random != null && random.nextBoolean()) {
      return NO_ANSWERS.get(random.nextInt(NO_ANSWERS.size()));
    }
    try {
      byte[] output = compute(job);
      MemorySegment.copy(output, 0, job.output(), ValueLayout.JAVA_BYTE, 0, output.length);
      result.set(job.inputBytes(), output.length);
      done.incrementAndGet();
      return Outcome.Done.DONE;
    } catch (AEADBadTagException e) {
      done.incrementAndGet();
      return Outcome.Rejected.BAD_TAG;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("job=" + job, e);
    }
  }

  private static byte[] compute(Job job) throws GeneralSecurityException {
    byte[] input = job.input().toArray(ValueLayout.JAVA_BYTE);
    return switch (job) {
      case AeadJob aead -> aead(aead, input);
      case CipherJob block -> block(block, input);
      case DigestJob digest -> Oracles.digest(digest.operation()).digest(input);
      case MacJob mac -> {
        Mac oracle = Oracles.mac(mac.operation());
        // An empty key is no SecretKeySpec; zeros are added to it anyway (RFC 2104).
        byte[] key = Arrays.copyOf(mac.key().bytes(), MacJob.blockBytes(mac.operation()));
        oracle.init(new SecretKeySpec(key, "HMAC"));
        yield oracle.doFinal(input);
      }
      default -> throw new IllegalArgumentException("job=" + job);
    };
  }

  private static byte[] aead(AeadJob aead, byte[] input) throws GeneralSecurityException {
    String[] name = aead.operation().name().split("_");
    Cipher cipher = oracle(name[0] + "/" + name[1] + "/NoPadding");
    cipher.init(
        mode(aead.direction()),
        new SecretKeySpec(aead.key().bytes(), name[0]),
        new GCMParameterSpec(aead.tagBytes() * 8, aead.iv()));
    cipher.updateAAD(aead.aad().toArray(ValueLayout.JAVA_BYTE));
    return cipher.doFinal(input);
  }

  private static byte[] block(CipherJob block, byte[] input) throws GeneralSecurityException {
    if (block.operation() == Operation.AES_XTS) {
      return Oracles.xts(
          block.direction() == Direction.ENCRYPT, block.key().bytes(), block.iv(), input);
    }
    String[] name = block.operation().name().split("_");
    Cipher cipher = oracle(name[0] + "/" + name[1] + "/NoPadding");
    SecretKeySpec key = new SecretKeySpec(block.key().bytes(), name[0]);
    if (block.iv().length == 0) {
      cipher.init(mode(block.direction()), key);
    } else {
      cipher.init(mode(block.direction()), key, new IvParameterSpec(block.iv()));
    }
    return cipher.doFinal(input);
  }

  private static int mode(Direction direction) {
    return direction == Direction.ENCRYPT ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE;
  }

  /**
   * A cipher that is not ours: SunJCE's for AES, Bouncy Castle's for SM4 and where SunJCE was
   * removed.
   */
  static Cipher oracle(String transformation) throws GeneralSecurityException {
    if (transformation.startsWith("AES")
        && !transformation.contains("CCM")
        && Security.getProvider("SunJCE") != null) {
      return Cipher.getInstance(transformation, Security.getProvider("SunJCE"));
    }
    return ServiceLoader.load(dev.doorbell.offload.engine.EngineProvider.class)
        .findFirst()
        .orElseThrow()
        .newCipher(transformation);
  }
}
