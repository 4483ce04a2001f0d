package dev.doorbell.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.DataFormatException;
import jdk.jfr.Recording;
import jdk.jfr.ValueDescriptor;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/**
 * Records {@link EvictAndRebind} with the JDK's Flight Recorder and tells what the recording says:
 * {@code RecordEviction [FILE]}. The file can be looked at with {@code jfr print} as well.
 */
public final class RecordEviction {
  private static final String OURS = "dev.doorbell.";

  /** Every event has them; the story does not need them. */
  private static final Set<String> COMMON =
      Set.of("startTime", "duration", "eventThread", "stackTrace");

  private RecordEviction() {}

  public static void main(String[] args)
      throws IOException, DataFormatException, InterruptedException {
    try (TemporaryFolder folder = new TemporaryFolder();
        Recording recording = new Recording()) {
      recording.enable(OURS + "Eviction");
      recording.enable(OURS + "Fallback");
      recording.enable(OURS + "Rebind");
      recording.start();
      EvictAndRebind.main(new String[0]);
      recording.stop();
      Path file = args.length > 0 ? Path.of(args[0]) : folder.path().resolve("eviction.jfr");
      recording.dump(file);
      System.out.println("the recording:");
      RecordingFile.readAllEvents(file).stream()
          .filter(event -> event.getEventType().getName().startsWith(OURS))
          .sorted(Comparator.comparing(RecordedEvent::getStartTime))
          .forEach(event -> System.out.println(line(event)));
    }
  }

  private static String line(RecordedEvent event) {
    return event.getStartTime()
        + " "
        + event.getEventType().getName().substring(OURS.length())
        + event.getFields().stream()
            .map(ValueDescriptor::getName)
            .filter(name -> !COMMON.contains(name))
            .map(name -> " " + name + "=" + event.getValue(name))
            .collect(Collectors.joining());
  }
}
