package dev.doorbell.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recording of an example, with the recorder's own defaults, as {@code jfr print} shows it. */
class StoryRecordingTest {
  /** Held, or the level is forgotten with the logger. */
  private static final Logger LOG = Logger.getLogger("dev.doorbell");

  @TempDir private Path folder;

  @BeforeAll
  static void silence() {
    LOG.setLevel(Level.OFF);
  }

  @AfterAll
  static void speakAgain() {
    LOG.setLevel(null);
  }

  private static String name(RecordedEvent event) {
    return event.getEventType().getName();
  }

  @Test
  void aRecordingOfALostQueueReadsAsAStory() throws Exception {
    Path file = folder.resolve("doorbell.jfr");
    try (Recording recording = new Recording()) {
      recording.start();
      EvictAndRebind.main(new String[0]);
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> events =
        RecordingFile.readAllEvents(file).stream()
            .filter(event -> name(event).startsWith("dev.doorbell."))
            // As jfr print does.
            .sorted(Comparator.comparing(RecordedEvent::getEndTime))
            .toList();
    // Other tests of this JVM may have opened instances that are still there.
    RecordedEvent configuration =
        events.stream()
            .filter(event -> name(event).equals("dev.doorbell.Configuration"))
            .filter(event -> event.getString("changed").contains("doorbell.devices=twin"))
            .findFirst()
            .orElseThrow(() -> new AssertionError(events.toString()));
    assertTrue(
        configuration.getString("devices").startsWith("hisi_zip-0 "), configuration::toString);

    // One of the queues' losses: a busy machine may add others, with other causes.
    List<String> story =
        events.stream()
            .map(StoryRecordingTest::name)
            .filter(
                Set.of("dev.doorbell.Rebind", "dev.doorbell.Eviction", "dev.doorbell.Fallback")
                    ::contains)
            .toList();
    int bound = story.indexOf("dev.doorbell.Rebind");
    List<String> after = story.subList(bound + 1, story.size());
    int lost = after.indexOf("dev.doorbell.Eviction");
    int fellBack = after.indexOf("dev.doorbell.Fallback");
    int boundAgain = after.indexOf("dev.doorbell.Rebind");
    assertTrue(0 <= lost && lost < fellBack && fellBack < boundAgain, story::toString);
    RecordedEvent eviction =
        events.stream()
            .filter(event -> name(event).endsWith(".Eviction"))
            .findFirst()
            .orElseThrow();
    assertEquals("hisi_zip-0", eviction.getString("device"));
    assertEquals("RESET", eviction.getString("cause"));
  }
}
