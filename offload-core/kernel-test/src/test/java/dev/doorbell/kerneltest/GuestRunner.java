package dev.doorbell.kerneltest;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs test classes and leaves one report per class, in Surefire's form. Arguments: report
 * directory, suite name, classes or class#method.
 */
public final class GuestRunner {
  private GuestRunner() {}

  public static void main(String[] args) throws IOException {
    Launcher launcher = LauncherFactory.create();
    Listener listener = new Listener(args[1]);
    DiscoverySelector[] selectors =
        Arrays.stream(args)
            .skip(2)
            .map(name -> "dev.doorbell.kerneltest." + name)
            .map(name -> name.contains("#") ? selectMethod(name) : selectClass(name))
            .toArray(DiscoverySelector[]::new);
    launcher.execute(
        LauncherDiscoveryRequestBuilder.request().selectors(selectors).build(), listener);
    int failed = listener.write(Path.of(args[0]));
    System.exit(failed == 0 ? 0 : 1);
  }

  private static final class Listener implements TestExecutionListener {
    private final String suite;
    private final Map<String, Report> reports = new LinkedHashMap<>();
    private final Map<String, Long> started = new LinkedHashMap<>();

    Listener(String suite) {
      this.suite = suite;
    }

    @Override
    public void executionStarted(TestIdentifier test) {
      started.put(test.getUniqueId(), System.nanoTime());
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
      if (test.isTest()) {
        report(test).skipped(name(test), reason);
      }
    }

    @Override
    public void reportingEntryPublished(TestIdentifier test, ReportEntry entry) {
      entry
          .getKeyValuePairs()
          .forEach((key, value) -> System.out.println("  " + key + ": " + value));
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      double seconds =
          (System.nanoTime() - started.getOrDefault(test.getUniqueId(), System.nanoTime())) / 1e9;
      if (test.isTest()) {
        report(test).finished(name(test), seconds, result);
      } else if (result.getStatus() == TestExecutionResult.Status.FAILED) {
        report(test).finished(name(test) + " (set-up)", seconds, result);
      }
    }

    private static String name(TestIdentifier test) {
      String id = test.getUniqueId();
      String method = id.replaceAll(".*\\[(?:method|test-template):([^\\](]+).*", "$1");
      return method.equals(id) || test.getDisplayName().startsWith(method)
          ? test.getDisplayName()
          : method + " " + test.getDisplayName();
    }

    private Report report(TestIdentifier test) {
      String id = test.getUniqueId();
      String testClass =
          id.contains("[class:")
              ? id.replaceAll(".*\\[class:([^\\]]+)\\].*", "$1")
              : "dev.doorbell.kerneltest.Suite";
      return reports.computeIfAbsent(testClass, name -> new Report(name, suite));
    }

    int write(Path directory) throws IOException {
      Files.createDirectories(directory);
      int failed = 0;
      for (Report report : reports.values()) {
        report.write(directory);
        failed += report.failures();
      }
      return reports.isEmpty() ? 1 : failed;
    }
  }
}
