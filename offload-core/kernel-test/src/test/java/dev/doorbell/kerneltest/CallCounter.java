package dev.doorbell.kerneltest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Counts one thread's system calls with the kernel's own trace events. They are switched on once
 * for all counts: each switch rewrites code of the running kernel, which an emulated machine of two
 * processors does not always survive.
 */
final class CallCounter implements AutoCloseable {
  private static final Path TRACING = Path.of("/sys/kernel/tracing");
  private static final Path EVENT = TRACING.resolve("events/raw_syscalls/sys_enter");
  private static final String TRIGGER = "hist:keys=common_pid:size=4096";
  private static final Pattern ROW = Pattern.compile("common_pid:\\s*(\\d+) *} hitcount:\\s*(\\d+)");

  CallCounter() throws IOException {
    // The names of all threads would be recorded by two more events, of the scheduler.
    Files.writeString(TRACING.resolve("options/record-cmd"), "0");
    Files.writeString(EVENT.resolve("trigger"), TRIGGER);
  }

  static boolean available() {
    return Files.exists(EVENT.resolve("hist"));
  }

  /**
   * Runs {@code work} on a thread of its own and returns how many system calls that thread made in
   * it.
   */
  long count(Runnable work) throws InterruptedException {
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
    long thread =
        Long.parseLong(
            Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName().toString());
    // What looking at the counter itself costs: the least of some empty runs, since the JVM's own
    // calls come on top now and then.
    long empty = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      empty = Math.min(empty, -calls(thread) + calls(thread));
    }
    long before = calls(thread);
    work.run();
    return calls(thread) - before - empty;
  }

  private static long calls(long thread) throws IOException {
    Matcher row = ROW.matcher(Files.readString(EVENT.resolve("hist")));
    while (row.find()) {
      if (Long.parseLong(row.group(1)) == thread) {
        return Long.parseLong(row.group(2));
      }
    }
    return 0;
  }

  @Override
  public void close() throws IOException {
    Files.writeString(EVENT.resolve("trigger"), "!" + TRIGGER);
  }
}
