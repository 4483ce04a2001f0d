package dev.doorbell.examples.soak;

import dev.doorbell.codec.OffloadDeflater;
import dev.doorbell.offload.Offload;
import java.time.Duration;

/** An application in a JVM without the modules that telemetry can use. */
final class BareMain {
  private BareMain() {}

  public static void main(String[] arguments) throws Exception {
    try (Offload offload = Offload.shared()) {
      offload.awaitReady(Duration.ofSeconds(20));
      OffloadDeflater deflater = new OffloadDeflater();
      deflater.setInput(new byte[100_000]);
      deflater.finish();
      System.out.println("deflated to " + deflater.deflate(new byte[1000]));
      deflater.end();
      offload.counters().forEach(row -> System.out.println("job " + row.engine()));
      System.out.println("latencies " + offload.latencies().size());
    }
  }
}
