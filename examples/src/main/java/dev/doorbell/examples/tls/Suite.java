package dev.doorbell.examples.tls;

import java.util.List;

/**
 * A protocol version and a cipher suite (RFC 8446 appendix B.4, RFC 5289), as the three
 * implementations call them.
 *
 * @param protocol JSSE's name of the version
 * @param jsse the standard name
 * @param openssl OpenSSL's name, which curl takes, too
 */
public record Suite(String protocol, String jsse, String openssl) {
  /** The AES-GCM suites that JSSE's default configuration prefers, for an ECDSA certificate. */
  public static final List<Suite> ALL =
      List.of(
          new Suite("TLSv1.3", "TLS_AES_128_GCM_SHA256", "TLS_AES_128_GCM_SHA256"),
          new Suite("TLSv1.3", "TLS_AES_256_GCM_SHA384", "TLS_AES_256_GCM_SHA384"),
          new Suite(
              "TLSv1.2",
              "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
              "ECDHE-ECDSA-AES128-GCM-SHA256"),
          new Suite(
              "TLSv1.2",
              "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
              "ECDHE-ECDSA-AES256-GCM-SHA384"));

  boolean isTls13() {
    return protocol.equals("TLSv1.3");
  }
}
