package dev.doorbell.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.doctor.BenchReport.Row;
import dev.doorbell.offload.OffloadConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class BenchTest {
  /** Long enough to run; times are nobody's business here. */
  private static BenchReport quick(String devices) throws InterruptedException {
    Map<String, String> settings = new HashMap<>(Bench.everythingToQueues());
    settings.put("doorbell.devices", devices);
    settings.put("doorbell.deadline.floor.ms", "10000");
    return Bench.run(OffloadConfig.of(settings), 1, 1);
  }

  @Test
  void timesEveryCaseOverEveryRoute() throws Exception {
    BenchReport report = quick("twin");
    Set<String> routes =
        report.rows().stream()
            .filter(row -> row.bytes() == 16384)
            .map(row -> row.operation() + " " + row.route())
            .collect(Collectors.toSet());
    for (BenchCase what : BenchCase.values()) {
      assertTrue(routes.contains(what.operation() + " queue"), routes::toString);
    }
    assertTrue(routes.contains("AES_GCM software"), routes::toString);
    assertTrue(routes.contains("DEFLATE_ZLIB jdk"), routes::toString);
    assertTrue(
        report.rows().stream().allMatch(row -> row.jobNs() > 0), () -> report.rows().toString());
  }

  @Test
  void saysThatTheTwinIsNoDevice() throws Exception {
    BenchReport report = quick("twin");
    assertTrue(report.text().contains("THE TWIN, which is software"), report::text);
    assertEquals(true, JsonTree.object(Json.text(report.json())).get("twin"));
  }

  @Test
  void withoutQueuesThereIsNothingToSuggest() throws Exception {
    BenchReport report = quick("none");
    assertEquals(Map.of(), report.thresholds());
    assertTrue(report.text().contains("queues: none in use"), report::text);
    assertTrue(report.rows().stream().noneMatch(row -> row.route().equals("queue")));
  }

  @Test
  void theThresholdIsWhereTheQueueBeginsToWinForGood() {
    BenchReport report =
        new BenchReport(
            false,
            List.of("hisi_zip-0"),
            List.of(
                row("A", 1, "jdk", 10),
                row("A", 1, "queue", 5),
                row("A", 2, "jdk", 10),
                row("A", 2, "isal", 4),
                row("A", 2, "queue", 5),
                row("A", 3, "jdk", 10),
                row("A", 3, "queue", 10),
                row("A", 4, "jdk", 10),
                row("A", 4, "queue", 9),
                row("B", 1, "software", 1),
                row("B", 1, "queue", 2)));
    assertEquals(Map.of("A", 3L, "B", Long.MAX_VALUE), report.thresholds());
    assertTrue(report.text().contains("doorbell.route.min.bytes.A=3\n"), report::text);
    assertTrue(report.text().contains("doorbell.route.disable=B"), report::text);
  }

  @Test
  void aQueueThatDidNotDoTheWorkDoesNotWin() {
    BenchReport report =
        new BenchReport(
            false,
            List.of("hisi_zip-0"),
            List.of(row("A", 1, "jdk", 10), new Row("A", 1, "queue", 5, 60)));
    assertEquals(Map.of("A", Long.MAX_VALUE), report.thresholds());
    assertTrue(report.text().contains("(60 % on queues)"), report::text);
  }

  private static Row row(String operation, int bytes, String route, long ns) {
    return new Row(operation, bytes, route, ns, 100);
  }
}
