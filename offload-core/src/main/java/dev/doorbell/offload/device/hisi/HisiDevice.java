package dev.doorbell.offload.device.hisi;

import dev.doorbell.offload.device.DescriptorCodec;
import dev.doorbell.offload.device.Device;
import dev.doorbell.offload.device.DeviceException;
import dev.doorbell.offload.device.uacce.UacceDeviceInfo;
import dev.doorbell.offload.device.uacce.UacceSysfs;
import dev.doorbell.offload.engine.Capability;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.posix.SystemCalls;
import dev.doorbell.offload.queue.WorkQueue;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One hisi_zip or hisi_sec2 function. */
final class HisiDevice implements Device {
  private final SystemCalls calls;
  private final UacceSysfs sysfs;
  private final NodeClaims claims;
  private final String name;
  private final Map<Operation, Capability> capabilities;
  private final int queueTypes;
  private final DescriptorCodec codec;
  private final TagField tagField;

  /** As of the latest {@link #refresh}. */
  private volatile UacceDeviceInfo info;

  HisiDevice(
      SystemCalls calls,
      UacceSysfs sysfs,
      NodeClaims claims,
      UacceDeviceInfo info,
      Map<Operation, Capability> capabilities,
      int queueTypes,
      DescriptorCodec codec,
      TagField tagField) {
    this.calls = calls;
    this.sysfs = sysfs;
    this.claims = claims;
    this.info = info;
    name = info.name();
    claims.claim(info);
    this.capabilities = Map.copyOf(capabilities);
    this.queueTypes = queueTypes;
    this.codec = codec;
    this.tagField = tagField;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void refresh() throws DeviceException {
    info =
        claims
            .renew(info, sysfs.scan().usable())
            .orElseThrow(() ->
                new DeviceException(
                    info.name() + " is not listed any more, nor another like it", 0));
  }

  @Override
  public @Nullable Capability capability(Operation operation) {
    return capabilities.get(operation);
  }

  @Override
  public int queueTypes() {
    return queueTypes;
  }

  /**
   * The zip direction lives in the queue: 0 compresses, 1 decompresses (uacce.md 1.6). SEC2 has
   * type 0 only.
   */
  @Override
  public int queueType(Operation operation) {
    return operation.family() == Operation.Family.INFLATE ? 1 : 0;
  }

  @Override
  public DescriptorCodec codec() {
    return codec;
  }

  @Override
  public WorkQueue open(int queueType) throws DeviceException {
    return QmQueue.open(calls, info, queueType, tagField);
  }

  @Override
  public boolean isolated() {
    return sysfs.isolated(info.name());
  }

  @Override
  public int freeQueues() {
    return sysfs.freeQueues(info.name());
  }

  @Override
  public boolean heldByProcess() {
    return calls.references(info.nodePath()) > 0;
  }

  @Override
  public String toString() {
    return info.name() + " (hisi_qm_v" + info.apiVersion() + ")";
  }
}
