package dev.doorbell.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.doorbell.offload.job.Operation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** docs/CAPABILITIES.md is the service table; {@code -Ddoorbell.test.write=true} writes it anew. */
class CapabilitiesPageTest {
  private static final String HEAD =
      """
      # Capabilities

      Every service of the provider: what a queue does of it (operations, as counters and `doorbell.route.disable` name them), and who
      does the rest, and all of it where there is no queue. A queue of hisi_sec2 does them; which of them a device has is asked when it
      is bound, and proven with known answers. This page is made from the service table.

      | type | name | other names | on a queue | in software |
      |---|---|---|---|---|
      """;

  private static final String TAIL =
      """

      Modes of `AES`: ECB, CBC, PCBC, CTR, CTS, CFB, CFB8 to CFB128, OFB, OFB8 to OFB128; paddings NoPadding, PKCS5Padding,
      ISO10126Padding. Of these PCBC and the feedback modes of less than 128 bits are always done in software. Modes of `SM4`: ECB, CBC,
      CTR; paddings also by the name of PKCS7Padding. `AES_128`, `AES_192` and `AES_256` take keys of that size only.

      Message digests, MACs and the generators of their keys are offered where a device for them is to be seen when the provider is made, or as
      `doorbell.provider.digests` says: elsewhere an object of ours could only slow a call down.

      Compression has no services: the classes of `dev.doorbell.codec` ask a queue of hisi_zip for DEFLATE_RAW, DEFLATE_ZLIB, INFLATE_RAW and
      INFLATE_ZLIB, and for LZ77_ZSTD (the matches of a zstd block), which hardware version 3 may have (`lz77_zstd` among its algorithms). Software
      is the JDK's zlib, ISA-L, libdeflate, and zstd-jni.
      """;

  private static String page() {
    return HEAD
        + ServiceTable.rows().stream().map(CapabilitiesPageTest::line).collect(Collectors.joining())
        + HashServices.rows().stream()
            .sorted((a, b) -> b.type().compareTo(a.type()))
            .map(CapabilitiesPageTest::line)
            .collect(Collectors.joining())
        + TAIL;
  }

  private static String line(ServiceTable.Row row) {
    List<String> aliases =
        row.aliases().stream().filter(alias -> !alias.startsWith("OID.")).toList();
    String operations =
        row.operations().stream().map(Operation::name).collect(Collectors.joining(", "));
    return "| %s | `%s` | %s | %s | %s |\n"
        .formatted(
            row.type(),
            row.name(),
            String.join(", ", aliases),
            operations.isEmpty() ? "nothing" : operations,
            row.software().label());
  }

  @Test
  void thePageIsTheServiceTable() throws Exception {
    Path docs = Path.of("..", "docs");
    Assumptions.assumeTrue(Files.isDirectory(docs), "docs are not beside this module");
    Path file = docs.resolve("CAPABILITIES.md");
    if (Boolean.getBoolean("doorbell.test.write")) {
      Files.writeString(file, page());
    }
    assertEquals(page(), Files.readString(file));
  }
}
