package dev.doorbell.doctor;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes JSON (RFC 8259): maps, lists, texts, integers, booleans and null; on one line. */
final class Json {
  private Json() {}

  /**
   * @throws IllegalArgumentException for a value of another type
   */
  static String text(@Nullable Object value) {
    StringBuilder out = new StringBuilder();
    write(value, out);
    return out.toString();
  }

  private static void write(@Nullable Object value, StringBuilder out) {
    switch (value) {
      case null -> out.append("null");
      case Boolean yes -> out.append(yes.booleanValue());
      case Integer number -> out.append(number.intValue());
      case Long number -> out.append(number.longValue());
      case String text -> quote(text, out);
      case List<?> list -> {
        out.append('[');
        String comma = "";
        for (Object each : list) {
          out.append(comma);
          write(each, out);
          comma = ",";
        }
        out.append(']');
      }
      case Map<?, ?> map -> {
        out.append('{');
        String comma = "";
        for (Map.Entry<?, ?> each : map.entrySet()) {
          out.append(comma);
          quote(String.valueOf(each.getKey()), out);
          out.append(':');
          write(each.getValue(), out);
          comma = ",";
        }
        out.append('}');
      }
      default ->
          throw new IllegalArgumentException(
              "type="
                  + value.getClass().getName()
                  + ", allowed: Map, List, String, Integer, Long, Boolean, null");
    }
  }

  /** All but printable ASCII is escaped, so that no terminal's or log's encoding can spoil it. */
  private static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ' || c > '~') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
