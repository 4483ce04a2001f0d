package dev.doorbell.offload.device;

/** What discovery says about one device, or about the place where devices would be. */
public sealed interface Finding {
  /** The device's name, or the place that was looked at. */
  String name();

  /** A device that can be used, best first. */
  record Usable(Device device) implements Finding {
    @Override
    public String name() {
      return device.name();
    }
  }

  /** A device, or a place, that cannot be used. */
  record Unusable(String name, Reason reason, String detail) implements Finding {}

  /** Why a device cannot be used. */
  enum Reason {
    /**
     * The kernel's class directory does not exist: no UACCE in this kernel, or no driver loaded.
     */
    NO_CLASS_DIRECTORY,
    /** The directory is there, but no device is in it, or none of a driver that is loaded. */
    NO_DEVICE_LISTED,
    /**
     * The driver is loaded with {@code uacce_mode=0}: its devices serve the kernel only and are not
     * listed.
     */
    USER_SPACE_OFF,
    /** Another vendor's or another function's driver. */
    UNKNOWN_DRIVER,
    /** Hardware version 1, or one that this driver does not know. */
    UNSUPPORTED_API,
    /** Flag bit 0 is not set: the device cannot use the process's addresses. */
    NO_SVA,
    /** Retired by the kernel after too many errors. */
    ISOLATED,
    /** An attribute is missing or makes no sense. */
    BAD_ATTRIBUTE,
    /** Listed, but without a device node. */
    NO_NODE,
    /** The node is there, but this user may not open it. */
    NO_PERMISSION,
    /**
     * The JVM does not let us call the kernel: {@code --enable-native-access} is missing, or this
     * is not Linux.
     */
    NO_NATIVE_ACCESS,
    /** Not named in {@code doorbell.devices}. */
    NOT_CONFIGURED
  }
}
