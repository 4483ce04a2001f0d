package dev.doorbell.agent;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/** The counts behind {@link AgentReport}. Any thread; no locks. */
final class Tally {
  private final LongAdder looked = new LongAdder();
  private final LongAdder changed = new LongAdder();
  private final ConcurrentHashMap<String, LongAdder> sites = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<LeftAlone.Reason, LongAdder> left = new ConcurrentHashMap<>();
  private final Queue<RewrittenClass> rewritten = new ConcurrentLinkedQueue<>();
  private final Queue<LeftAlone> leftAlone = new ConcurrentLinkedQueue<>();
  private final LongAdder listed = new LongAdder();

  void looked() {
    looked.increment();
  }

  void changed(RewrittenClass entry) {
    for (Map.Entry<String, Integer> each : entry.sites().entrySet()) {
      adder(sites, each.getKey()).add(each.getValue());
    }
    if (changed.sum() < AgentReport.MOST) {
      rewritten.add(entry);
    }
    changed.increment();
  }

  void leftAlone(LeftAlone entry) {
    adder(left, entry.reason()).increment();
    if (listed.sum() < AgentReport.MOST) {
      leftAlone.add(entry);
      listed.increment();
    }
  }

  private static <K> LongAdder adder(ConcurrentHashMap<K, LongAdder> map, K key) {
    LongAdder adder = map.get(key);
    if (adder == null) {
      LongAdder made = new LongAdder();
      LongAdder before = map.putIfAbsent(key, made);
      adder = before == null ? made : before;
    }
    return adder;
  }

  AgentReport report() {
    Map<String, Long> siteCounts = new TreeMap<>();
    sites.forEach((name, count) -> siteCounts.put(name, count.sum()));
    Map<LeftAlone.Reason, Long> leftCounts = new TreeMap<>();
    left.forEach((reason, count) -> leftCounts.put(reason, count.sum()));
    return new AgentReport(
        looked.sum(),
        changed.sum(),
        siteCounts,
        leftCounts,
        rewritten.stream().limit(AgentReport.MOST).toList(),
        List.copyOf(leftAlone.stream().limit(AgentReport.MOST).toList()));
  }
}
