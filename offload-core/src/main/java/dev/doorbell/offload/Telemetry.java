package dev.doorbell.offload;

import dev.doorbell.offload.engine.Engine;
import dev.doorbell.offload.telemetry.Beans;
import dev.doorbell.offload.telemetry.FlightEvents;
import dev.doorbell.offload.telemetry.Off;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What others see of one instance, from its opening to its close: start line, flight recorder,
 * MXBean. The recorder and the MBean server hold the instance in between, and nothing of it after.
 */
final class Telemetry implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Offload.class.getName());
  private static final AtomicInteger OTHERS = new AtomicInteger();

  private final @Nullable Runnable events;
  private final @Nullable Runnable bean;

  /**
   * @param shared whether this is the process's own instance
   */
  Telemetry(Offload offload, List<Engine> queues, boolean shared) {
    String number = shared ? null : String.valueOf(OTHERS.incrementAndGet());
    OffloadReport report = new OffloadReport(offload, queues, List.of());
    events = FlightEvents.begin(() -> report.configuration(number == null ? "shared" : number));
    bean = Beans.register(new OffloadBean(offload, report), number);
    List<Off> missing = OffloadReport.missing(events != null, bean != null, !queues.isEmpty());
    LOG.log(
        System.Logger.Level.INFO, () -> new OffloadReport(offload, queues, missing).startLine());
  }

  @Override
  public void close() {
    if (events != null) {
      events.run();
    }
    if (bean != null) {
      bean.run();
    }
  }
}
