package dev.doorbell.offload;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A row of the table together with the way from its text to its value.
 *
 * @param parse throws {@link IllegalArgumentException} for a text that is not allowed
 */
record SettingKey<T>(Setting row, T byDefault, Function<String, T> parse) {
  static SettingKey<Long> number(
      String name, long byDefault, long least, long most, String unit, String effect) {
    String allowed = most == Long.MAX_VALUE ? least + " or more" : least + " to " + most;
    return new SettingKey<>(
        new Setting(name, String.valueOf(byDefault), allowed, unit, effect),
        byDefault,
        text -> {
          long n = Long.parseLong(text.replace("_", ""));
          if (n < least || n > most) {
            throw new IllegalArgumentException(text);
          }
          return n;
        });
  }

  static SettingKey<String> text(String name, String byDefault, String allowed, String effect) {
    return of(name, byDefault, byDefault, allowed, effect, text -> text);
  }

  static SettingKey<String> choice(
      String name, String byDefault, List<String> choices, String effect) {
    return of(
        name,
        byDefault,
        byDefault,
        String.join(", ", choices),
        effect,
        text -> {
          if (!choices.contains(text)) {
            throw new IllegalArgumentException(text);
          }
          return text;
        });
  }

  static SettingKey<Boolean> flag(String name, boolean byDefault, String effect) {
    return of(
        name,
        byDefault,
        String.valueOf(byDefault),
        "true, false",
        effect,
        text ->
            switch (text) {
              case "true" -> true;
              case "false" -> false;
              default -> throw new IllegalArgumentException(text);
            });
  }

  /** Items between commas; each is checked by whoever reads the list. */
  static SettingKey<List<String>> list(
      String name, String byDefault, String allowed, String effect) {
    return of(name, items(byDefault), byDefault, allowed, effect, SettingKey::items);
  }

  static <T> SettingKey<T> of(
      String name,
      T byDefault,
      String shownDefault,
      String allowed,
      String effect,
      Function<String, T> parse) {
    return new SettingKey<>(new Setting(name, shownDefault, allowed, "", effect), byDefault, parse);
  }

  private static List<String> items(String text) {
    return Arrays.stream(text.split(","))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .toList();
  }

  String name() {
    return row.name();
  }

  /** The value, or the default and a warning where the text cannot be used. */
  T read(Function<String, @Nullable String> lookup, List<String> warnings) {
    String text = lookup.apply(name());
    if (text == null) {
      return byDefault;
    }
    try {
      return parse.apply(text.strip());
    } catch (IllegalArgumentException notAllowed) {
      warnings.add(
          name() + "=" + text + ", allowed: " + row.allowed() + "; using " + row.byDefault());
      return byDefault;
    }
  }
}
