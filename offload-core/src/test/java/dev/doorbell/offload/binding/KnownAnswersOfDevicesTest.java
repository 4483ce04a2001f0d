package dev.doorbell.offload.binding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.device.Device;
import dev.doorbell.offload.device.twin.Fault;
import dev.doorbell.offload.device.twin.FaultKind;
import dev.doorbell.offload.device.twin.FaultPlan;
import dev.doorbell.offload.device.twin.Step;
import dev.doorbell.offload.device.twin.StepEvent;
import dev.doorbell.offload.device.twin.TwinDeviceSpec;
import dev.doorbell.offload.job.AeadJob;
import dev.doorbell.offload.job.CipherJob;
import dev.doorbell.offload.job.DeflateJob;
import dev.doorbell.offload.job.Direction;
import dev.doorbell.offload.job.Format;
import dev.doorbell.offload.job.Job;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.KeyMaterial;
import dev.doorbell.offload.job.Lz77Job;
import dev.doorbell.offload.job.MacJob;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.job.Outcome;
import java.lang.foreign.MemorySegment;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That no device gets a kind of work that it was not asked a known answer of. */
class KnownAnswersOfDevicesTest {
  static Stream<TwinDeviceSpec> devices() {
    return Stream.of(
        TwinDeviceSpec.of("hisi_zip", 2),
        TwinDeviceSpec.of("hisi_zip", 3),
        TwinDeviceSpec.of("hisi_sec2", 2),
        TwinDeviceSpec.of("hisi_sec2", 3));
  }

  @ParameterizedTest
  @MethodSource("devices")
  void everyKindOfJobThatADeviceTakesIsAskedFor(TwinDeviceSpec spec) {
    try (TwinRig rig = new TwinRig(spec, FaultPlan.NONE, 10_000)) {
      Device device = rig.engine.binding().device();
      int operations = 0;
      for (Operation operation : Operation.values()) {
        if (device.capability(operation) != null) {
          Set<String> asked =
              KnownAnswers.of(operation).stream()
                  .map(answer -> kind(answer.job()))
                  .collect(Collectors.toCollection(TreeSet::new));
          Set<String> taken =
              jobs(operation)
                  .filter(device.codec()::accepts)
                  .map(KnownAnswersOfDevicesTest::kind)
                  .collect(Collectors.toCollection(TreeSet::new));
          assertTrue(!taken.isEmpty(), operation + " of " + spec);
          assertEquals(taken, asked, operation + " of " + spec);
          operations++;
        }
      }
      assertTrue(operations >= 4, "operations=" + operations);
    }
  }

  /** What makes a difference in the descriptor, sizes and values apart. */
  private static String kind(Job job) {
    return switch (job) {
      case CipherJob cipher -> cipher.direction() + ", key of " + cipher.key().lengthBytes();
      case AeadJob aead -> aead.direction() + ", key of " + aead.key().lengthBytes();
      case MacJob mac ->
          mac.key().lengthBytes() < MacJob.blockBytes(mac.operation())
              ? "key shorter than a block"
              : "key of a block";
      case DeflateJob deflate ->
          deflate.ending() == DeflateJob.Ending.PIECE ? "goes on" : "comes to an end";
      case Lz77Job search -> search.level() > 12 ? "thorough" : "quick";
      default -> "any";
    };
  }

  /** One job of each kind that can be thought of, and more that no device takes. */
  private static Stream<Job> jobs(Operation operation) {
    MemorySegment input = MemorySegment.ofArray(new byte[64]);
    MemorySegment output = MemorySegment.ofArray(new byte[1024]);
    Stream<KeyMaterial> keys =
        Stream.of(8, 16, 24, 32, 48, 64, 128).map(n -> KeyMaterial.copyOf(new byte[n]));
    return switch (operation.family()) {
      case CIPHER -> {
        boolean ecb = operation == Operation.AES_ECB || operation == Operation.SM4_ECB;
        byte[] iv = new byte[ecb ? 0 : 16];
        yield keys.flatMap(key ->
            Stream.of(Direction.values())
                .map(way -> new CipherJob(operation, way, key, iv, input, output)));
      }
      case AEAD ->
          keys.flatMap(key ->
              Stream.of(Direction.values())
                  .map(way ->
                      new AeadJob(
                          operation,
                          way,
                          key,
                          new byte[12],
                          MemorySegment.NULL,
                          16,
                          input,
                          output)));
      case MAC ->
          keys.filter(key -> key.lengthBytes() <= MacJob.blockBytes(operation))
              .map(key -> new MacJob(operation, key, input, output));
      case DEFLATE ->
          Stream.of(DeflateJob.Ending.values())
              .filter(
                  ending -> operation == Operation.DEFLATE_RAW || ending == DeflateJob.Ending.WHOLE)
              .map(ending ->
                  new DeflateJob(
                      format(operation), -1, 0, MemorySegment.NULL, ending, input, output));
      case LZ77 -> Stream.of(-7, 1, 12, 13, 22).map(level -> new Lz77Job(level, input, output));
      case DIGEST, INFLATE, ZSTD -> KnownAnswers.of(operation).stream().map(KnownAnswer::job);
    };
  }

  private static Format format(Operation operation) {
    return switch (operation) {
      case DEFLATE_ZLIB -> Format.ZLIB;
      case DEFLATE_GZIP -> Format.GZIP;
      default -> Format.RAW;
    };
  }

  @ParameterizedTest
  @MethodSource("devices")
  void everyOperationThatADeviceClaimsIsProven(TwinDeviceSpec spec) {
    try (TwinRig rig = new TwinRig(spec, FaultPlan.NONE, 10_000)) {
      rig.maintain();
      for (Operation operation : Operation.values()) {
        if (rig.engine.capability(operation) != null) {
          assertEquals(Outcome.Done.DONE, rig.engine.prove(operation), operation + " of " + spec);
        }
      }
    }
  }

  @Test
  void anOperationWhoseFirstAnswerIsWrongIsNotOfferedAgain() {
    AtomicInteger untilError = new AtomicInteger(Integer.MAX_VALUE);
    try (TwinRig rig =
        new TwinRig(TwinDeviceSpec.of("hisi_sec2", 3), errorAt(untilError), 10_000)) {
      rig.maintain();
      assertNotNull(rig.engine.capability(Operation.AES_XTS));
      untilError.set(1);
      byte[] output = new byte[32];
      assertEquals(Outcome.Faulted.UNSUPPORTED, rig.engine.execute(xts(output), new JobResult()));
      assertArrayEquals(new byte[32], output);
      assertNull(rig.engine.capability(Operation.AES_XTS));
      assertNotNull(rig.engine.capability(Operation.AES_CBC));
    }
  }

  @Test
  void anOperationIsProvenAgainAfterEachRebinding() {
    AtomicInteger untilError = new AtomicInteger(Integer.MAX_VALUE);
    try (TwinRig rig =
        new TwinRig(TwinDeviceSpec.of("hisi_sec2", 3), errorAt(untilError), 10_000)) {
      rig.maintain();
      assertEquals(Outcome.Done.DONE, rig.engine.execute(xts(new byte[32]), new JobResult()));
      rig.device.reset(rig.device.queues()[0]);
      assertEquals(Outcome.Evicted.RESET, rig.engine.execute(xts(new byte[32]), new JobResult()));
      TwinRig.await(
          "bound again",
          () -> {
            rig.maintain();
            return rig.engine.binding().stats().state() == BindingState.ACTIVE;
          });
      untilError.set(1);
      byte[] output = new byte[32];
      // An error in the job itself would be DEVICE_ERROR: here it is in the question before it.
      assertEquals(Outcome.Faulted.UNSUPPORTED, rig.engine.execute(xts(output), new JobResult()));
      assertNull(rig.engine.capability(Operation.AES_XTS));
    }
  }

  @Test
  void whatMetErrorsWhenItWasAskedGoesToTheQueuesLater() {
    // Trouble that ends after the questions that are asked first: no wrong answer, and no mode that
    // the device lacks.
    FaultPlan threeErrors = FaultPlan.parse("error:every=1:limit=3,seed=1");
    try (TwinRig rig = new TwinRig(TwinDeviceSpec.of("hisi_sec2", 3), threeErrors, 10_000)) {
      TwinRig.await(
          "active",
          () -> {
            rig.maintain();
            return rig.engine.binding().stats().state() == BindingState.ACTIVE;
          });
      Set<Operation> first = Set.of(Operation.AES_CBC, Operation.AES_CTR, Operation.AES_GCM);
      for (Operation operation : first) {
        assertNull(rig.engine.capability(operation), operation::toString);
        assertEquals(Outcome.Faulted.UNSUPPORTED, rig.engine.prove(operation));
      }
      rig.aheadNs = KnownAnswers.FIRST_PAUSE_NS;
      for (Operation operation : first) {
        assertNotNull(rig.engine.capability(operation), operation::toString);
        assertEquals(Outcome.Done.DONE, rig.engine.prove(operation));
      }
    }
  }

  /** One error: in the job that brings the counter to zero. */
  private static FaultPlan errorAt(AtomicInteger jobs) {
    return (StepEvent event) ->
        event.step() == Step.EXECUTED && jobs.decrementAndGet() == 0
            ? Fault.of(FaultKind.ERROR)
            : Fault.NONE;
  }

  private static Job xts(byte[] output) {
    byte[] key = new byte[32];
    key[0] = 1;
    return new CipherJob(
        Operation.AES_XTS,
        Direction.ENCRYPT,
        KeyMaterial.copyOf(key),
        new byte[16],
        MemorySegment.ofArray(new byte[32]),
        MemorySegment.ofArray(output));
  }
}
