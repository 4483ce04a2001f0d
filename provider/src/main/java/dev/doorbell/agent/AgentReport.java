package dev.doorbell.agent;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the agent has done so far in this process. A snapshot: each count is exact, the whole is not
 * one instant's.
 *
 * @param looked classes of applications that came by
 * @param changed classes that were changed
 * @param sites changed {@code new}s and constructor references, by the simple name of the JDK's
 *     class
 * @param left classes that were left alone, by reason
 * @param rewritten the first {@value #MOST} changed classes
 * @param leftAlone the first {@value #MOST} classes that were left alone
 */
public record AgentReport(
    long looked,
    long changed,
    Map<String, Long> sites,
    Map<LeftAlone.Reason, Long> left,
    List<RewrittenClass> rewritten,
    List<LeftAlone> leftAlone) {
  /** How many classes the lists hold at most. */
  public static final int MOST = 10_000;

  private static volatile @Nullable Tally active;

  public AgentReport {
    sites = Map.copyOf(sites);
    left = Map.copyOf(left);
    rewritten = List.copyOf(rewritten);
    leftAlone = List.copyOf(leftAlone);
  }

  /** Empty where no agent is at work in this process. */
  public static Optional<AgentReport> current() {
    Tally tally = active;
    return tally == null ? Optional.empty() : Optional.of(tally.report());
  }

  static void activate(Tally tally) {
    active = tally;
  }
}
