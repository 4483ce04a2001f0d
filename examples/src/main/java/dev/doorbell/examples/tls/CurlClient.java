package dev.doorbell.examples.tls;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** {@code curl}. */
public final class CurlClient extends CommandClient {
  private static final int DIGEST_CHARS = 64;

  public CurlClient(Identity identity, int port) {
    super(identity, port);
  }

  @Override
  public String name() {
    return "curl";
  }

  @Override
  String program() {
    return "curl";
  }

  private List<String> command(Suite suite, String path, String... more) {
    List<String> command =
        new ArrayList<>(
            List.of(
                program(),
                "--silent",
                "--show-error",
                "--fail",
                "--noproxy",
                "*",
                "--http1.1",
                "--cacert",
                identity.pem().toString()));
    command.addAll(
        suite.isTls13()
            ? List.of("--tlsv1.3", "--tls13-ciphers", suite.openssl())
            : List.of("--tlsv1.2", "--tls-max", "1.2", "--ciphers", suite.openssl()));
    command.addAll(List.of(more));
    command.add("https://localhost:" + port + path);
    return command;
  }

  @Override
  public String get(Suite suite, long length) throws IOException, InterruptedException {
    return run(command(suite, "/" + length), out -> {}, in -> Content.sha256(in, Long.MAX_VALUE));
  }

  @Override
  public String put(Suite suite, long length) throws IOException, InterruptedException {
    return run(
        // No question beforehand: the server would have to answer it.
        command(suite, "/", "--request", "PUT", "--header", "Expect:", "--data-binary", "@-"),
        out -> Content.write(length, out),
        in -> text(in, DIGEST_CHARS));
  }
}
