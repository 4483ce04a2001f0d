package org.example.programs;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * An HTTP server on the loopback address that compresses what it sends and inflates what it gets:
 * says its port, serves {@code /content/NUMBER} and {@code /length}, and ends at {@code /stop} or
 * after a minute.
 */
public final class GzipServer {
  private GzipServer() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    CountDownLatch stopped = new CountDownLatch(1);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      server.setExecutor(threads);
      server.createContext("/content/", GzipServer::content);
      server.createContext("/length", GzipServer::length);
      server.createContext(
          "/stop",
          exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
            stopped.countDown();
          });
      server.start();
      System.out.println("port " + server.getAddress().getPort());
      stopped.await(1, TimeUnit.MINUTES);
      server.stop(0);
    }
  }

  private static void content(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    byte[] content =
        Samples.content(Integer.parseInt(path.substring(path.lastIndexOf('/') + 1)), 50_000);
    exchange.getResponseHeaders().set("Content-Encoding", "gzip");
    exchange.sendResponseHeaders(200, 0);
    // Flushed now and then, as servers of events do.
    try (exchange;
        OutputStream out = new GZIPOutputStream(exchange.getResponseBody(), true)) {
      for (int at = 0; at < content.length; at += 20_000) {
        out.write(content, at, Math.min(20_000, content.length - at));
        out.flush();
      }
    }
  }

  private static void length(HttpExchange exchange) throws IOException {
    try (exchange;
        InputStream in = new GZIPInputStream(exchange.getRequestBody())) {
      byte[] answer =
          Integer.toString(in.readAllBytes().length)
              .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }
}
