package dev.doorbell.offload.telemetry;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What happens, as events of the JDK's flight recorder, category "Doorbell". Any thread, also under
 * a lock: an event is some stores into a buffer of the thread. Where the JVM has no flight recorder
 * (module jdk.jfr), or nobody has started it, each method is one comparison.
 *
 * <p>Nothing secret goes into an event: names, sizes, states, and the settings in force.
 */
@SuppressWarnings("exports") // JSpecify is for readers and checkers: nobody has to have it.
public final class FlightEvents {
  /**
   * True from the moment that the recorder exists and our event classes are loaded. Volatile, so
   * that whoever sees it true finds them initialised; a plain load on x86.
   */
  private static volatile boolean on;

  private FlightEvents() {}

  static boolean isOn() {
    return on;
  }

  /**
   * Loads all event classes: later, in the middle of an eviction, nothing is left that can fail.
   */
  static void turnOn() {
    if (on) {
      return;
    }
    for (Class<?> each :
        new Class<?>[] {
          JobEvent.class,
          FallbackEvent.class,
          EvictionEvent.class,
          RebindEvent.class,
          QuarantineEvent.class,
          BreakerEvent.class,
          KnownAnswerFailureEvent.class,
          ConfigurationEvent.class
        }) {
      try {
        Class.forName(each.getName(), true, each.getClassLoader());
      } catch (ClassNotFoundException e) {
        throw new LinkageError(each.getName(), e);
      }
    }
    on = true;
  }

  /**
   * Tells every recording, whenever it starts, what is in force, and from the first one on what
   * happens.
   *
   * @param configuration asked on the recorder's threads
   * @return what ends it; null where this JVM has no flight recorder
   */
  @SuppressWarnings("exports") // JSpecify is for readers and checkers: nobody has to have it.
  public static @Nullable Runnable begin(Supplier<ConfigurationReport> configuration) {
    try {
      return RecorderListener.begin(configuration);
    } catch (LinkageError noFlightRecorder) {
      return null;
    }
  }

  /**
   * A job goes to software because of a queue's state.
   *
   * @param device the one that had the job, or null
   */
  @SuppressWarnings("exports") // JSpecify is for readers and checkers: nobody has to have it.
  public static void fallback(
      @Nullable String device, String operation, String reason, long inputBytes) {
    if (on) {
      FallbackEvent.record(device, operation, reason, inputBytes);
    }
  }

  /** A device's queues are given up. */
  public static void eviction(
      String device, String cause, long generation, long completedJobs, int lossesInRow) {
    if (on) {
      EvictionEvent.record(device, cause, generation, completedJobs, lossesInRow);
    }
  }

  /** A device's new queues take jobs. */
  public static void rebind(String device, long generation, int provenOperations, long awayNs) {
    if (on) {
      RebindEvent.record(device, generation, provenOperations, awayNs);
    }
  }

  /**
   * Memory of an abandoned job is held back.
   *
   * @param heldBytes afterwards, in all
   */
  public static void quarantineHeld(String device, long bytes, long heldBytes) {
    if (on) {
      QuarantineEvent.record(device, "HELD", bytes, heldBytes);
    }
  }

  /** Memory that was held back is safe again. */
  public static void quarantineReleased(String device, long bytes, long heldBytes) {
    if (on) {
      QuarantineEvent.record(device, "RELEASED", bytes, heldBytes);
    }
  }

  /**
   * A device is barred, tried again, admitted, or given up for good.
   *
   * @param change BARRED, TRIAL, ADMITTED or RETIRED
   */
  public static void breaker(String device, String change, String detail, int lossesInRow) {
    if (on) {
      BreakerEvent.record(device, change, detail, lossesInRow);
    }
  }

  /** A device gave a wrong known answer. */
  public static void knownAnswerFailure(String device, String operation, String outcome) {
    if (on) {
      KnownAnswerFailureEvent.record(device, operation, outcome);
    }
  }
}
