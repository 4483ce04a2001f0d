package dev.doorbell.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.OffloadConfig;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** The one line that an instance writes when it opens. */
class StartLineTest {
  private static String startLine(Map<String, String> settings) {
    Logger logger = Logger.getLogger(Offload.class.getName());
    List<LogRecord> records = Collections.synchronizedList(new ArrayList<>());
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            records.add(line);
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Level before = logger.getLevel();
    logger.setLevel(Level.INFO);
    logger.setUseParentHandlers(false);
    logger.addHandler(handler);
    try {
      Offload.open(OffloadConfig.of(settings)).close();
    } finally {
      logger.removeHandler(handler);
      logger.setUseParentHandlers(true);
      logger.setLevel(before);
    }
    List<String> lines =
        records.stream()
            .filter(line -> line.getLevel() == Level.INFO)
            .map(LogRecord::getMessage)
            .toList();
    assertEquals(1, lines.size(), lines::toString);
    return lines.getFirst();
  }

  @Test
  void itNamesDevicesRoutesAndWhatIsOff() {
    String line =
        startLine(
            Map.of(
                "doorbell.devices",
                "twin",
                "doorbell.twin.devices",
                "hisi_zip:3",
                "doorbell.route.min.bytes",
                "2048",
                "doorbell.route.disable",
                "DEFLATE_GZIP"));
    assertTrue(line.startsWith("Doorbell "), line);
    assertTrue(line.contains("devices: hisi_zip-0 UNBOUND (not bound yet)"), line);
    assertTrue(line.contains("DEFLATE_RAW DEFLATE_ZLIB"), line);
    assertTrue(line.contains("from 2048 bytes on hisi_zip-0"), line);
    assertTrue(
        line.endsWith("off: DEFLATE_GZIP: DISABLED (doorbell.route.disable names it)"), line);
  }

  @Test
  void withoutADeviceItSaysThatAllIsSoftware() {
    String line = startLine(Map.of("doorbell.devices", "none"));
    assertTrue(
        line.endsWith(
            "; doorbell.devices=none; devices: none; to queues: nothing; off: everything:"
                + " NO_DEVICE (no usable device; doorbell.devices=none)"),
        line);
  }
}
