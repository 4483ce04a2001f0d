package dev.doorbell.provider;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Set;
import java.util.stream.Collectors;
import javax.crypto.Cipher;

/**
 * A JVM's first Cipher and what it starts, to be run in a JVM of its own. Prints one line: the
 * processor time of the warm-up's thread in microseconds (−1: there was none), and the names of our
 * threads that are left when it has ended.
 */
final class FirstCipher {
  private static final String THREAD = "doorbell-warmup";

  private FirstCipher() {}

  public static void main(String[] args) throws Exception {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    DoorbellProvider provider = new DoorbellProvider();
    Cipher.getInstance("AES/CBC/PKCS5Padding", provider);
    Thread warmup = find(THREAD);
    long used = -1;
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (warmup != null && warmup.isAlive() && System.nanoTime() < deadline) {
      used = Math.max(used, threads.getThreadCpuTime(warmup.threadId()) / 1000);
      Thread.onSpinWait();
    }
    Thread bean = find("doorbell-mxbean");
    if (bean != null) {
      bean.join(60_000);
    }
    Set<String> left =
        Thread.getAllStackTraces().keySet().stream()
            .map(Thread::getName)
            .filter(name -> name.contains("oorbell"))
            .collect(Collectors.toSet());
    System.out.println("used=" + used + " left=" + left);
  }

  private static Thread find(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(name))
        .findFirst()
        .orElse(null);
  }
}
