package dev.doorbell.doctor;

import dev.doorbell.offload.job.Operation;
import java.util.Set;

/** The accelerators that could be there, each with the kernel's driver for it. */
enum Function {
  ZIP("hisi_zip", Set.of("0xa250", "0xa251"), "compression"),
  SEC2("hisi_sec2", Set.of("0xa255", "0xa256"), "ciphers, digests, MACs");

  private final String driver;
  private final Set<String> pciDevices;
  private final String purpose;

  Function(String driver, Set<String> pciDevices, String purpose) {
    this.driver = driver;
    this.pciDevices = pciDevices;
    this.purpose = purpose;
  }

  /** The driver's and its module's name, with which the names of its devices begin. */
  String driver() {
    return driver;
  }

  /**
   * What the attribute {@code device} holds for a physical and for a virtual function; the vendor
   * is 0x19e5.
   */
  Set<String> pciDevices() {
    return pciDevices;
  }

  String purpose() {
    return purpose;
  }

  boolean owns(String deviceName) {
    return deviceName.startsWith(driver + "-");
  }

  static Function of(Operation operation) {
    return switch (operation.family()) {
      case CIPHER, AEAD, DIGEST, MAC -> SEC2;
      case DEFLATE, INFLATE, ZSTD, LZ77 -> ZIP;
    };
  }
}
