package dev.doorbell.examples.soak;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.OffloadConfig;
import dev.doorbell.offload.device.twin.Twin;
import java.io.FileInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the child JVMs of {@link ProcessLifeTest} do. */
final class LifeMain {
  static final int WORKERS_EXIT_CODE = 7;

  private LifeMain() {}

  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "shutdown" -> {
        Offload offload = busy(-1);
        Thread.sleep(300);
        System.out.println("jobs in flight, staging " + (offload.stagingBytesInUse() >= 0));
        System.exit(0);
      }
      case "exit-in-worker" -> {
        busy(200);
        Thread.sleep(50_000);
      }
      case "end-of-main" -> busy(-1);
      case "no-descriptors" -> withoutDescriptors();
      case "little-native-memory" -> littleNativeMemory();
      default -> throw new IllegalArgumentException("mode=" + arguments[0]);
    }
  }

  private static Offload open() throws InterruptedException {
    Offload offload =
        Offload.open(OffloadConfig.of(SoakTest.SETTINGS), Twin.parse("hisi_zip:3,hisi_sec2:3", ""));
    offload.awaitReady(Duration.ofSeconds(20));
    return offload;
  }

  /**
   * Daemon threads with jobs in flight, some of them on a queue that does not answer.
   *
   * @param exitAfter jobs after which a worker ends the JVM, or −1
   */
  private static Offload busy(int exitAfter) throws Exception {
    Offload offload = open();
    Corpus corpus = new Corpus(1);
    var device = offload.twin().orElseThrow().devices().getFirst();
    device.hold(device.queues()[0]);
    var provider = new dev.doorbell.provider.DoorbellProvider(offload);
    for (int t = 0; t < 16; t++) {
      Client client = new Client(offload, provider, corpus, t);
      int worker = t;
      Runnable work =
          () -> {
            try {
              for (int i = 0; ; i++) {
                if (!client.runOne()) {
                  System.out.println("wrong bytes");
                }
                if (worker == 3 && i == exitAfter) {
                  System.exit(WORKERS_EXIT_CODE);
                }
              }
            } catch (Exception e) {
              e.printStackTrace(System.out);
            }
          };
      if (t < 8) {
        Thread.ofPlatform().daemon().start(work);
      } else {
        Thread.ofVirtual().start(work);
      }
    }
    return offload;
  }

  /** Under {@code ulimit -n}: takes every descriptor that is left, loses the queues, goes on. */
  private static void withoutDescriptors() throws Exception {
    Corpus corpus = new Corpus(1);
    try (Offload offload = open()) {
      // A class path of directories needs a descriptor for each class: load them while there are
      // some.
      for (int round = 0; round < 3; round++) {
        loseAllQueues(offload);
        check(Workload.run(offload, corpus, 1000, 20_000_000_000L, 2, 4, round), "before");
        refuseOnce(offload);
      }
      List<FileInputStream> few = takeAll();
      loseAllQueues(offload);
      Workload.run(offload, corpus, 100, 20_000_000_000L, 2, 4, 9);
      giveBack(few);
      if (!offload.awaitReady(Duration.ofSeconds(30))) {
        throw new AssertionError("not ready: " + offload.devices());
      }
      List<FileInputStream> all = takeAll();
      loseAllQueues(offload);
      check(Workload.run(offload, corpus, 300, 20_000_000_000L, 2, 4, 2), "without descriptors");
      giveBack(all);
      check(Workload.run(offload, corpus, 300, 20_000_000_000L, 2, 4, 3), "afterwards");
      if (!offload.awaitReady(Duration.ofSeconds(30))) {
        throw new AssertionError("never ready again: " + offload.devices());
      }
    }
    System.out.println("fine");
  }

  private static List<FileInputStream> takeAll() {
    List<FileInputStream> all = new ArrayList<>();
    try {
      while (true) {
        all.add(new FileInputStream("/dev/null"));
      }
    } catch (IOException noneLeft) {
      System.out.println("took " + all.size());
      return all;
    }
  }

  private static void giveBack(List<FileInputStream> all) throws IOException {
    for (FileInputStream one : all) {
      one.close();
    }
  }

  private static void loseAllQueues(Offload offload) {
    for (var device : offload.twin().orElseThrow().devices()) {
      for (int queue : device.queues()) {
        try {
          device.reset(queue);
        } catch (IllegalArgumentException closedMeanwhile) {
          continue;
        }
      }
    }
  }

  private static void refuseOnce(Offload offload) throws InterruptedException {
    var devices = offload.twin().orElseThrow().devices();
    devices.forEach(device -> device.failOpen(24));
    loseAllQueues(offload);
    Thread.sleep(30);
    devices.forEach(device -> device.failOpen(0));
    offload.awaitReady(Duration.ofSeconds(30));
  }

  /** Under {@code -XX:MaxDirectMemorySize}: slabs cannot be made. */
  private static void littleNativeMemory() throws Exception {
    Corpus corpus = new Corpus(1);
    try (Offload offload =
        Offload.open(
            OffloadConfig.of(
                Map.of("doorbell.devices", "twin", "doorbell.route.min.bytes", "0")))) {
      offload.awaitReady(Duration.ofSeconds(2));
      check(Workload.run(offload, corpus, 500, 20_000_000_000L, 4, 4, 1), "starved");
      offload.counters().forEach(System.out::println);
    }
    System.out.println("fine");
  }

  private static void check(Workload.Result result, String when) {
    if (result.wrong() + result.failed() + result.hung() > 0 || result.jobs() == 0) {
      throw new AssertionError(when + ": " + result, result.firstFailure());
    }
  }
}
