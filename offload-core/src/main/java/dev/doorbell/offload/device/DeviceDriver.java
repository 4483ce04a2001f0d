package dev.doorbell.offload.device;

import java.util.List;

/** Finds the devices of one kind. */
public interface DeviceDriver {
  /**
   * Looks at the system now. Never throws for what it finds: what cannot be used is a finding with
   * its reason.
   */
  List<Finding> discover();
}
