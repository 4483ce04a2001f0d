package dev.doorbell.offload.telemetry;

import java.util.function.Supplier;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;

/**
 * Waits for the JVM's flight recorder, which may be started at any time or never: only then are our
 * event classes loaded, because registering the first one costs a process some ten milliseconds.
 * Recordings then get the configuration at the beginning of each chunk.
 *
 * <p>The recorder holds this object, and with it our class loader, until {@link #end()}.
 */
final class RecorderListener implements FlightRecorderListener {
  private final Supplier<ConfigurationReport> configuration;
  private final Runnable hook = this::tell;

  /* Guarded by this. */
  private boolean hooked;
  private boolean ended;

  private RecorderListener(Supplier<ConfigurationReport> configuration) {
    this.configuration = configuration;
  }

  /**
   * @return what ends it
   */
  static Runnable begin(Supplier<ConfigurationReport> configuration) {
    RecorderListener listener = new RecorderListener(configuration);
    // Calls recorderInitialized at once where the recorder is there.
    FlightRecorder.addListener(listener);
    if (listener.isHooked()) {
      // A recording that runs already is in the middle of its chunk.
      listener.tell();
    }
    return listener::end;
  }

  @Override
  public void recorderInitialized(FlightRecorder recorder) {
    try {
      FlightEvents.turnOn();
      synchronized (this) {
        if (!ended && !hooked) {
          FlightRecorder.addPeriodicEvent(ConfigurationEvent.class, hook);
          hooked = true;
        }
      }
    } catch (LinkageError noClass) {
      // Without descriptors to load classes with there are no events. The recorder's thread, which
      // may be the application's, is not to hear of it.
    }
  }

  private synchronized boolean isHooked() {
    return hooked;
  }

  private void tell() {
    if (ConfigurationEvent.isWanted()) {
      ConfigurationEvent.record(configuration.get());
    }
  }

  private void end() {
    FlightRecorder.removeListener(this);
    synchronized (this) {
      ended = true;
      if (hooked) {
        FlightRecorder.removePeriodicEvent(hook);
        hooked = false;
      }
    }
  }
}
