package dev.doorbell.kerneltest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Counts one thread's system calls with the kernel's own trace events. */
final class CallCounter {
  private static final Path EVENT = Path.of("/sys/kernel/tracing/events/raw_syscalls/sys_enter");
  private static final Pattern TOTAL = Pattern.compile("Hits: (\\d+)");

  private CallCounter() {}

  static boolean available() {
    return Files.exists(EVENT.resolve("hist"));
  }

  /**
   * Runs {@code work} on a thread of its own and returns how many system calls that thread made in
   * it.
   */
  static long count(Runnable work) throws InterruptedException {
    long[] counted = new long[1];
    Throwable[] failure = new Throwable[1];
    Thread thread =
        Thread.ofPlatform()
            .start(() -> {
              try {
                counted[0] = countHere(work);
              } catch (Throwable e) {
                failure[0] = e;
              }
            });
    thread.join();
    if (failure[0] != null) {
      throw new AssertionError("counted work failed", failure[0]);
    }
    return counted[0];
  }

  private static long countHere(Runnable work) throws IOException {
    String thread = Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName().toString();
    String trigger = "hist:keys=id if common_pid==" + thread;
    // What starting and stopping the counter itself costs: the least of some empty runs, since the
    // JVM's own calls come on top now and then.
    long empty = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      empty = Math.min(empty, between(trigger, () -> {}));
    }
    return between(trigger, work) - empty;
  }

  private static long between(String trigger, Runnable work) throws IOException {
    Files.writeString(EVENT.resolve("trigger"), trigger);
    try {
      work.run();
      String histogram = Files.readString(EVENT.resolve("hist"));
      if (Boolean.getBoolean("doorbell.histogram")) {
        System.out.println(histogram);
      }
      Matcher total = TOTAL.matcher(histogram);
      long hits = 0;
      while (total.find()) {
        hits += Long.parseLong(total.group(1));
      }
      return hits;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } finally {
      Files.writeString(EVENT.resolve("trigger"), "!" + trigger);
    }
  }
}
