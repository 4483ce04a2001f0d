package dev.doorbell.offload.sim;

import java.util.List;

/** The faults that the simulation has to find. Each stands for one that a maintainer could make. */
final class Mutations {
  private Mutations() {}

  static List<Mutation> all() {
    return List.of(
        new Mutation(
            "quarantine off",
            "binding.QueueEngine",
            "binding.abandon(staging);",
            "binding.discharge(staging);\n        pool.release(staging);",
            100),
        new Mutation(
            "buffer released before the fence",
            "binding.QueueBinding",
            "    generation.close();\n    boolean safe = endQuarantineIfSafe();",
            "    quarantine.releaseAll();\n    generation.close();\n    boolean safe = true;",
            100),
        new Mutation(
            "other holders of the device ignored",
            "binding.QueueBinding",
            "if (device.heldByProcess()) {",
            "if (false) {",
            5000),
        new Mutation(
            "generation check off: leases on a retired generation",
            "binding.Generation",
            "leases.compareAndSet(now, now | RETIRED)",
            "leases.compareAndSet(now, now)",
            100),
        new Mutation(
            "answer of a job that was not run believed",
            "device.hisi.QmQueue",
            "\n          || isOurOwnDescriptor(entry)",
            "",
            5000),
        new Mutation(
            "status word unread on reception",
            "device.hisi.QmQueue",
            "      if (status.rxStopped()) {\n        condemn(QueueFault.RESET);\n        break;\n      }\n      if (!completions.ready()) {",
            "      if (!completions.ready()) {",
            400),
        new Mutation(
            "doorbell before the descriptor",
            "device.hisi.QmQueue",
            "      place(entry);\n      return announce(1);",
            "      doorbell.ring(\n          QmDoorbellWord.submission(\n              queueNumber, (submissions.tail() + 1) % submissions.depth()));\n      place(entry);\n      return announce(1);",
            100),
        new Mutation(
            "completion doorbell early",
            "device.hisi.QmQueue",
            "      int slot = completions.slot();",
            "      doorbell.ring(\n          QmDoorbellWord.completion(\n              queueNumber, (completions.head() + 1) % submissions.depth(), false));\n      int slot = completions.slot();",
            100),
        new Mutation(
            "completion doorbell one too far",
            "device.hisi.QmQueue",
            "int head = consumedHead;",
            "int head = (consumedHead + 1) % submissions.depth();",
            200),
        new Mutation(
            "wrong phase at wrap",
            "device.hisi.QmCompletionRing",
            "expectedPhase ^= 1;",
            "expectedPhase = 1;",
            100),
        new Mutation(
            "in place, not staged: output committed before the outcome",
            "binding.QueueEngine",
            "      if (!completed && (submitted || queue.fault() != null)) {",
            "      MemorySegment.copy(\n          staging.memory(),\n          staging.outputOffset(),\n          job.output(),\n          0,\n          Math.min(job.output().byteSize(), staging.sizeBytes() - staging.outputOffset()));\n      if (!completed && (submitted || queue.fault() != null)) {",
            100),
        new Mutation(
            "answer shown before it is copied",
            "device.hisi.QmQueue",
            "      submissions.copyAnswer(slot, entry);",
            "      entry.complete();\n      submissions.copyAnswer(slot, entry);",
            200),
        new Mutation(
            "slot lost",
            "binding.QueueEngine",
            "      deviceMayWrite = false;\n      queue.end(entry);\n      deadlines",
            "      deviceMayWrite = false;\n      if (entry.index() != 1) {\n        queue.end(entry);\n      }\n      deadlines",
            100),
        new Mutation(
            "submit lock not taken",
            "device.hisi.QmQueue",
            "  public boolean submit(InFlight entry) {\n    submitLock.lock();",
            "  public boolean submit(InFlight entry) {\n    submitLock.tryLock();",
            300),
        new Mutation(
            "deadline not looked at",
            "binding.QueueEngine",
            "          && nanoClock.getAsLong() - deadlineNs >= 0) {",
            "          && nanoClock.getAsLong() - deadlineNs >= 1_000_000_000_000L) {",
            200),
        new Mutation(
            "queues closed with leases on them",
            "binding.Generation",
            "    return leases.get() == RETIRED;",
            "    return leases.get() < 0;",
            5000),
        new Mutation("slab not wiped", "memory.StagingPool", "    staging.wipe();\n", "", 50));
  }
}
