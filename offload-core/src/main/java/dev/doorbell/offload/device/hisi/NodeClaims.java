package dev.doorbell.offload.device.hisi;

import dev.doorbell.offload.device.uacce.UacceDeviceInfo;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which of the kernel's names belongs to which device of ours, so that two of them never take the
 * same one. Any thread.
 */
final class NodeClaims {
  private final Set<String> claimed = new HashSet<>();

  synchronized void claim(UacceDeviceInfo info) {
    claimed.add(info.name());
  }

  /**
   * Finds the device that was last known as {@code before} in a fresh list: under its own name, or
   * else under one that nobody has claimed. It has to be of the same driver and version, and able
   * to do what it could before: what we offer was decided by that.
   */
  synchronized Optional<UacceDeviceInfo> renew(
      UacceDeviceInfo before, List<UacceDeviceInfo> listed) {
    Optional<UacceDeviceInfo> found =
        listed.stream()
            .filter(now -> isLike(before, now))
            .filter(now -> now.name().equals(before.name()))
            .findFirst()
            .or(() ->
                listed.stream()
                    .filter(now -> isLike(before, now) && !claimed.contains(now.name()))
                    .findFirst());
    found.ifPresent(now -> {
      claimed.remove(before.name());
      claimed.add(now.name());
    });
    return found;
  }

  private static boolean isLike(UacceDeviceInfo before, UacceDeviceInfo now) {
    return now.driver().equals(before.driver())
        && now.apiVersion() == before.apiVersion()
        && now.algorithms().containsAll(before.algorithms());
  }
}
