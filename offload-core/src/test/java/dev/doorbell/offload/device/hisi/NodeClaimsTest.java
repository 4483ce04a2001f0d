package dev.doorbell.offload.device.hisi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.doorbell.offload.device.uacce.UacceDeviceInfo;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeClaimsTest {
  private final NodeClaims claims = new NodeClaims();
  private final UacceDeviceInfo old = device(0, 2);
  private final UacceDeviceInfo recent = device(1, 3);

  private static UacceDeviceInfo device(int number, int api) {
    String name = "hisi_zip-" + number;
    return new UacceDeviceInfo(
        name, "hisi_zip", api, "/dev/" + name, 65536, 167936, Set.of("zlib", "gzip"), 0, 64);
  }

  @BeforeEach
  void bothAreClaimed() {
    claims.claim(old);
    claims.claim(recent);
  }

  @Test
  void findsADeviceUnderItsOwnNameFirst() {
    claims.claim(device(2, 3));
    assertEquals(Optional.of(recent), claims.renew(recent, List.of(device(0, 3), recent)));
  }

  @Test
  void findsADeviceUnderAFreeName() {
    UacceDeviceInfo now = device(7, 3);
    assertEquals(Optional.of(now), claims.renew(recent, List.of(old, now)));
  }

  @Test
  void leavesANameToTheClaimantThatCanUseIt() {
    UacceDeviceInfo third = device(2, 3);
    claims.claim(third);
    assertEquals(Optional.empty(), claims.renew(third, List.of(old, recent)));
  }

  @Test
  void findsDevicesOfDifferentVersionsThatCameBackUnderEachOthersNames() {
    List<UacceDeviceInfo> swapped = List.of(device(0, 3), device(1, 2));
    assertEquals(Optional.of(swapped.get(0)), claims.renew(recent, swapped));
    assertEquals(Optional.of(swapped.get(1)), claims.renew(old, swapped));
  }

  @Test
  void keepsTheClaimOfADeviceThatTookAnothersName() {
    UacceDeviceInfo third = device(2, 3);
    claims.claim(third);
    List<UacceDeviceInfo> returned = List.of(device(0, 3), device(1, 2));
    claims.renew(recent, returned);
    claims.renew(old, returned);
    assertEquals(Optional.empty(), claims.renew(third, returned));
  }

  @Test
  void givesAReturnedNameToOneDeviceOnly() {
    UacceDeviceInfo shared = device(0, 3);
    claims.claim(device(2, 3));
    claims.renew(recent, List.of(shared));
    assertEquals(Optional.empty(), claims.renew(device(2, 3), List.of(shared)));
  }
}
