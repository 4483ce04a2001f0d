package dev.doorbell.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

/** What offload-core/kernel-test/plot makes of the figures that the QEMU lane leaves. */
class PlotTest {
  private static final List<String> ALGORITHMS = List.of("cbc(aes)", "ctr(aes)", "gcm(aes)");
  private static final List<Integer> SIZES = List.of(64, 256, 1024, 4096, 16384, 65536);

  @TempDir private Path folder;

  @BeforeEach
  void figures() throws Exception {
    StringBuilder csv = new StringBuilder("algorithm,bytes,path,jobs,calls,microseconds\n");
    for (String algorithm : ALGORITHMS) {
      for (int bytes : SIZES) {
        csv.append("%s,%d,queue,1000,5,%d\n".formatted(algorithm, bytes, bytes / 8));
        csv.append("%s,%d,af_alg,1000,3000,%d\n".formatted(algorithm, bytes, bytes / 4));
      }
    }
    Files.writeString(folder.resolve("user-path.csv"), csv);
  }

  private Shell.End plot(String arguments) throws Exception {
    String script = Page.ROOT.resolve("offload-core/kernel-test/plot").toString();
    return Shell.run(folder, Map.of(), script + " " + arguments, "");
  }

  @Test
  void theTableComparesBothWaysForEachSize() throws Exception {
    Shell.End end = plot("--table user-path.csv");

    assertEquals(0, end.status(), end.output());
    assertTrue(
        end.output().contains("| gcm(aes) | 4096 | 0.005 | 3.000 | 512 | 1024 | 2.00 |\n"),
        end.output());
    assertEquals(2 + ALGORITHMS.size() * SIZES.size(), end.output().lines().count());
  }

  @Test
  void thePlotIsXmlWithALineForEachAlgorithmAndWay() throws Exception {
    Shell.End end = plot("user-path.csv");

    assertEquals(0, end.status(), end.output());
    Document svg =
        DocumentBuilderFactory.newDefaultInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(end.output().getBytes(StandardCharsets.UTF_8)));
    assertEquals(
        2 * ALGORITHMS.size(),
        svg.getDocumentElement().getElementsByTagName("polyline").getLength());
  }

  @Test
  void aFileThatIsNotThereIsSaid() throws Exception {
    Shell.End end = plot("none.csv");

    assertEquals(2, end.status(), end.output());
    assertTrue(end.output().startsWith("usage: "), end.output());
  }
}
