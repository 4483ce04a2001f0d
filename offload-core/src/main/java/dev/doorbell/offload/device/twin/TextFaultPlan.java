package dev.doorbell.offload.device.twin;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The plan behind {@link FaultPlan#parse}: a pure function of seed, item and job number, but for
 * the limits.
 */
final class TextFaultPlan implements FaultPlan {
  private final List<Item> items;
  private final long seed;
  private final AtomicLong[] left;

  private record Item(FaultKind kind, long every, Step step, long durationNanos, long limit) {}

  private TextFaultPlan(List<Item> items, long seed) {
    this.items = List.copyOf(items);
    this.seed = seed;
    this.left = items.stream().map(item -> new AtomicLong(item.limit())).toArray(AtomicLong[]::new);
  }

  static FaultPlan parse(String text) {
    List<Item> items = new ArrayList<>();
    long seed = 1;
    for (String part : text.split(",")) {
      String item = part.strip();
      if (item.startsWith("seed=")) {
        seed = number(item, "seed", item.substring(5), Long.MIN_VALUE);
      } else if (!item.isEmpty()) {
        items.add(item(item));
      }
    }
    return items.isEmpty() ? NONE : new TextFaultPlan(items, seed);
  }

  private static Item item(String text) {
    String[] fields = text.split(":");
    FaultKind kind = FaultKind.parse(fields[0].strip());
    long every = 0;
    Step step = null;
    long duration = Fault.of(kind).durationNanos();
    long limit = Long.MAX_VALUE;
    for (int i = 1; i < fields.length; i++) {
      String field = fields[i].strip();
      int equals = field.indexOf('=');
      String key = equals < 0 ? field : field.substring(0, equals);
      String value = equals < 0 ? "" : field.substring(equals + 1);
      switch (key) {
        case "every" -> every = number(text, key, value, 1);
        case "limit" -> limit = number(text, key, value, 1);
        case "step" -> step = step(text, kind, value);
        case "for" -> {
          if (!kind.isTimed()) {
            throw new IllegalArgumentException(
                "item="
                    + text
                    + ": for= is not allowed for "
                    + kind.text()
                    + ", which takes no time");
          }
          duration =
              number(
                      text,
                      key,
                      value.endsWith("ms") ? value.substring(0, value.length() - 2) : value,
                      1)
                  * 1_000_000;
        }
        default ->
            throw new IllegalArgumentException(
                "item=" + text + ": field=" + key + ", allowed: every, step, for, limit");
      }
    }
    if (every == 0) {
      throw new IllegalArgumentException(
          "item=" + text + ": every= is missing, allowed: 1 or more");
    }
    return new Item(kind, every, step, duration, limit);
  }

  private static Step step(String item, FaultKind kind, String value) {
    for (Step step : Step.values()) {
      if (step.name().equals(value.toUpperCase(Locale.ROOT))
          && step.compareTo(kind.latestStep()) <= 0) {
        return step;
      }
    }
    StringBuilder allowed = new StringBuilder();
    for (Step step : Step.values()) {
      if (step.compareTo(kind.latestStep()) <= 0) {
        allowed.append(allowed.isEmpty() ? "" : ", ").append(step);
      }
    }
    throw new IllegalArgumentException(
        "item=" + item + ": step=" + value + ", allowed: " + allowed);
  }

  private static long number(String item, String key, String value, long least) {
    try {
      long number = Long.parseLong(value);
      if (number >= least && (least == Long.MIN_VALUE || number <= 1_000_000_000)) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      // reported below, like a number out of range
    }
    String allowed = least == Long.MIN_VALUE ? "a 64-bit number" : least + " to 1000000000";
    throw new IllegalArgumentException(
        "item=" + item + ": " + key + "=" + value + ", allowed: " + allowed);
  }

  @Override
  public Fault onStep(StepEvent event) {
    for (int i = 0; i < items.size(); i++) {
      Item item = items.get(i);
      long phase = Math.floorMod(mix(seed * 31 + i), item.every());
      if (event.job() % item.every() == phase
          && event.step() == stepFor(item, i, event.job())
          && take(left[i])) {
        return new Fault(item.kind(), item.durationNanos(), -1);
      }
    }
    return Fault.NONE;
  }

  private Step stepFor(Item item, int index, long job) {
    if (item.step() != null) {
      return item.step();
    }
    return Step.values()[
        (int) Math.floorMod(mix(mix(seed + index) ^ job), item.kind().latestStep().ordinal() + 1L)];
  }

  private static boolean take(AtomicLong left) {
    return left.getAndUpdate(n -> n > 0 ? n - 1 : 0) > 0;
  }

  /** The finaliser of SplitMix64: spreads neighbouring numbers over all 64 bits. */
  private static long mix(long z) {
    z += 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  @Override
  public String toString() {
    return "TextFaultPlan[seed=" + seed + ", items=" + items + "]";
  }
}
