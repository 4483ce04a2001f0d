package dev.doorbell.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.OffloadConfig;
import dev.doorbell.offload.device.twin.Twin;
import dev.doorbell.offload.device.twin.TwinDevice;
import dev.doorbell.offload.telemetry.JobCounters;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/**
 * How to test an application of one's own with accelerators that are not there: open an {@link
 * Offload} over a {@link Twin}, hand it to the application, and break the twin on purpose. What the
 * application wrote is read by the JDK alone.
 */
class BackupTest {
  private static final String DEVICES = "hisi_zip:3,hisi_sec2:3";

  // Every job goes to a queue if there is one, jobs are many, and a frozen queue is given up soon.
  private static final Map<String, String> SETTINGS =
      Map.of(
          "doorbell.route.min.bytes",
          "0",
          "doorbell.codec.piece.bytes",
          "16384",
          "doorbell.deadline.floor.ms",
          "50");

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final SecretKey KEY = new SecretKeySpec(new byte[32], "AES");
  private static final byte[] CONTENT = content();

  private static byte[] content() {
    byte[] content = new byte[4 << 20];
    Random random = new Random(1);
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) "doorbell ".charAt(random.nextInt(9));
    }
    return content;
  }

  private static byte[] restore(byte[] backup) throws Exception {
    Cipher jdk = Cipher.getInstance("AES/GCM/NoPadding", "SunJCE");
    try (InputStream opening = new OpeningInputStream(new ByteArrayInputStream(backup), jdk, KEY);
        InputStream in = new GZIPInputStream(opening)) {
      return in.readAllBytes();
    }
  }

  private static List<JobCounters.Row> onQueues(Offload offload) {
    return offload.counters().stream().filter(row -> row.engine().startsWith("hisi_")).toList();
  }

  @Test
  void isWholeThoughBothDevicesVanishHalfWay() throws Exception {
    Twin twin = Twin.parse(DEVICES, "");
    try (Offload offload = Offload.open(OffloadConfig.of(SETTINGS), twin)) {
      assertTrue(offload.awaitReady(PATIENCE));
      ByteArrayOutputStream backup = new ByteArrayOutputStream();
      try (OutputStream out = new Backup(offload).open(backup, KEY)) {
        out.write(CONTENT, 0, CONTENT.length / 2);
        assertFalse(onQueues(offload).isEmpty(), "no queue did anything");
        twin.devices().forEach(TwinDevice::remove);
        out.write(CONTENT, CONTENT.length / 2, CONTENT.length / 2);
      }
      assertArrayEquals(CONTENT, restore(backup.toByteArray()));
    }
  }

  @Test
  void isWholeUnderAPlanOfFaults() throws Exception {
    // Counted in jobs, those among them that prove the queues after each loss.
    Twin twin = Twin.parse("hisi_zip:3", "reset:every=100,unbind:every=170:for=5ms,seed=1");
    try (Offload offload = Offload.open(OffloadConfig.of(SETTINGS), twin)) {
      assertTrue(offload.awaitReady(PATIENCE));
      ByteArrayOutputStream backup = new ByteArrayOutputStream();
      try (OutputStream out = new Backup(offload).open(backup, KEY)) {
        out.write(CONTENT);
      }
      assertArrayEquals(CONTENT, restore(backup.toByteArray()));
      assertTrue(
          offload.devices().stream().anyMatch(device -> !device.evictions().isEmpty()),
          () -> "nothing was lost: " + offload.devices());
    }
  }

  @Test
  void isTheSameWithoutAnyDevice() throws Exception {
    OffloadConfig none = OffloadConfig.of(Map.of("doorbell.devices", "none"));
    try (Offload offload = Offload.open(none)) {
      ByteArrayOutputStream backup = new ByteArrayOutputStream();
      try (OutputStream out = new Backup(offload).open(backup, KEY)) {
        out.write(CONTENT);
      }
      assertArrayEquals(CONTENT, restore(backup.toByteArray()));
      assertEquals(List.of(), onQueues(offload));
    }
  }
}
