package dev.doorbell.examples.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.OffloadConfig;
import dev.doorbell.provider.DoorbellProvider;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.Security;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** JSSE without sockets: the form that servers with their own I/O use, with their own buffers. */
class SslEngineTest {
  private static final int MESSAGE_BYTES = 600_000;

  private static Identity identity;
  private static Offload offload;

  @BeforeAll
  static void installFirst(@TempDir Path folder) throws Exception {
    offload =
        Offload.open(
            OffloadConfig.of(
                Map.of(
                    "doorbell.devices", "twin",
                    "doorbell.twin.devices", "hisi_sec2:3",
                    "doorbell.rebind.losses", "1000000",
                    "doorbell.twin.faults", "reset:every=45,remove:every=80:for=5ms",
                    "doorbell.route.min.bytes", "1024")));
    Security.insertProviderAt(new DoorbellProvider(offload), 1);
    identity = Identity.make(folder);
  }

  @AfterAll
  static void remove() {
    Security.removeProvider(DoorbellProvider.NAME);
    offload.close();
  }

  static Stream<Arguments> suitesAndBuffers() {
    return Suite.ALL.stream()
        .flatMap(suite -> Stream.of(Arguments.of(suite, true), Arguments.of(suite, false)));
  }

  /** One side: its engine, and what is on the way to it. */
  private static final class Side {
    final SSLEngine engine;
    final ByteBuffer arriving;
    final ByteBuffer got;

    Side(SSLEngine engine, IntFunction<ByteBuffer> buffers) {
      this.engine = engine;
      arriving = buffers.apply(4 * engine.getSession().getPacketBufferSize());
      got = buffers.apply(MESSAGE_BYTES + engine.getSession().getApplicationBufferSize());
    }

    boolean wrap(ByteBuffer message, Side to) throws Exception {
      SSLEngineResult result = engine.wrap(message, to.arriving);
      tasks();
      return result.bytesProduced() > 0;
    }

    boolean unwrap() throws Exception {
      arriving.flip();
      SSLEngineResult result = engine.unwrap(arriving, got);
      arriving.compact();
      tasks();
      return result.bytesConsumed() > 0;
    }

    private void tasks() {
      while (engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
        engine.getDelegatedTask().run();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("suitesAndBuffers")
  void bothWaysAtOnce(Suite suite, boolean direct) throws Exception {
    offload.awaitReady(Duration.ofSeconds(10));
    long before = queueJobs();
    IntFunction<ByteBuffer> buffers = direct ? ByteBuffer::allocateDirect : ByteBuffer::allocate;
    Side client = new Side(identity.context().createSSLEngine("localhost", 443), buffers);
    Side server = new Side(identity.context().createSSLEngine(), buffers);
    client.engine.setUseClientMode(true);
    server.engine.setUseClientMode(false);
    client.engine.setEnabledProtocols(new String[] {suite.protocol()});
    client.engine.setEnabledCipherSuites(new String[] {suite.jsse()});
    ByteBuffer there = message(buffers, 1);
    ByteBuffer back = message(buffers, 2);
    boolean moved = true;
    while (moved
        && (server.got.position() < MESSAGE_BYTES || client.got.position() < MESSAGE_BYTES)) {
      moved =
          client.wrap(there, server)
              | server.unwrap()
              | server.wrap(back, client)
              | client.unwrap();
    }
    assertEquals(message(buffers, 1), server.got.flip());
    assertEquals(message(buffers, 2), client.got.flip());
    assertEquals(suite.jsse(), client.engine.getSession().getCipherSuite());
    assertTrue(queueJobs() > before, () -> offload.counters().toString());
  }

  private static ByteBuffer message(IntFunction<ByteBuffer> buffers, long seed) {
    byte[] bytes = new byte[MESSAGE_BYTES];
    new Random(seed).nextBytes(bytes);
    return buffers.apply(MESSAGE_BYTES).put(bytes).flip();
  }

  private static long queueJobs() {
    return offload.counters().stream()
        .filter(row -> !row.engine().equals("software"))
        .mapToLong(row -> row.jobs())
        .sum();
  }
}
