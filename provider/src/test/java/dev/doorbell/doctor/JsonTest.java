package dev.doorbell.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Against Jackson's parser. */
class JsonTest {
  @Test
  void anotherParserReadsWhatWasWritten() throws Exception {
    Map<String, Object> inner = new LinkedHashMap<>();
    inner.put("yes", true);
    inner.put("no", false);
    inner.put("nothing", null);
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("text", "plain");
    value.put("numbers", List.of(0L, -1L, Long.MAX_VALUE, Long.MIN_VALUE));
    value.put("inner", inner);
    value.put("empty", new ArrayList<>(Arrays.asList(Map.of(), List.of(), "", null)));
    assertEquals(value, JsonTree.of(Json.text(value)));
  }

  @Test
  void everyCharacterSurvivesInTextAndName() throws Exception {
    StringBuilder all = new StringBuilder();
    for (int c = 0; c <= 0xFFFF; c++) {
      // Halves of pairs are no text; whole pairs follow.
      if (!Character.isSurrogate((char) c)) {
        all.append((char) c);
      }
    }
    all.appendCodePoint(0x1F600).appendCodePoint(0x10FFFF);
    String text = all.toString();
    assertEquals(List.of(text), JsonTree.of(Json.text(List.of(text))));
    assertEquals(
        Map.of(text.substring(0, 200), 1L),
        JsonTree.of(Json.text(Map.of(text.substring(0, 200), 1))));
    assertTrue(Json.text(text).chars().allMatch(c -> c >= ' ' && c <= '~'), "ASCII only");
  }

  @Test
  void whatJsonHasNoWordForIsRefused() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Json.text(List.of(1.5)));
    assertTrue(e.getMessage().contains("java.lang.Double"), e.getMessage());
  }
}
