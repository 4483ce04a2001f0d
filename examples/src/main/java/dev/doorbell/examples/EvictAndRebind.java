package dev.doorbell.examples;

import dev.doorbell.codec.OffloadDeflater;
import dev.doorbell.offload.Offload;
import dev.doorbell.offload.OffloadConfig;
import dev.doorbell.offload.device.twin.TwinDevice;
import java.time.Duration;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Takes a queue away between two halves of one stream, and lets it come back: the stream does not
 * notice.
 */
public final class EvictAndRebind {
  private static final int HALF_BYTES = 1 << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private EvictAndRebind() {}

  public static void main(String[] args) throws DataFormatException, InterruptedException {
    Map<String, String> settings =
        Map.of(
            "doorbell.devices",
            "twin",
            "doorbell.twin.devices",
            "hisi_zip:3",
            "doorbell.route.min.bytes",
            "0");
    try (Offload offload = Offload.open(OffloadConfig.of(settings))) {
      offload.awaitReady(PATIENCE);
      tell("bound", offload);
      byte[] text = new byte[2 * HALF_BYTES];
      for (int i = 0; i < text.length; i++) {
        text[i] = (byte) (i % 251 + i / 4096);
      }
      byte[] compressed = new byte[2 * text.length];
      Deflater deflater = new OffloadDeflater(Deflater.DEFAULT_COMPRESSION, false, offload);
      deflater.setInput(text, 0, HALF_BYTES);
      int n = deflater.deflate(compressed, 0, compressed.length, Deflater.SYNC_FLUSH);

      TwinDevice device = offload.twin().orElseThrow().devices().getFirst();
      for (int queue : device.queues()) {
        device.reset(queue);
      }
      deflater.setInput(text, HALF_BYTES, HALF_BYTES);
      deflater.finish();
      n += deflater.deflate(compressed, n, compressed.length - n);
      tell("after the reset", offload);
      deflater.end();

      Inflater inflater = new Inflater();
      inflater.setInput(compressed, 0, n);
      byte[] back = new byte[text.length];
      int got = inflater.inflate(back);
      System.out.println(
          "the JDK reads "
              + got
              + " bytes, "
              + (java.util.Arrays.equals(text, back) ? "all equal" : "NOT EQUAL"));
      inflater.end();
      offload.awaitReady(PATIENCE);
      tell("bound again", offload);
    }
  }

  private static void tell(String when, Offload offload) {
    offload
        .devices()
        .forEach(device ->
            System.out.println(
                when
                    + ": "
                    + device.device()
                    + " "
                    + device.state()
                    + ", evictions "
                    + device.evictions()));
    WhereJobsRan.print(offload, System.out);
  }
}
