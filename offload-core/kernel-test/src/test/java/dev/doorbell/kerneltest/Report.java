package dev.doorbell.kerneltest;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.platform.engine.TestExecutionResult;

/**
 * One class's results as the XML that Surefire writes. A line per test goes to the console at once:
 * a hang shows where it hangs.
 */
final class Report {
  private final String testClass;
  private final String suite;
  private final StringBuilder cases = new StringBuilder();
  private int tests;
  private int failures;
  private int skipped;
  private double seconds;

  Report(String testClass, String suite) {
    this.testClass = testClass;
    this.suite = suite;
  }

  int failures() {
    return failures;
  }

  void skipped(String name, String reason) {
    line("skip", name, 0);
    tests++;
    skipped++;
    open(name, 0);
    cases.append("><skipped message=\"").append(xml(reason)).append("\"/></testcase>\n");
  }

  void finished(String name, double took, TestExecutionResult result) {
    tests++;
    seconds += took;
    Throwable thrown = result.getThrowable().orElse(null);
    open(name, took);
    switch (result.getStatus()) {
      case SUCCESSFUL -> {
        line("ok", name, took);
        cases.append("/>\n");
      }
      case ABORTED -> {
        line("skip", name, took);
        skipped++;
        cases
            .append("><skipped message=\"")
            .append(xml(String.valueOf(thrown)))
            .append("\"/></testcase>\n");
      }
      case FAILED -> {
        line("FAIL", name, took);
        failures++;
        String trace = trace(thrown);
        System.out.println(trace);
        cases
            .append("><failure message=\"")
            .append(xml(String.valueOf(thrown)))
            .append("\">")
            .append(xml(trace))
            .append("</failure></testcase>\n");
      }
    }
  }

  private void open(String name, double took) {
    cases
        .append("  <testcase name=\"")
        .append(xml(name))
        .append("\" classname=\"")
        .append(xml(testClass))
        .append("\" time=\"")
        .append(time(took))
        .append('"');
  }

  private void line(String result, String name, double took) {
    String simple = testClass.substring(testClass.lastIndexOf('.') + 1);
    System.out.println(
        String.format(Locale.ROOT, "%-4s %6.2f s  %s  %s.%s", result, took, suite, simple, name));
    System.out.flush();
  }

  private static String time(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  private static String trace(Throwable thrown) {
    if (thrown == null) {
      return "";
    }
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  /** The characters that XML 1.0 forbids become question marks. */
  private static String xml(String text) {
    return text.replaceAll("[^\\t\\n\\r\\x20-\\uD7FF\\uE000-\\uFFFD]", "?")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  void write(Path directory) throws IOException {
    String name = testClass + "-" + suite;
    Files.writeString(
        directory.resolve("TEST-" + name + ".xml"),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\""
            + xml(name)
            + "\" time=\""
            + time(seconds)
            + "\" tests=\""
            + tests
            + "\" errors=\"0\" skipped=\""
            + skipped
            + "\" failures=\""
            + failures
            + "\">\n"
            + cases
            + "</testsuite>\n");
  }
}
