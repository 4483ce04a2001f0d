package dev.doorbell.provider;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.OffloadConfig;
import dev.doorbell.provider.hash.HashName;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The digests and MACs of the service table, and what makes their keys. They are offered only where
 * a device that has them is to be seen, or the configuration asks: elsewhere an object of ours
 * could only slow a call down.
 */
final class HashServices {
  private static final String NIST_HASHES = "2.16.840.1.101.3.4.2.";
  private static final String RSA_DIGESTS = "1.2.840.113549.2.";
  private static final String GM_SM3 = "1.2.156.10197.1.401";

  private HashServices() {}

  static List<ServiceTable.Row> rows() {
    List<ServiceTable.Row> rows = new ArrayList<>();
    for (HashName name : HashName.values()) {
      boolean sm3 = name == HashName.SM3;
      Software hashing = sm3 ? Software.BOUNCY_CASTLE : Software.SUN;
      rows.add(
          new ServiceTable.Row(
              "MessageDigest",
              name.digest(),
              ServiceTable.withOidForms(digestAliases(name)),
              Map.of(),
              List.of(name.digestJob()),
              hashing));
      List<String> macAliases = ServiceTable.withOidForms(macAliases(name));
      rows.add(
          new ServiceTable.Row(
              "Mac",
              name.mac(),
              macAliases,
              Map.of("SupportedKeyFormats", "RAW"),
              List.of(name.macJob()),
              hashing));
      // Whoever asks one provider by name for all that belongs to a MAC asks for this, too.
      rows.add(
          new ServiceTable.Row(
              "KeyGenerator",
              name.mac(),
              macAliases,
              Map.of(),
              List.of(),
              sm3 ? Software.BOUNCY_CASTLE : Software.SUN_JCE));
    }
    return rows;
  }

  private static List<String> digestAliases(HashName name) {
    return switch (name) {
      case MD5 -> List.of(RSA_DIGESTS + "5");
      case SHA_1 -> List.of("SHA", "SHA1", "1.3.14.3.2.26");
      case SHA_224 -> List.of("SHA224", NIST_HASHES + "4");
      case SHA_256 -> List.of("SHA256", NIST_HASHES + "1");
      case SHA_384 -> List.of("SHA384", NIST_HASHES + "2");
      case SHA_512 -> List.of("SHA512", NIST_HASHES + "3");
      case SHA_512_224 -> List.of("SHA512/224", NIST_HASHES + "5");
      case SHA_512_256 -> List.of("SHA512/256", NIST_HASHES + "6");
      case SM3 -> List.of(GM_SM3);
    };
  }

  private static List<String> macAliases(HashName name) {
    return switch (name) {
      case MD5 -> List.of();
      case SHA_1 -> List.of(RSA_DIGESTS + "7");
      case SHA_224 -> List.of(RSA_DIGESTS + "8");
      case SHA_256 -> List.of(RSA_DIGESTS + "9");
      case SHA_384 -> List.of(RSA_DIGESTS + "10");
      case SHA_512 -> List.of(RSA_DIGESTS + "11");
      case SHA_512_224 -> List.of(RSA_DIGESTS + "12");
      case SHA_512_256 -> List.of(RSA_DIGESTS + "13");
      case SM3 -> List.of("HMAC-SM3", "HMAC/SM3", GM_SM3 + ".2");
    };
  }

  /** For an instance that is open: whether it has a queue for any of these. */
  static boolean offeredBy(Offload offload) {
    return switch (offload.config().digests()) {
      case "always" -> true;
      case "never" -> false;
      default ->
          (offload.devices().isEmpty()
                  || offload.devices().stream().anyMatch(d -> hashes(d.device())))
              && rows().stream()
                  .flatMap(row -> row.operations().stream())
                  .anyMatch(operation -> offload.offerFrom(operation) != Long.MAX_VALUE);
    };
  }

  /**
   * For the process's own instance, which must not be opened yet: settings, and the names in the
   * directory where the kernel lists devices. A device that comes later is not seen.
   */
  static boolean offeredByProcess() {
    try {
      OffloadConfig config = OffloadConfig.fromSystem();
      return switch (config.digests()) {
        case "always" -> true;
        case "never" -> false;
        default -> deviceIsListed(config);
      };
    } catch (RuntimeException unreadable) {
      // A provider that cannot be made would be worse than one that offers less.
      return false;
    }
  }

  private static boolean deviceIsListed(OffloadConfig config) {
    List<String> wanted = config.devices();
    if (wanted.contains("none")) {
      return false;
    }
    if (wanted.contains("twin")) {
      return hashes(config.twinDevices());
    }
    Path folder = config.sysfsRoot();
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        String name = String.valueOf(entry.getFileName());
        if (hashes(name) && (wanted.contains("auto") || wanted.contains(name))) {
          return true;
        }
      }
      return false;
    } catch (IOException unreadable) {
      return false;
    }
  }

  /** SEC2 has them (its driver's name begins every name of such a device); zip has not. */
  private static boolean hashes(String device) {
    return device.contains("hisi_sec");
  }
}
