package dev.doorbell.examples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.doorbell.codec.OffloadGZIPOutputStream;
import dev.doorbell.examples.tls.Identity;
import dev.doorbell.offload.Offload;
import dev.doorbell.provider.DoorbellProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Security;
import java.util.zip.GZIPInputStream;

/**
 * The JDK's HTTPS server with one line more: JSSE asks the JCA for AES/GCM by name and gets
 * Doorbell's. The answer is compressed by Doorbell, and read back by the JDK's client and inflater.
 */
public final class ServeHttps {
  private static final String TEXT =
      "The queue is absent, hung, reset or evicted.\n".repeat(20_000);

  private ServeHttps() {}

  public static void main(String[] args)
      throws IOException, GeneralSecurityException, InterruptedException {
    Security.insertProviderAt(new DoorbellProvider(), 1);
    try (TemporaryFolder folder = new TemporaryFolder()) {
      Identity identity = Identity.make(folder.path());
      HttpsServer server =
          HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setHttpsConfigurator(new HttpsConfigurator(identity.context()));
      server.createContext("/text", ServeHttps::answer);
      server.start();
      try {
        get(identity, server.getAddress().getPort());
      } finally {
        server.stop(0);
      }
    }
    WhereJobsRan.print(Offload.shared(), System.out);
  }

  private static void answer(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Encoding", "gzip");
    exchange.sendResponseHeaders(200, 0);
    try (exchange;
        OutputStream out = new OffloadGZIPOutputStream(exchange.getResponseBody())) {
      out.write(TEXT.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void get(Identity identity, int port) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("https://localhost:" + port + "/text")).build();
    try (HttpClient client = HttpClient.newBuilder().sslContext(identity.context()).build()) {
      HttpResponse<byte[]> answer = client.send(request, BodyHandlers.ofByteArray());
      try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
        String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        String suite = answer.sslSession().orElseThrow().getCipherSuite();
        System.out.println(
            suite
                + ": "
                + answer.body().length
                + " bytes, the text is "
                + (text.equals(TEXT) ? "the same" : "ANOTHER"));
      }
    }
  }
}
