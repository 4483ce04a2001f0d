package dev.doorbell.kerneltest;

import dev.doorbell.offload.Offload;
import java.io.IOException;

/**
 * The other process of {@link ProcessesTest}. Arguments: device name, what to do. Debugfs is not
 * for it.
 */
final class ChildMain {
  private ChildMain() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    try (Offload offload = Guest.offload(args[0], "doorbell.deadline.floor.ms", "20000")) {
      switch (args[1]) {
        case "work" -> {
          offload.awaitReady(java.time.Duration.ofSeconds(60));
          System.out.println("ready");
          work(offload, 6);
        }
        case "hang" -> {
          offload.awaitReady(java.time.Duration.ofSeconds(60));
          System.out.println("ready");
          System.in.read();
          work(offload, 1);
        }
        case "unusable" -> {
          String detail =
              offload.devices().stream()
                  .filter(it -> it.device().equals(args[0]))
                  .findFirst()
                  .orElseThrow()
                  .detail();
          System.out.println(detail.replaceAll(":.*", ""));
          work(offload, 2);
        }
        default ->
            throw new IllegalArgumentException(
                "what=" + args[1] + ", allowed: work, hang, unusable");
      }
    }
  }

  private static void work(Offload offload, int rounds) {
    Workload workload = new Workload(offload, ProcessHandle.current().pid());
    for (int i = 0; i < rounds; i++) {
      workload.ciphers(1000 + i);
    }
    System.out.println("worked");
  }
}
