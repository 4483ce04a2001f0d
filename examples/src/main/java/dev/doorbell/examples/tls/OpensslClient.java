package dev.doorbell.examples.tls;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** {@code openssl s_client}: a terminal at the other end of a TLS connection. */
public final class OpensslClient extends CommandClient {
  public OpensslClient(Identity identity, int port) {
    super(identity, port);
  }

  @Override
  public String name() {
    return "openssl s_client";
  }

  @Override
  String program() {
    return "openssl";
  }

  private List<String> command(Suite suite) {
    List<String> command =
        new ArrayList<>(
            List.of(
                program(),
                "s_client",
                // Neither a banner, nor commands in what is sent, nor an end when that ends.
                "-quiet",
                "-connect",
                "127.0.0.1:" + port,
                "-servername",
                "localhost",
                "-CAfile",
                identity.pem().toString(),
                "-verify_return_error"));
    command.addAll(
        suite.isTls13()
            ? List.of("-tls1_3", "-ciphersuites", suite.openssl())
            : List.of("-tls1_2", "-cipher", suite.openssl()));
    return command;
  }

  @Override
  public String get(Suite suite, long length) throws IOException, InterruptedException {
    return run(
        command(suite),
        out -> Http.writeHead(out, "GET /" + length + " HTTP/1.1", 0),
        in -> Content.sha256(in, Http.readHead(in).contentLength()));
  }

  @Override
  public String put(Suite suite, long length) throws IOException, InterruptedException {
    return run(
        command(suite),
        out -> {
          Http.writeHead(out, "PUT / HTTP/1.1", length);
          Content.write(length, out);
        },
        OpensslClient::body);
  }

  private static String body(InputStream in) throws IOException {
    return text(in, Http.readHead(in).contentLength());
  }
}
