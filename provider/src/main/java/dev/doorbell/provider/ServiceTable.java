package dev.doorbell.provider;

import dev.doorbell.offload.job.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * All services of the provider, as data: names, and who does the work. Names, object identifiers
 * and attributes of the AES, digest and MAC rows are those of SunJCE and SUN (JDK 25); the others
 * are Bouncy Castle's, but for XTS, which neither has. {@code docs/CAPABILITIES.md} is this table.
 */
final class ServiceTable {
  /**
   * One service.
   *
   * @param type as in {@link java.security.Provider.Service#getType()}
   * @param name the standard name
   * @param aliases other names; an object identifier stands for itself and for its {@code OID.}
   *     form
   * @param operations what a queue may do of it; empty where nothing
   * @param software who does the rest, and all of it where there is no queue
   */
  record Row(
      String type,
      String name,
      List<String> aliases,
      Map<String, String> attributes,
      List<Operation> operations,
      Software software) {}

  /**
   * The JDK's list, so that {@code AES} lacks no mode of it. The first line, PCBC apart, are those
   * that a queue can run; so are CFB128 and OFB128, their other names.
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

  /** CCM with keys of 128, 192 and 256 bits; Bouncy Castle makes no difference between them. */
  private static final List<String> CCM_OIDS =
      List.of(AES_OID + ".7", AES_OID + ".27", AES_OID + ".47");

  /** GM/T 0006: iso(1) member-body(2) cn(156) cccstc(10197) 1 sm4(104). */
  private static final String SM4_OID = "1.2.156.10197.1.104";

  private static final Map<String, String> RAW = Map.of("SupportedKeyFormats", "RAW");

  private ServiceTable() {}

  /** Ciphers and what goes with them, which are always offered. */
  static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    rows.add(
        new Row(
            "Cipher",
            "AES",
            withOidForms(List.of(AES_OID)),
            Map.of(
                "SupportedModes", AES_MODES,
                "SupportedPaddings", "NOPADDING|PKCS5PADDING|ISO10126PADDING",
                "SupportedKeyFormats", "RAW"),
            List.of(
                Operation.AES_ECB,
                Operation.AES_CBC,
                Operation.AES_CTS,
                Operation.AES_CTR,
                Operation.AES_CFB,
                Operation.AES_OFB),
            Software.SUN_JCE));
    // Bouncy Castle's and Android's spelling, which SunJCE does not know.
    rows.add(aes("AES/ECB/PKCS7Padding", List.of(), Operation.AES_ECB));
    rows.add(aes("AES/CBC/PKCS7Padding", List.of(), Operation.AES_CBC));
    rows.add(aes("AES/GCM/NoPadding", List.of(), Operation.AES_GCM));
    sized(rows, "AES_128", 1);
    sized(rows, "AES_192", 21);
    sized(rows, "AES_256", 41);
    List<String> ccm = new ArrayList<>(CCM_OIDS);
    ccm.addFirst("CCM");
    rows.add(
        cipher(
            "AES/CCM/NoPadding", ccm, mode("CCM"), Operation.AES_CCM, Software.OURS_OVER_SUN_JCE));
    rows.add(
        cipher(
            "AES/XTS/NoPadding",
            List.of(),
            mode("XTS"),
            Operation.AES_XTS,
            Software.OURS_OVER_SUN_JCE));
    sm4(rows);
    companions(rows);
    return rows;
  }

  /**
   * @param arc the last arc of the key size's first object identifier; CBC, OFB, CFB and GCM follow
   *     at distances 1, 2, 3 and 5
   */
  private static void sized(List<Row> rows, String algorithm, int arc) {
    rows.add(aes(algorithm + "/ECB/NoPadding", List.of(AES_OID + "." + arc), Operation.AES_ECB));
    rows.add(
        aes(algorithm + "/CBC/NoPadding", List.of(AES_OID + "." + (arc + 1)), Operation.AES_CBC));
    rows.add(
        aes(algorithm + "/OFB/NoPadding", List.of(AES_OID + "." + (arc + 2)), Operation.AES_OFB));
    rows.add(
        aes(algorithm + "/CFB/NoPadding", List.of(AES_OID + "." + (arc + 3)), Operation.AES_CFB));
    rows.add(
        aes(algorithm + "/GCM/NoPadding", List.of(AES_OID + "." + (arc + 5)), Operation.AES_GCM));
  }

  private static void sm4(List<Row> rows) {
    rows.add(
        new Row(
            "Cipher",
            "SM4",
            List.of(),
            Map.of(
                "SupportedModes", "ECB|CBC|CTR",
                "SupportedPaddings", "NOPADDING|PKCS5PADDING|PKCS7PADDING|ISO10126PADDING",
                "SupportedKeyFormats", "RAW"),
            List.of(Operation.SM4_ECB, Operation.SM4_CBC, Operation.SM4_CTR),
            Software.BOUNCY_CASTLE));
    rows.add(sm4("SM4/ECB/NoPadding", List.of(), RAW, Operation.SM4_ECB));
    rows.add(sm4("SM4/ECB/PKCS5Padding", List.of("SM4/ECB/PKCS7Padding"), RAW, Operation.SM4_ECB));
    rows.add(sm4("SM4/CBC/NoPadding", List.of(), RAW, Operation.SM4_CBC));
    rows.add(
        sm4(
            "SM4/CBC/PKCS5Padding",
            List.of("SM4/CBC/PKCS7Padding", SM4_OID + ".2"),
            RAW,
            Operation.SM4_CBC));
    rows.add(sm4("SM4/CTR/NoPadding", List.of(), RAW, Operation.SM4_CTR));
    rows.add(
        sm4(
            "SM4/GCM/NoPadding",
            List.of("SM4-GCM", SM4_OID + ".8"),
            mode("GCM"),
            Operation.SM4_GCM));
    rows.add(
        sm4(
            "SM4/CCM/NoPadding",
            List.of("SM4-CCM", SM4_OID + ".9"),
            mode("CCM"),
            Operation.SM4_CCM));
  }

  /**
   * The libraries' own objects: for applications that ask this provider by name for all that
   * belongs to a cipher.
   */
  private static void companions(List<Row> rows) {
    for (String type : List.of("KeyGenerator", "AlgorithmParameters")) {
      rows.add(companion(type, "AES", List.of(AES_OID), Software.SUN_JCE));
    }
    rows.add(companion("KeyGenerator", "SM4", List.of(), Software.BOUNCY_CASTLE));
    String parameters = "AlgorithmParameters";
    rows.add(companion(parameters, "GCM", List.of(), Software.SUN_JCE));
    rows.add(companion(parameters, "CCM", CCM_OIDS, Software.BOUNCY_CASTLE));
    rows.add(companion(parameters, "SM4", List.of(SM4_OID + ".2"), Software.BOUNCY_CASTLE));
    rows.add(companion(parameters, "SM4-GCM", List.of(SM4_OID + ".8"), Software.BOUNCY_CASTLE));
    rows.add(companion(parameters, "SM4-CCM", List.of(SM4_OID + ".9"), Software.BOUNCY_CASTLE));
  }

  private static Row companion(String type, String name, List<String> oids, Software software) {
    return new Row(type, name, withOidForms(oids), Map.of(), List.of(), software);
  }

  private static Map<String, String> mode(String mode) {
    return Map.of("SupportedModes", mode, "SupportedKeyFormats", "RAW");
  }

  private static Row aes(String name, List<String> aliases, Operation operation) {
    Map<String, String> attributes = operation == Operation.AES_GCM ? mode("GCM") : RAW;
    return cipher(name, aliases, attributes, operation, Software.SUN_JCE);
  }

  private static Row sm4(
      String name, List<String> aliases, Map<String, String> attributes, Operation operation) {
    return cipher(name, aliases, attributes, operation, Software.BOUNCY_CASTLE);
  }

  private static Row cipher(
      String name,
      List<String> aliases,
      Map<String, String> attributes,
      Operation operation,
      Software software) {
    return new Row("Cipher", name, withOidForms(aliases), attributes, List.of(operation), software);
  }

  static List<String> withOidForms(List<String> names) {
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
