package dev.doorbell.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * All services of the provider, as data. Names, object identifiers and attributes of the AES rows
 * are SunJCE's (JDK 25); those of the SM4 rows are Bouncy Castle's.
 */
final class ServiceTable {
  /**
   * One service.
   *
   * @param type as in {@link java.security.Provider.Service#getType()}
   * @param name the standard name
   * @param aliases other names; an object identifier stands for itself and for its {@code OID.}
   *     form
   */
  record Row(String type, String name, List<String> aliases, Map<String, String> attributes) {}

  /**
   * The JDK's list, so that {@code AES} lacks no mode of it. ECB, CBC and CTR are those that a
   * queue can run.
   */
  private static final String AES_MODES =
      "ECB|CBC|PCBC|CTR|CTS|CFB|OFB"
          + "|CFB8|CFB16|CFB24|CFB32|CFB40|CFB48|CFB56|CFB64|OFB8|OFB16|OFB24|OFB32|OFB40|OFB48|OFB56|OFB64"
          + "|CFB72|CFB80|CFB88|CFB96|CFB104|CFB112|CFB120|CFB128|OFB72|OFB80|OFB88|OFB96|OFB104|OFB112|OFB120|OFB128";

  /**
   * NIST: joint-iso-itu-t(2) country(16) us(840) organization(1) gov(101) csor(3) nistAlgorithms(4)
   * aes(1).
   */
  private static final String AES_OID = "2.16.840.1.101.3.4.1";

  /** GM/T 0006: iso(1) member-body(2) cn(156) cccstc(10197) 1 sm4(104). */
  private static final String SM4_OID = "1.2.156.10197.1.104";

  private static final Map<String, String> RAW = Map.of("SupportedKeyFormats", "RAW");

  private ServiceTable() {}

  static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    rows.add(
        cipher(
            "AES",
            List.of(AES_OID),
            Map.of(
                "SupportedModes", AES_MODES,
                "SupportedPaddings", "NOPADDING|PKCS5PADDING|ISO10126PADDING",
                "SupportedKeyFormats", "RAW")));
    // Bouncy Castle's and Android's spelling, which SunJCE does not know.
    rows.add(cipher("AES/ECB/PKCS7Padding", List.of(), RAW));
    rows.add(cipher("AES/CBC/PKCS7Padding", List.of(), RAW));
    rows.add(cipher("AES/GCM/NoPadding", List.of(), gcm()));
    sized(rows, "AES_128", 1);
    sized(rows, "AES_192", 21);
    sized(rows, "AES_256", 41);
    rows.add(cipher("SM4/CBC/NoPadding", List.of(), RAW));
    rows.add(cipher("SM4/CBC/PKCS5Padding", List.of("SM4/CBC/PKCS7Padding", SM4_OID + ".2"), RAW));
    rows.add(cipher("SM4/CTR/NoPadding", List.of(), RAW));
    // The library's own objects: for applications that ask this provider by name for all that
    // belongs to a cipher.
    rows.add(new Row("KeyGenerator", "AES", withOidForms(List.of(AES_OID)), Map.of()));
    rows.add(new Row("AlgorithmParameters", "AES", withOidForms(List.of(AES_OID)), Map.of()));
    rows.add(new Row("AlgorithmParameters", "GCM", List.of(), Map.of()));
    rows.add(new Row("KeyGenerator", "SM4", List.of(), Map.of()));
    rows.add(new Row("AlgorithmParameters", "SM4", List.of(), Map.of()));
    return rows;
  }

  /**
   * @param arc the last arc of the key size's first object identifier; CBC and GCM follow at
   *     distances 1 and 5
   */
  private static void sized(List<Row> rows, String algorithm, int arc) {
    rows.add(cipher(algorithm + "/ECB/NoPadding", List.of(AES_OID + "." + arc), RAW));
    rows.add(cipher(algorithm + "/CBC/NoPadding", List.of(AES_OID + "." + (arc + 1)), RAW));
    rows.add(cipher(algorithm + "/GCM/NoPadding", List.of(AES_OID + "." + (arc + 5)), gcm()));
  }

  private static Map<String, String> gcm() {
    return Map.of("SupportedModes", "GCM", "SupportedKeyFormats", "RAW");
  }

  private static Row cipher(String name, List<String> aliases, Map<String, String> attributes) {
    return new Row("Cipher", name, withOidForms(aliases), attributes);
  }

  private static List<String> withOidForms(List<String> names) {
    List<String> aliases = new ArrayList<>();
    for (String name : names) {
      aliases.add(name);
      if (Character.isDigit(name.charAt(0))) {
        aliases.add("OID." + name);
      }
    }
    return List.copyOf(aliases);
  }
}
