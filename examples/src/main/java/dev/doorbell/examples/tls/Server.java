package dev.doorbell.examples.tls;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * Answers {@code GET /N} with N bytes of {@link Content}, and {@code PUT} with the SHA-256 of what
 * it got. A virtual thread for each connection.
 */
public final class Server implements AutoCloseable {
  private static final int PATIENCE_MS = 60_000;
  private static final int BUFFER_BYTES = 64 << 10;

  private final SSLServerSocket listener;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<String> problems = new CopyOnWriteArrayList<>();

  /** Listens at a free port of the loopback address, with all suites of {@link Suite#ALL}. */
  public Server(Identity identity) throws IOException {
    listener =
        (SSLServerSocket)
            identity
                .context()
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    listener.setEnabledProtocols(
        Suite.ALL.stream().map(Suite::protocol).distinct().toArray(String[]::new));
    listener.setEnabledCipherSuites(Suite.ALL.stream().map(Suite::jsse).toArray(String[]::new));
    threads.execute(this::accept);
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** Every connection that ended otherwise than it should, alerts among them. */
  public List<String> problems() {
    return List.copyOf(problems);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        SSLSocket connection = (SSLSocket) listener.accept();
        threads.execute(() -> serve(connection));
      } catch (IOException e) {
        if (!listener.isClosed()) {
          problems.add("accept: " + e);
        }
      }
    }
  }

  private void serve(SSLSocket connection) {
    try (connection) {
      connection.setSoTimeout(PATIENCE_MS);
      InputStream in = new BufferedInputStream(connection.getInputStream(), BUFFER_BYTES);
      OutputStream out = new BufferedOutputStream(connection.getOutputStream(), BUFFER_BYTES);
      Http.Head request = Http.readHead(in);
      if (request.firstLine().startsWith("GET /")) {
        long length = Long.parseLong(request.firstLine().substring(5).split(" ", 2)[0]);
        Http.writeHead(out, "HTTP/1.1 200 OK", length);
        Content.write(length, out);
      } else {
        byte[] digest =
            Content.sha256(in, request.contentLength()).getBytes(StandardCharsets.US_ASCII);
        Http.writeHead(out, "HTTP/1.1 200 OK", digest.length);
        out.write(digest);
      }
      out.flush();
      connection.shutdownOutput();
      // To the other side's end: data that arrives at a closed socket would cut off our answer.
      in.skipNBytes(Math.max(0, in.available()));
      while (in.read() >= 0) {
        problems.add("more than one request");
      }
    } catch (IOException | RuntimeException | InternalError e) {
      problems.add("server: " + e);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    threads.close();
  }
}
