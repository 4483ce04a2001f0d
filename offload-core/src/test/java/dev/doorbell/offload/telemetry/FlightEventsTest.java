package dev.doorbell.offload.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.Test;

class FlightEventsTest {
  @Test
  void aRecordingThatStartsLaterHasTheConfiguration() {
    try (Recorded recorded = new Recorded()) {
      List<RecordedEvent> events = Recorded.named(recorded.events(), "Configuration");
      assertEquals(1, events.size());
      RecordedEvent event = events.getFirst();
      assertEquals("test", event.getString("instance"));
      assertEquals("1.2.3", event.getString("version"));
      assertEquals("a device", event.getString("devices"));
      assertEquals("a=b", event.getString("changed"));
      assertEquals("a=b; c=d", event.getString("settings"));
      assertEquals("nothing", event.getString("off"));
      assertEquals("", event.getString("warnings"));
    }
  }

  @Test
  void anInstanceThatOpensDuringARecordingTellsItsConfigurationAtOnce() {
    try (Recorded recorded = new Recorded()) {
      Runnable end = FlightEvents.begin(() -> new ConfigurationReport("2", "", "", "", "", "", ""));
      end.run();
      assertEquals(
          List.of("2"),
          Recorded.named(recorded.events(), "Configuration").stream()
              .map(event -> event.getString("instance"))
              .filter("2"::equals)
              .toList());
    }
  }

  @Test
  void whatHasEndedTellsNothingToLaterRecordings() {
    FlightEvents.begin(() -> new ConfigurationReport("ended", "", "", "", "", "", "")).run();
    try (Recorded recorded = new Recorded()) {
      assertTrue(
          Recorded.named(recorded.events(), "Configuration").stream()
              .noneMatch(event -> event.getString("instance").equals("ended")));
    }
  }

  @Test
  void withoutARecordingAJobMakesNothing() {
    // The recorder was used in this JVM: the events are loaded, and switched off.
    new Recorded().close();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 10 && least > 0; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 1000; i++) {
        assertNull(JobSpan.begin());
        FlightEvents.fallback("device", "AES_GCM", "SPILL", 1);
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertEquals(0, least);
  }
}
