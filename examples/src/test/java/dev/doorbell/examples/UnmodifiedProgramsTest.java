package dev.doorbell.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.examples.tls.Identity;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.example.programs.Archiver;
import org.example.programs.GzipServer;
import org.example.programs.Indexer;
import org.example.programs.Samples;
import org.example.programs.TomcatServer;
import org.example.programs.ZipTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs and libraries that know nothing of us, under the agent. What they leave behind is read
 * here, without the agent, by the plain JDK; that our engines did the work is read from the agent's
 * report.
 */
class UnmodifiedProgramsTest {
  private static final String[] TWIN = {
    "doorbell.devices=twin", "doorbell.twin.devices=hisi_zip:3", "doorbell.route.min.bytes=0"
  };

  @TempDir private Path folder;

  private static String[] twinWith(String... more) {
    String[] all = java.util.Arrays.copyOf(TWIN, TWIN.length + more.length);
    System.arraycopy(more, 0, all, TWIN.length, more.length);
    return all;
  }

  private static void assertRewritten(UnderAgent agent, String line) throws IOException {
    assertTrue(
        agent.report().contains("Doorbell agent: rewrote " + line),
        () -> {
          try {
            return line + " is not in " + agent.report();
          } catch (IOException e) {
            return e.toString();
          }
        });
  }

  @Test
  void aZipOfTwoThousandFilesSurvivesEvictions() throws Exception {
    UnderAgent agent =
        new UnderAgent(
            folder,
            twinWith(
                "doorbell.deadline.floor.ms=50",
                "doorbell.rebind.losses=1000000",
                "doorbell.twin.faults=reset:every=150,unbind:every=200:for=5ms,seed=3",
                "java.util.logging.config.file=" + quiet()));
    Path archive = folder.resolve("tree.zip");
    String printed = agent.run(ZipTree.class, archive, 2000);

    long bytes = 0;
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      assertEquals(2000, zip.size());
      for (int i = 0; i < 2000; i++) {
        ZipEntry entry = zip.getEntry("folder" + i / 100 + "/file" + i);
        try (InputStream in = zip.getInputStream(entry)) {
          byte[] content = in.readAllBytes();
          assertArrayEquals(Samples.content(i, 100 + i * 7 % 20_000), content, entry.getName());
          bytes += content.length;
        }
      }
    }
    assertEquals("2000 entries, " + bytes + " bytes", printed.strip());
    assertRewritten(
        agent, "org.example.programs.ZipTree (app): ZipInputStream 1, ZipOutputStream 1");
    assertTrue(agent.jobs("DEFLATE_RAW", true) > 0, () -> "no job on a queue: " + folder);
    String device =
        agent.report().stream().filter(line -> line.contains(" device ")).findFirst().orElseThrow();
    assertTrue(!device.endsWith("evictions {}"), device);
  }

  @Test
  void commonsCompressWritesAndReadsZipAndGzip() throws Exception {
    UnderAgent agent = new UnderAgent(folder, TWIN);
    Path zip = folder.resolve("out.zip");
    Path gzip = folder.resolve("out.gz");
    String printed = agent.run(Archiver.class, zip, gzip, 300);

    long bytes = 0;
    try (ZipFile file = new ZipFile(zip.toFile());
        InputStream all = new GZIPInputStream(Files.newInputStream(gzip))) {
      for (int i = 0; i < 300; i++) {
        byte[] expected = Samples.content(i, 5_000);
        try (InputStream in = file.getInputStream(file.getEntry("file" + i))) {
          assertArrayEquals(expected, in.readAllBytes(), "file" + i);
        }
        assertArrayEquals(expected, all.readNBytes(expected.length), "part " + i);
        bytes += 2L * expected.length;
      }
      assertEquals(-1, all.read());
    }
    assertEquals(bytes + " bytes", printed.strip());
    assertRewritten(
        agent, "org.apache.commons.compress.archivers.zip.StreamCompressor (app): Deflater 2");
    assertRewritten(
        agent,
        "org.apache.commons.compress.archivers.zip.InflaterInputStreamWithStatistics (app): extends InflaterInputStream");
    assertRewritten(
        agent,
        "org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream (app): Deflater 1");
    assertTrue(agent.jobs("DEFLATE_RAW", true) + agent.jobs("DEFLATE_RAW", false) >= 301);
    assertTrue(agent.jobs("INFLATE_RAW", true) + agent.jobs("INFLATE_RAW", false) >= 301);
  }

  @Test
  void luceneStoresDeflatedFields() throws Exception {
    UnderAgent agent = new UnderAgent(folder, TWIN);
    Path index = folder.resolve("index");
    String printed = agent.run(Indexer.class, index, 1000);

    assertEquals("1000 documents read back", printed.strip());
    assertEquals(1000, Indexer.count(index));
    assertTrue(
        agent.report().stream()
            .anyMatch(
                line -> line.contains("rewrote org.apache.lucene.") && line.contains("Deflater")),
        () -> folder.toString());
    assertTrue(agent.jobs("DEFLATE_RAW", true) + agent.jobs("DEFLATE_RAW", false) > 0);
    assertTrue(agent.jobs("INFLATE_RAW", true) + agent.jobs("INFLATE_RAW", false) > 0);
  }

  @Test
  void anHttpServerCompressesItsAnswers() throws Exception {
    UnderAgent agent = new UnderAgent(folder, "doorbell.devices=none");
    Process server = agent.start(GzipServer.class);
    try (HttpClient client = HttpClient.newHttpClient()) {
      BufferedReader lines = server.inputReader();
      String first = lines.readLine();
      assertTrue(first != null && first.startsWith("port "), () -> "first line: " + first);
      String home = "http://localhost:" + first.substring(5);
      for (int i = 0; i < 20; i++) {
        byte[] expected = Samples.content(i, 50_000);
        var answer =
            client.send(
                HttpRequest.newBuilder(URI.create(home + "/content/" + i)).build(),
                BodyHandlers.ofByteArray());
        assertEquals("gzip", answer.headers().firstValue("Content-Encoding").orElseThrow());
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
          assertArrayEquals(expected, in.readAllBytes(), "content " + i);
        }
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(request)) {
          out.write(expected);
        }
        var length =
            client.send(
                HttpRequest.newBuilder(URI.create(home + "/length"))
                    .POST(HttpRequest.BodyPublishers.ofByteArray(request.toByteArray()))
                    .build(),
                BodyHandlers.ofString());
        assertEquals(Integer.toString(expected.length), length.body());
      }
      client.send(
          HttpRequest.newBuilder(URI.create(home + "/stop")).build(), BodyHandlers.discarding());
      agent.finish(server, first);
    } finally {
      server.destroyForcibly();
    }
    assertRewritten(
        agent, "org.example.programs.GzipServer (app): GZIPInputStream 1, GZIPOutputStream 1");
    // A library of the system takes a stream in pieces, the JDK's as a whole.
    long deflated = agent.jobs("DEFLATE_RAW", false);
    assertTrue(deflated >= 20, () -> "jobs: " + deflated);
    assertEquals(20, agent.jobs("INFLATE_RAW", false));
  }

  @Test
  void tomcatCompressesAndEncryptsItsAnswers() throws Exception {
    Identity identity = Identity.make(folder);
    UnderAgent agent =
        UnderAgent.withProvider(
            folder,
            "doorbell.devices=twin",
            "doorbell.route.min.bytes.AES_GCM=0",
            "doorbell.route.min.bytes.DEFLATE_RAW=0");
    Process server =
        agent.start(TomcatServer.class, folder.resolve("identity.p12"), Identity.PASSWORD);
    try (HttpClient client = HttpClient.newBuilder().sslContext(identity.context()).build()) {
      String first = server.inputReader().readLine();
      assertTrue(first != null && first.startsWith("port "), () -> "first line: " + first);
      for (int i = 0; i < 20; i++) {
        var answer =
            client.send(
                HttpRequest.newBuilder(
                        URI.create("https://localhost:" + first.substring(5) + "/" + i))
                    .header("Accept-Encoding", "gzip")
                    .build(),
                BodyHandlers.ofByteArray());
        assertEquals("gzip", answer.headers().firstValue("Content-Encoding").orElseThrow());
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
          assertArrayEquals(Samples.content(i, 50_000), in.readAllBytes(), "content " + i);
        }
      }
      server.getOutputStream().close();
      agent.finish(server, first);
    } finally {
      server.destroyForcibly();
    }
    assertRewritten(
        agent, "org.apache.coyote.http11.filters.GzipOutputFilter (app): GZIPOutputStream 2");
    assertTrue(agent.jobs("DEFLATE_RAW", true) + agent.jobs("DEFLATE_RAW", false) >= 20);
    assertTrue(agent.jobs("AES_GCM", true) + agent.jobs("AES_GCM", false) >= 20);
  }

  /** One log line per eviction is too much. */
  private Path quiet() throws IOException {
    return Files.writeString(folder.resolve("logging.properties"), ".level=OFF\n");
  }
}
