package dev.doorbell.examples.tls;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** JSSE in this very process, so that Doorbell works at both ends. */
public final class JsseClient implements Client {
  private static final int PATIENCE_MS = 60_000;
  private static final int BUFFER_BYTES = 64 << 10;

  private final Identity identity;
  private final int port;

  public JsseClient(Identity identity, int port) {
    this.identity = identity;
    this.port = port;
  }

  @Override
  public String name() {
    return "JSSE";
  }

  @Override
  public boolean isInstalled() {
    return true;
  }

  private SSLSocket connect(Suite suite) throws IOException {
    SSLSocket socket =
        (SSLSocket) identity.context().getSocketFactory().createSocket("localhost", port);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setProtocols(new String[] {suite.protocol()});
    parameters.setCipherSuites(new String[] {suite.jsse()});
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.setSoTimeout(PATIENCE_MS);
    return socket;
  }

  @Override
  public String get(Suite suite, long length) throws IOException {
    try (SSLSocket socket = connect(suite)) {
      OutputStream out = new BufferedOutputStream(socket.getOutputStream());
      Http.writeHead(out, "GET /" + length + " HTTP/1.1", 0);
      out.flush();
      InputStream in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
      Http.Head head = Http.readHead(in);
      String digest = Content.sha256(in, head.contentLength());
      expectEnd(in);
      return digest;
    }
  }

  @Override
  public String put(Suite suite, long length) throws IOException {
    try (SSLSocket socket = connect(suite)) {
      OutputStream out = new BufferedOutputStream(socket.getOutputStream(), BUFFER_BYTES);
      Http.writeHead(out, "PUT / HTTP/1.1", length);
      Content.write(length, out);
      out.flush();
      InputStream in = new BufferedInputStream(socket.getInputStream());
      Http.Head head = Http.readHead(in);
      byte[] digest = in.readNBytes((int) head.contentLength());
      expectEnd(in);
      return new String(digest, StandardCharsets.US_ASCII);
    }
  }

  private static void expectEnd(InputStream in) throws IOException {
    if (in.read() >= 0) {
      throw new IOException("more bytes than announced");
    }
  }
}
