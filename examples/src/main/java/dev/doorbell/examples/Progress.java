package dev.doorbell.examples;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * What is going on: one line that is written over on a terminal, and elsewhere one plain line for
 * each part that has ended. For one thread.
 */
final class Progress {
  private static final int BAR = 10;
  private static final int NARROW = 80;
  private static final long REDRAW_NANOS = 200_000_000L;
  private static final long PASS_NANOS = 5_000_000_000L;

  private final PrintStream out;
  private final boolean terminal;
  private final int columns;
  private String part = "";
  private Supplier<String> aside = () -> "";
  private long totalBytes;
  private long doneBytes;
  private long started;
  private long drawn;
  private long passTold;
  private int width;

  /**
   * @param columns the terminal's width, as the environment has it; null or nonsense: 80
   */
  Progress(PrintStream out, boolean terminal, String columns) {
    this.out = out;
    this.terminal = terminal;
    this.columns =
        columns != null && columns.matches("[1-9][0-9]{1,4}") ? Integer.parseInt(columns) : NARROW;
  }

  /**
   * @param aside what stands behind the bar; asked at each redraw
   */
  void aside(Supplier<String> aside) {
    this.aside = aside;
  }

  void begin(String part, long totalBytes) {
    this.part = part;
    this.totalBytes = totalBytes;
    doneBytes = 0;
    started = System.nanoTime();
    drawn = 0;
  }

  void add(long bytes) {
    doneBytes += bytes;
    long now = System.nanoTime();
    if (terminal && now - drawn > REDRAW_NANOS) {
      drawn = now;
      draw();
    }
  }

  private void draw() {
    double share = totalBytes == 0 ? 1 : Math.min(1.0, (double) doneBytes / totalBytes);
    int full = (int) (share * BAR);
    String bar = "#".repeat(full) + ".".repeat(BAR - full);
    String note = aside.get();
    String line =
        String.format(
            Locale.ROOT,
            "[%s] %3.0f %%  %s%s%s",
            bar,
            share * 100,
            note,
            note.isEmpty() ? "" : "  ",
            part);
    // A line that wraps could not be written over.
    line = line.substring(0, Math.min(line.length(), columns - 1));
    // Blanks hide the rest of a longer line before it.
    out.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
    out.flush();
    width = line.length();
  }

  /** Ends the part; on a terminal nothing stays of it. */
  void end(String note) {
    if (terminal) {
      clear();
    } else {
      double seconds = (System.nanoTime() - started) / 1e9;
      out.printf(Locale.ROOT, "  %-44s %6.1f s  %s%n", part, seconds, note);
    }
  }

  /** After a later pass: nothing more on a terminal, elsewhere a line now and then. */
  void pass(int number, String note) {
    long now = System.nanoTime();
    if (terminal) {
      clear();
    } else if (now - passTold > PASS_NANOS) {
      passTold = now;
      out.printf(Locale.ROOT, "  %-44s %8s  %s%n", "pass " + number, "", note);
    }
  }

  private void clear() {
    out.print("\r" + " ".repeat(width) + "\r");
    out.flush();
    width = 0;
  }
}
