package dev.doorbell.kerneltest;

import dev.doorbell.offload.Offload;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CountDownLatch;

/**
 * The other process of {@link ProcessesTest}. Arguments: device name, what to do. Debugfs is not
 * for it.
 */
final class ChildMain {
  private ChildMain() {}

  private static final long PUT_Q = 0x5701;
  private static final long START_Q = 0x5700;

  public static void main(String[] args) throws IOException, InterruptedException {
    if (args[1].equals("inherited")) {
      inherited();
      return;
    }
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
          System.out.println("open " + Guest.CALLS.open("/dev/" + args[0], 2));
          System.out.println("doctor " + DoctorTest.about(DoctorTest.examine(args[0]), args[0]));
          work(offload, 2);
        }
        default ->
            throw new IllegalArgumentException(
                "what=" + args[1] + ", allowed: work, hang, unusable");
      }
    }
  }

  /** Descriptor 0 is a queue of the parent's: everything that can be done with it is done. */
  private static void inherited() throws InterruptedException {
    System.out.println("mmap " + Guest.CALLS.mmap(0, 0, 65_536));
    System.out.println("put " + Guest.CALLS.ioctl(0, PUT_Q, MemorySegment.NULL));
    System.out.println("start " + Guest.CALLS.ioctl(0, START_Q, MemorySegment.NULL));
    System.out.println("put " + Guest.CALLS.ioctl(0, PUT_Q, MemorySegment.NULL));
    new CountDownLatch(1).await();
  }

  private static void work(Offload offload, int rounds) {
    Workload workload = new Workload(offload, ProcessHandle.current().pid());
    for (int i = 0; i < rounds; i++) {
      workload.ciphers(1000 + i);
    }
    System.out.println("worked");
  }
}
