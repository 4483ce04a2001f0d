package dev.doorbell.provider.cipher;

import dev.doorbell.offload.job.Operation;
import org.jspecify.annotations.Nullable;

/**
 * Algorithm, mode and padding, in the spelling of the JCA's standard names.
 *
 * @param algorithm {@code AES}, {@code AES_128}, {@code AES_192}, {@code AES_256} (the last three
 *     take keys of that size only) or {@code SM4}
 * @param mode upper case
 * @param padding {@code NoPadding}, {@code PKCS5Padding} or {@code ISO10126Padding}
 */
public record Transformation(String algorithm, String mode, String padding) {
  /**
   * Splits {@code algorithm/mode/padding}; for blocks of 16 bytes PKCS7 is another name of what the
   * JDK calls PKCS5.
   */
  public static Transformation of(String text) {
    String[] part = text.split("/");
    if (part.length != 3) {
      throw new IllegalArgumentException(
          "transformation=" + text + ", allowed: algorithm/mode/padding");
    }
    return new Transformation(
        part[0], part[1], part[2].equals("PKCS7Padding") ? "PKCS5Padding" : part[2]);
  }

  /** The form that {@link javax.crypto.Cipher#getInstance(String)} takes. */
  public String text() {
    return algorithm + "/" + mode + "/" + padding;
  }

  boolean padded() {
    return !padding.equals("NoPadding");
  }

  /**
   * Whether the last part of a message may be shorter than a block without padding, although {@code
   * update} gives out whole blocks only.
   */
  boolean endsAnywhere() {
    return !padded()
        && switch (mode) {
          case "CTS", "CFB", "CFB128", "OFB", "OFB128" -> true;
          default -> false;
        };
  }

  /** What {@link javax.crypto.SecretKey#getAlgorithm()} says of keys for this cipher. */
  String keyAlgorithm() {
    return algorithm.equals("SM4") ? "SM4" : "AES";
  }

  /**
   * What jobs of this transformation are called, or null where there is none: such a mode stays in
   * software.
   */
  @Nullable Operation operation() {
    return switch (keyAlgorithm() + "_" + mode) {
      case "AES_ECB" -> Operation.AES_ECB;
      case "AES_CBC" -> Operation.AES_CBC;
      case "AES_CTS" -> Operation.AES_CTS;
      case "AES_CTR" -> Operation.AES_CTR;
      case "AES_CFB", "AES_CFB128" -> Operation.AES_CFB;
      case "AES_OFB", "AES_OFB128" -> Operation.AES_OFB;
      case "AES_XTS" -> Operation.AES_XTS;
      case "AES_GCM" -> Operation.AES_GCM;
      case "AES_CCM" -> Operation.AES_CCM;
      case "SM4_ECB" -> Operation.SM4_ECB;
      case "SM4_CBC" -> Operation.SM4_CBC;
      case "SM4_CTR" -> Operation.SM4_CTR;
      case "SM4_GCM" -> Operation.SM4_GCM;
      case "SM4_CCM" -> Operation.SM4_CCM;
      default -> null;
    };
  }
}
