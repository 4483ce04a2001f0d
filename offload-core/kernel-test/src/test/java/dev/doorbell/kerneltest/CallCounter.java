package dev.doorbell.kerneltest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
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
  private static final String TRIGGER = "hist:keys=common_pid,id:size=8192";
  private static final Pattern ROW =
      Pattern.compile("common_pid:\\s*(\\d+), id:\\s*(\\d+) *} hitcount:\\s*(\\d+)");

  private Map<Integer, Long> latest = Map.of();

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

  /** The latest count by the number of the system call. */
  Map<Integer, Long> latest() {
    return latest;
  }

  private long countHere(Runnable work) throws IOException {
    long thread =
        Long.parseLong(
            Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName().toString());
    // What looking at the counter itself costs: the least of some empty runs, since the JVM's own
    // calls come on top now and then.
    Map<Integer, Long> empty = null;
    for (int i = 0; i < 5; i++) {
      Map<Integer, Long> one = between(thread, () -> {});
      empty = empty == null || total(one) < total(empty) ? one : empty;
    }
    Map<Integer, Long> calls = between(thread, work);
    empty.forEach((number, hits) -> calls.merge(number, -hits, Long::sum));
    calls.values().removeIf(hits -> hits == 0);
    latest = calls;
    return total(calls);
  }

  private static long total(Map<Integer, Long> calls) {
    return calls.values().stream().mapToLong(Long::longValue).sum();
  }

  private static Map<Integer, Long> between(long thread, Runnable work) throws IOException {
    Map<Integer, Long> before = calls(thread);
    work.run();
    Map<Integer, Long> after = calls(thread);
    before.forEach((number, hits) -> after.merge(number, -hits, Long::sum));
    return after;
  }

  /** What the thread has called so far, by the number of the system call. */
  private static Map<Integer, Long> calls(long thread) throws IOException {
    Map<Integer, Long> calls = new TreeMap<>();
    Matcher row = ROW.matcher(Files.readString(EVENT.resolve("hist")));
    while (row.find()) {
      if (Long.parseLong(row.group(1)) == thread) {
        calls.put(Integer.valueOf(row.group(2)), Long.valueOf(row.group(3)));
      }
    }
    return calls;
  }

  @Override
  public void close() throws IOException {
    Files.writeString(EVENT.resolve("trigger"), "!" + TRIGGER);
  }
}
