package dev.doorbell.offload.device.hisi;

import dev.doorbell.offload.device.Device;
import dev.doorbell.offload.device.DeviceDriver;
import dev.doorbell.offload.device.Finding;
import dev.doorbell.offload.device.Finding.Reason;
import dev.doorbell.offload.device.uacce.UacceDeviceInfo;
import dev.doorbell.offload.device.uacce.UacceSysfs;
import dev.doorbell.offload.engine.Capability;
import dev.doorbell.offload.job.Lz77Job;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.posix.SystemCalls;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Finds HiSilicon zip and SEC2 functions among the kernel's UACCE devices. */
public final class HisiDriver implements DeviceDriver {
  private static final String ZIP = "hisi_zip";
  private static final String SEC2 = "hisi_sec2";
  private static final String MODE = "uacce_mode";

  private final Supplier<SystemCalls> calls;
  private final UacceSysfs sysfs;
  private final NodeClaims claims = new NodeClaims();

  /**
   * @param calls asked for only when there is a device to use: loading them needs native access
   */
  public HisiDriver(Supplier<SystemCalls> calls, UacceSysfs sysfs) {
    this.calls = calls;
    this.sysfs = sysfs;
  }

  @Override
  public List<Finding> discover() {
    UacceSysfs.Scan scan = sysfs.scan();
    List<Finding> findings = new ArrayList<>();
    for (UacceDeviceInfo info : scan.usable()) {
      switch (info.driver()) {
        case ZIP -> findings.add(new Finding.Usable(zip(info)));
        case SEC2 -> findings.add(new Finding.Usable(sec(info)));
        default ->
            findings.add(
                new Finding.Unusable(
                    info.name(),
                    Reason.UNKNOWN_DRIVER,
                    "driver " + info.driver() + ", supported: " + ZIP + ", " + SEC2));
      }
    }
    findings.addAll(scan.unusable());
    for (String driver : List.of(ZIP, SEC2)) {
      if (findings.stream().noneMatch(finding -> finding.name().startsWith(driver + "-"))) {
        sysfs
            .moduleParameter(driver, MODE)
            .ifPresent(mode -> findings.add(notListed(driver, mode)));
      }
    }
    return findings;
  }

  /** The driver is loaded, but shows no device (uacce.md 1.1). */
  private static Finding notListed(String driver, String mode) {
    return mode.equals("0")
        ? new Finding.Unusable(
            driver,
            Reason.USER_SPACE_OFF,
            "the driver was loaded with "
                + MODE
                + "=0, for the kernel alone; user space needs "
                + MODE
                + "=1")
        : new Finding.Unusable(
            driver,
            Reason.NO_DEVICE_LISTED,
            "the driver is loaded with "
                + MODE
                + "=1 and lists no device: there is none, or the kernel could not switch on shared"
                + " virtual addressing for it (its log says so)");
  }

  private Device zip(UacceDeviceInfo info) {
    Map<Operation, Capability> capabilities = new EnumMap<>(Operation.class);
    // Whole lines of the attribute; hardware version 2 has no raw deflate whatever the attribute
    // says (uacce.md 3.3).
    if (info.algorithms().contains("deflate") && info.apiVersion() > 2) {
      addZip(capabilities, Operation.DEFLATE_RAW, Operation.INFLATE_RAW);
    }
    if (info.algorithms().contains("zlib")) {
      addZip(capabilities, Operation.DEFLATE_ZLIB, Operation.INFLATE_ZLIB);
    }
    if (info.algorithms().contains("gzip")) {
      addZip(capabilities, Operation.DEFLATE_GZIP, Operation.INFLATE_GZIP);
    }
    // Needs sqe type 3, whose tag leaves room for the literals' size (uacce.md 3.2).
    if (info.algorithms().contains("lz77_zstd") && info.apiVersion() > 2) {
      capabilities.put(
          Operation.LZ77_ZSTD, new Capability(Operation.LZ77_ZSTD, 1, Lz77Job.MOST_BYTES));
    }
    ZipCodec codec = new ZipCodec(info.apiVersion());
    return new HisiDevice(
        calls.get(), sysfs, claims, info, capabilities, 2, codec, codec.tagField());
  }

  private static void addZip(
      Map<Operation, Capability> capabilities, Operation deflate, Operation inflate) {
    capabilities.put(deflate, new Capability(deflate, 1, ZipCodec.MOST_DEFLATE_BYTES));
    capabilities.put(inflate, new Capability(inflate, 1, ZipCodec.MOST_BYTES));
  }

  private Device sec(UacceDeviceInfo info) {
    Map<Operation, Capability> capabilities =
        SecCapabilities.of(info.apiVersion(), info.algorithms());
    SecCodec codec = new SecCodec(info.apiVersion());
    return new HisiDevice(
        calls.get(), sysfs, claims, info, capabilities, 1, codec, codec.tagField());
  }
}
