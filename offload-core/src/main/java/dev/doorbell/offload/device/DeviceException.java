package dev.doorbell.offload.device;

import dev.doorbell.offload.posix.Errno;

/**
 * A device or queue could not be set up. Trying again later may help: the message says what the
 * kernel answered.
 */
public final class DeviceException extends Exception {
  private static final long serialVersionUID = 1;

  private final int errno;

  /**
   * @param step the call that failed, with its subject
   * @param errno the kernel's error number, or 0 where it was not the kernel that refused
   */
  public DeviceException(String step, int errno) {
    super(errno == 0 ? step : step + ": " + Errno.name(errno));
    this.errno = errno;
  }

  public int errno() {
    return errno;
  }
}
