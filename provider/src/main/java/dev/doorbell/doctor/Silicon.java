package dev.doorbell.doctor;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Which accelerators the PCI bus shows, whatever the kernel makes of them. */
final class Silicon {
  private static final String HUAWEI = "0x19e5";

  /** What is known of one function. */
  enum Presence {
    PRESENT,
    ABSENT,
    /** The bus cannot be looked at. */
    UNKNOWN
  }

  private Silicon() {}

  static Presence presence(Path pciDevices, Function function) {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(pciDevices)) {
      for (Path entry : entries) {
        if (HUAWEI.equals(attribute(entry, "vendor"))
            && function.pciDevices().contains(attribute(entry, "device"))) {
          return Presence.PRESENT;
        }
      }
      return Presence.ABSENT;
    } catch (IOException | RuntimeException unreadable) {
      return Presence.UNKNOWN;
    }
  }

  private static String attribute(Path entry, String name) {
    try {
      return Files.readString(entry.resolve(name)).strip();
    } catch (IOException | RuntimeException gone) {
      return "";
    }
  }
}
