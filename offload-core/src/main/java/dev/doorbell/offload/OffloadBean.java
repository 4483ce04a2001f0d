package dev.doorbell.offload;

import dev.doorbell.offload.telemetry.DeviceState;
import dev.doorbell.offload.telemetry.JobCounters;
import dev.doorbell.offload.telemetry.JobLatency;
import dev.doorbell.offload.telemetry.Off;
import dev.doorbell.offload.telemetry.OffloadMXBean;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** An instance as JMX asks for it. Any thread. */
record OffloadBean(Offload offload, OffloadReport report) implements OffloadMXBean {
  @Override
  public String getVersion() {
    return Version.text();
  }

  @Override
  public List<DeviceState> getDevices() {
    return offload.devices().stream().map(OffloadBean::stateOf).toList();
  }

  private static DeviceState stateOf(DeviceReport device) {
    return new DeviceState(
        device.device(),
        device.state(),
        device.detail(),
        device.generation(),
        device.evictions(),
        device.rebinds(),
        device.abandonedJobs(),
        device.quarantinedBytes(),
        device.highestQuarantinedBytes());
  }

  @Override
  public List<JobCounters.Row> getCounters() {
    return offload.counters();
  }

  @Override
  public Map<String, Long> getJobsByReason() {
    return offload.counters().stream()
        .collect(
            Collectors.toMap(
                JobCounters.Row::reason, JobCounters.Row::jobs, Long::sum, TreeMap::new));
  }

  @Override
  public List<JobLatency> getLatencies() {
    return offload.latencies();
  }

  @Override
  public int getJobsInFlight() {
    return offload.jobsInFlight();
  }

  @Override
  public long getStagingBytesInUse() {
    return offload.stagingBytesInUse();
  }

  @Override
  public long getVerifiedJobs() {
    return offload.verifiedJobs();
  }

  @Override
  public Map<String, String> getConfiguration() {
    return SettingsInForce.of(offload.config());
  }

  @Override
  public List<String> getWarnings() {
    return offload.config().warnings();
  }

  @Override
  public List<Off> getOff() {
    return report.off();
  }
}
