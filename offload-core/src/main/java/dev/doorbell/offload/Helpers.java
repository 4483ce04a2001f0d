package dev.doorbell.offload;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A few daemon threads for pieces that are compressed beside the caller's. They start with the
 * first piece and end when there has been none for some seconds, so that nothing keeps them or the
 * loader of their classes alive. Any thread.
 */
final class Helpers implements Executor, AutoCloseable {
  private static final long IDLE_SECONDS = 5;

  private final ThreadPoolExecutor threads;

  /**
   * @param most threads at the same time, 1 or more
   */
  Helpers(int most) {
    threads =
        new ThreadPoolExecutor(
            most,
            most,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("doorbell-helper-", 0).factory(),
            // After close: whoever submitted runs it himself.
            new ThreadPoolExecutor.DiscardPolicy());
    threads.allowCoreThreadTimeOut(true);
  }

  @Override
  public void execute(Runnable task) {
    threads.execute(task);
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
