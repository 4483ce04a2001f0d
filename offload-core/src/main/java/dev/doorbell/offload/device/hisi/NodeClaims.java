package dev.doorbell.offload.device.hisi;

import dev.doorbell.offload.device.uacce.UacceDeviceInfo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which of the kernel's names belongs to which device of ours, so that two of them never take the
 * same one. Any thread.
 */
final class NodeClaims {
  /** Under each name what its claimant last knew of it. */
  private final Map<String, UacceDeviceInfo> claimed = new HashMap<>();

  synchronized void claim(UacceDeviceInfo info) {
    claimed.put(info.name(), info);
  }

  /**
   * Finds the device that was last known as {@code before} in a fresh list: under its own name, or
   * else under one that nobody else can use. It has to be of the same driver and version, and able
   * to do what it could before: what we offer was decided by that.
   */
  synchronized Optional<UacceDeviceInfo> renew(
      UacceDeviceInfo before, List<UacceDeviceInfo> listed) {
    List<UacceDeviceInfo> open =
        listed.stream().filter(now -> isLike(before, now) && isOpen(now, before)).toList();
    Optional<UacceDeviceInfo> found =
        open.stream()
            .filter(now -> now.name().equals(before.name()))
            .findFirst()
            .or(() -> open.stream().findFirst());
    found.ifPresent(now -> {
      // The name may be another's by now: then the claim is no longer ours to give up.
      claimed.remove(before.name(), before);
      claimed.put(now.name(), now);
    });
    return found;
  }

  /**
   * A claim stands only while its claimant could use what the name means today. Devices that come
   * back take the lowest free number, so two of different versions may come back under each other's
   * names; each would wait for ever for the other to let go.
   */
  private boolean isOpen(UacceDeviceInfo now, UacceDeviceInfo before) {
    UacceDeviceInfo claim = claimed.get(now.name());
    return claim == null || claim.equals(before) || !isLike(claim, now);
  }

  private static boolean isLike(UacceDeviceInfo before, UacceDeviceInfo now) {
    return now.driver().equals(before.driver())
        && now.apiVersion() == before.apiVersion()
        && now.algorithms().containsAll(before.algorithms());
  }
}
