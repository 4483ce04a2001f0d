package dev.doorbell.agent;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The counts behind {@link AgentReport}. Any thread; no locks, and nothing that needs method
 * handles, whose first use would cost an application that starts more than all the counting.
 */
final class Tally {
  private final AtomicLong looked = new AtomicLong();
  private final AtomicLong changed = new AtomicLong();
  private final AtomicLong leftAlone = new AtomicLong();
  private final ConcurrentHashMap<String, AtomicLong> sites = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<LeftAlone.Reason, AtomicLong> reasons = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Long, RewrittenClass> changedClasses = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Long, LeftAlone> leftClasses = new ConcurrentHashMap<>();

  void looked() {
    looked.incrementAndGet();
  }

  void changed(RewrittenClass entry) {
    for (Map.Entry<String, Integer> each : entry.sites().entrySet()) {
      count(sites, each.getKey()).addAndGet(each.getValue());
    }
    long number = changed.getAndIncrement();
    if (number < AgentReport.MOST) {
      changedClasses.put(number, entry);
    }
  }

  void leftAlone(LeftAlone entry) {
    count(reasons, entry.reason()).incrementAndGet();
    long number = leftAlone.getAndIncrement();
    if (number < AgentReport.MOST) {
      leftClasses.put(number, entry);
    }
  }

  private static <K> AtomicLong count(ConcurrentHashMap<K, AtomicLong> map, K key) {
    AtomicLong count = map.get(key);
    if (count == null) {
      AtomicLong made = new AtomicLong();
      AtomicLong before = map.putIfAbsent(key, made);
      count = before == null ? made : before;
    }
    return count;
  }

  AgentReport report() {
    Map<String, Long> siteCounts = new TreeMap<>();
    sites.forEach((name, count) -> siteCounts.put(name, count.get()));
    Map<LeftAlone.Reason, Long> leftCounts = new TreeMap<>();
    reasons.forEach((reason, count) -> leftCounts.put(reason, count.get()));
    return new AgentReport(
        looked.get(),
        changed.get(),
        siteCounts,
        leftCounts,
        List.copyOf(new TreeMap<>(changedClasses).values()),
        List.copyOf(new TreeMap<>(leftClasses).values()));
  }
}
