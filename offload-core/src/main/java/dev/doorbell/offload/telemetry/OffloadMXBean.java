package dev.doorbell.offload.telemetry;

import java.util.List;
import java.util.Map;

/**
 * One instance, as JMX shows it: {@code dev.doorbell:type=Offload} is the process's shared one,
 * {@code dev.doorbell:type=Offload,instance=N} one that the application opened itself. Counters
 * only grow; each is exact, but together they are not of one instant.
 */
public interface OffloadMXBean {
  /** The version of Doorbell. */
  String getVersion();

  /** Every device that was found, usable or not. */
  List<DeviceState> getDevices();

  /** Jobs and input bytes by engine, operation and reason. */
  List<JobCounters.Row> getCounters();

  /** Jobs by reason, over all engines and operations: for monitors that read maps but no rows. */
  Map<String, Long> getJobsByReason();

  /** Latencies on the devices' queues by device and operation; empty without HdrHistogram. */
  List<JobLatency> getLatencies();

  /** Jobs that are on queues at this moment. */
  int getJobsInFlight();

  /** Staging memory that jobs in flight and quarantines hold at this moment, in bytes. */
  long getStagingBytesInUse();

  /** Answers of queues that were looked at twice so far ({@code doorbell.verify}). */
  long getVerifiedJobs();

  /** Every setting in force, by its full name. */
  Map<String, String> getConfiguration();

  /** Settings that could not be used. */
  List<String> getWarnings();

  /** What stays in software, and why. */
  List<Off> getOff();
}
