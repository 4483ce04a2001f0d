package dev.doorbell.offload.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.beans.Introspector;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.AnnotationElement;
import jdk.jfr.DataAmount;
import jdk.jfr.Event;
import jdk.jfr.EventType;
import jdk.jfr.SettingDescriptor;
import jdk.jfr.Timespan;
import jdk.jfr.ValueDescriptor;
import org.junit.jupiter.api.Test;

/**
 * docs/OBSERVING.md against the events' own metadata and the bean's interface; {@code
 * -Ddocs.write=true} writes the table of events anew.
 */
class ObservingPageTest {
  private static final Path PAGE = Path.of("../docs/OBSERVING.md");
  private static final String BEGIN = "<!-- events: written by ObservingPageTest -->\n";
  private static final String END = "<!-- end of events -->\n";

  private static final List<Class<? extends Event>> EVENTS =
      List.of(
          ConfigurationEvent.class,
          JobEvent.class,
          FallbackEvent.class,
          EvictionEvent.class,
          RebindEvent.class,
          QuarantineEvent.class,
          BreakerEvent.class,
          KnownAnswerFailureEvent.class);

  /** What the JDK adds to each event. */
  private static final Set<String> COMMON =
      Set.of("startTime", "duration", "eventThread", "stackTrace");

  @Test
  void theTableOfEventsIsTheirMetadata() throws IOException {
    String page = Files.readString(PAGE);
    int from = page.indexOf(BEGIN) + BEGIN.length();
    int to = page.indexOf(END);
    assertTrue(from >= BEGIN.length() && to >= from, "the page has lost the marks of the table");
    String expected = table();
    if (Boolean.getBoolean("docs.write")) {
      Files.writeString(PAGE, page.substring(0, from) + expected + page.substring(to));
      return;
    }
    assertEquals(expected, page.substring(from, to));
  }

  @Test
  void everyAttributeOfTheBeanIsOnThePageAndNoOther() throws IOException {
    Set<String> attributes =
        Stream.of(OffloadMXBean.class.getMethods())
            .map(Method::getName)
            .map(name -> name.substring("get".length()))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> onPage = new TreeSet<>();
    Matcher row = Pattern.compile("(?m)^\\| `([A-Z]\\w+)` \\|").matcher(Files.readString(PAGE));
    while (row.find()) {
      onPage.add(row.group(1));
    }
    assertEquals(attributes, onPage);
  }

  @Test
  void everyEventAndFieldHasItsWords() {
    for (Class<? extends Event> each : EVENTS) {
      EventType type = EventType.getEventType(each);
      assertEquals(List.of("Doorbell"), type.getCategoryNames(), type.getName());
      assertTrue(type.getLabel() != null && type.getDescription() != null, type.getName());
      for (ValueDescriptor field : fields(type)) {
        String name = type.getName() + "." + field.getName();
        assertTrue(field.getLabel() != null, name);
        boolean bytes = field.getName().toLowerCase(java.util.Locale.ROOT).endsWith("bytes");
        assertEquals(bytes, field.getAnnotation(DataAmount.class) != null, name);
        assertEquals(
            field.getName().endsWith("Ns"), field.getAnnotation(Timespan.class) != null, name);
      }
    }
  }

  private static List<ValueDescriptor> fields(EventType type) {
    return type.getFields().stream().filter(it -> !COMMON.contains(it.getName())).toList();
  }

  private static String table() {
    StringBuilder text = new StringBuilder();
    text.append("| event | when | fields |\n|---|---|---|\n");
    for (Class<? extends Event> each : EVENTS) {
      EventType type = EventType.getEventType(each);
      text.append(
          "| `%s` | %s%s | %s |\n"
              .formatted(
                  type.getName(),
                  type.getDescription(),
                  settings(type),
                  fields(type).stream()
                      .map(ObservingPageTest::field)
                      .collect(Collectors.joining("; "))));
    }
    return text.toString();
  }

  private static String settings(EventType type) {
    List<String> own = new ArrayList<>();
    for (SettingDescriptor setting : type.getSettingDescriptors()) {
      boolean worthSaying =
          switch (setting.getName()) {
            case "threshold" -> !setting.getDefaultValue().startsWith("0 ");
            case "throttle" -> !setting.getDefaultValue().equals("off");
            case "period" -> setting.getDefaultValue().endsWith("Chunk");
            default -> false;
          };
      if (worthSaying) {
        own.add("`" + setting.getName() + "=" + setting.getDefaultValue() + "`");
      }
    }
    return own.isEmpty() ? "" : " (" + String.join(", ", own) + ")";
  }

  private static String field(ValueDescriptor field) {
    String unit =
        field.getAnnotationElements().stream()
                .map(AnnotationElement::getTypeName)
                .anyMatch(DataAmount.class.getName()::equals)
            ? " (bytes)"
            : field.getAnnotation(Timespan.class) != null ? " (time)" : "";
    String words =
        field.getDescription() == null
            ? ""
            : ": " + Introspector.decapitalize(field.getDescription().replace(';', ','));
    return "`" + field.getName() + "`" + unit + words;
  }
}
