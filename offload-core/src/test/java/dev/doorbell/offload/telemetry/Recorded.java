package dev.doorbell.offload.telemetry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** A real recording of all our events, without threshold and throttle, from here to its close. */
public final class Recorded implements AutoCloseable {
  private static final String PREFIX = "dev.doorbell.";

  private final Recording recording = new Recording();
  private final Runnable end;

  public Recorded() {
    end =
        FlightEvents.begin(() ->
            new ConfigurationReport("test", "1.2.3", "a device", "a=b", "a=b; c=d", "nothing", ""));
    for (String name : List.of("Job", "Fallback")) {
      recording.enable(PREFIX + name).withoutThreshold().with("throttle", "off");
    }
    recording.start();
  }

  /** Ends the recording. The events in the order in which they were committed. */
  public List<RecordedEvent> events() {
    try {
      Path file = Files.createTempFile("doorbell", ".jfr");
      try {
        recording.stop();
        recording.dump(file);
        return RecordingFile.readAllEvents(file).stream()
            .filter(event -> event.getEventType().getName().startsWith(PREFIX))
            .sorted(Comparator.comparing(RecordedEvent::getEndTime))
            .toList();
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Those of {@code events} that have one of the names, as their names. */
  public static List<String> story(List<RecordedEvent> events, String... names) {
    return events.stream().map(Recorded::name).filter(Arrays.asList(names)::contains).toList();
  }

  public static List<RecordedEvent> named(List<RecordedEvent> events, String name) {
    return events.stream().filter(event -> name(event).equals(name)).toList();
  }

  private static String name(RecordedEvent event) {
    return event.getEventType().getName().substring(PREFIX.length());
  }

  @Override
  public void close() {
    recording.close();
    end.run();
  }
}
