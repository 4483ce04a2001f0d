package dev.doorbell.offload;

import java.util.Map;

/**
 * One device, or one place where a device could be, as it is at this moment: for people, logs and
 * tests.
 *
 * @param device the device's name, or the place that was looked at
 * @param state UNBOUND, PROBATION, ACTIVE, DRAINING, EVICTED, QUARANTINED, CLOSED; or UNUSABLE for
 *     what discovery refused
 * @param reason a name for what keeps the device from being used, which stays when the words
 *     change: for what discovery refused one such as NO_NODE or NO_PERMISSION; for a device that is
 *     bound ALL_QUEUES_BUSY, NO_PERMISSION, OPEN_FAILED, ISOLATED, KNOWN_ANSWER_FAILED, RETIRED (a
 *     wrong answer), BARRED (lost too often), LOST, NOT_READY, CLOSED. Empty while it is in use
 * @param detail why, in words
 * @param generation how often queues were opened
 * @param evictions times that queues in use were given up, by cause
 * @param rebinds times that queues became active, the first one included
 * @param abandonedJobs jobs that were given up while the device might still write to their memory
 * @param quarantinedBytes memory that such jobs hold now
 * @param highestQuarantinedBytes the most that they held at once
 */
public record DeviceReport(
    String device,
    String state,
    String reason,
    String detail,
    long generation,
    Map<String, Long> evictions,
    long rebinds,
    long abandonedJobs,
    long quarantinedBytes,
    long highestQuarantinedBytes) {
  public DeviceReport {
    evictions = Map.copyOf(evictions);
  }

  static DeviceReport unusable(String name, String reason, String detail) {
    return new DeviceReport(
        name, "UNUSABLE", reason, reason + ": " + detail, 0, Map.of(), 0, 0, 0, 0);
  }
}
