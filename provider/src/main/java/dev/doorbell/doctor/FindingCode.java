package dev.doorbell.doctor;

/**
 * All that the doctor tells apart: stable names for people, machines and docs/TROUBLESHOOTING.md,
 * which has a section for each.
 */
public enum FindingCode {
  /** No accelerator that Doorbell knows is on the PCI bus. */
  NO_SILICON,
  /** The kernel's class directory does not exist: no UACCE in this kernel, or not loaded. */
  NO_CLASS_DIRECTORY,
  /** An accelerator is there, but its driver is not loaded. */
  DRIVER_NOT_LOADED,
  /** The driver is loaded with {@code uacce_mode=0}. */
  USER_SPACE_OFF,
  /** The class directory has no device, or none of a driver that is loaded for user space. */
  NO_DEVICE_LISTED,
  /** The device cannot use the process's addresses. */
  NO_SVA,
  /** A hardware version that Doorbell does not know. */
  UNSUPPORTED_API,
  /** Retired by the kernel after too many errors. */
  ISOLATED,
  /** An attribute in sysfs is missing or makes no sense. */
  BAD_ATTRIBUTE,
  /** Another vendor's or another function's driver. */
  UNKNOWN_DRIVER,
  /** Listed, but without a node under {@code /dev}. */
  NO_NODE,
  /** The node may not be opened by this user. */
  NO_PERMISSION,
  /** Native access is denied to this JVM, or has to be granted to the application's. */
  NO_NATIVE_ACCESS,
  /** Other processes have all queues of the device. */
  ALL_QUEUES_BUSY,
  /** The kernel refused to open a queue for another reason. */
  OPEN_FAILED,
  /** The device gave a wrong answer to a question whose answer is known. */
  KNOWN_ANSWER_FAILED,
  /** The breaker: lost too often in a row, barred for a time. */
  BARRED,
  /** The queues were lost and not taken again while the doctor waited. */
  LOST,
  /** Not bound within the time that the doctor waits. */
  NOT_READY,
  /** The device is there, but {@code doorbell.devices} names others. */
  NOT_CONFIGURED,
  /** {@code doorbell.devices} names a device that the kernel does not list. */
  NOT_FOUND,
  /** {@code doorbell.devices=none}, or only names of devices without this function. */
  DEVICES_OFF,
  /** The software twin could not be started. */
  TWIN_FAILED,
  /** {@code doorbell.route.disable} names the operation. */
  OPERATION_DISABLED,
  /** A device of the right function is in use, but does not have the operation. */
  NOT_ON_DEVICE,
  /** No device that Doorbell drives does this. */
  SOFTWARE_ONLY,
  /** Digests and MACs are left to the JDK's providers. */
  DIGESTS_NOT_OFFERED,
  /** zstd-jni is not there, or does not work here. */
  ZSTD_ABSENT,
  /** A device would search for zstd, but this zstd-jni cannot be given what it finds. */
  ZSTD_WITHOUT_SEQUENCES,
  /** A compression library that makes software faster is not there. */
  LIBRARY_ABSENT,
  /** A setting has a value that cannot be used, or is none. */
  BAD_SETTING,
  /** The JVM is too old. */
  WRONG_JAVA,
  /** One of the jars that belong to Doorbell is missing. */
  JARS_MISSING,
  /** {@code java.security} does not have the provider in the first position. */
  PROVIDER_NOT_FIRST,
  /** {@code java.util.zip} stays the JDK's in programs that do not name Doorbell's classes. */
  AGENT_NOT_LOADED
}
