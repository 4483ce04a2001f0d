package dev.doorbell.bench;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.job.JobResult;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * Runs the smallest job on one thread without end, for a tracer to look at. Prints {@code steady
 * PID} once everything is compiled; a line on standard input starts the count, the next one ends it
 * and the program. Standard output then has the jobs in between. {@code bench/count-syscalls} does
 * this with strace.
 */
public final class SteadyJobs {
  private static final int WARM_UP_JOBS = 3_000_000;

  private static volatile boolean ended;
  private static volatile long jobs;

  private SteadyJobs() {}

  public static void main(String[] args) throws InterruptedException, IOException {
    Offload offload = SmallestJob.openTwin();
    Thread worker = Thread.ofPlatform().name("worker").start(() -> work(offload));
    while (jobs < WARM_UP_JOBS) {
      Thread.sleep(100);
    }
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    System.out.println("steady " + ProcessHandle.current().pid());
    commands.readLine();
    long first = jobs;
    commands.readLine();
    long last = jobs;
    ended = true;
    worker.join();
    SmallestJob.Share share = SmallestJob.share(offload);
    System.out.println(
        last
            - first
            + " jobs counted; in all "
            + share.queue()
            + " on the queue, "
            + share.software()
            + " in software");
    offload.close();
  }

  private static void work(Offload offload) {
    SmallestJob job = new SmallestJob();
    JobResult result = new JobResult();
    for (long n = 1; !ended; n++) {
      offload.execute(job.job(), result);
      jobs = n;
    }
  }
}
