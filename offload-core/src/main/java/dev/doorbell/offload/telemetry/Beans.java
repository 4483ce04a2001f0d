package dev.doorbell.offload.telemetry;

import org.jspecify.annotations.Nullable;

/** The way to JMX, in a class that can be loaded where there is no JMX (module java.management). */
@SuppressWarnings("exports") // JSpecify is for readers and checkers: nobody has to have it.
public final class Beans {
  private static final String SHARED = "dev.doorbell:type=Offload";

  private Beans() {}

  /**
   * Shows {@code bean} as {@code dev.doorbell:type=Offload}.
   *
   * @param instance null for the process's shared instance, else what tells it from others
   * @return what ends it; null where this JVM has no JMX
   */
  @SuppressWarnings("exports") // JSpecify is for readers and checkers: nobody has to have it.
  public static @Nullable Runnable register(OffloadMXBean bean, @Nullable String instance) {
    try {
      return BeanRegistration.begin(
          bean, instance == null ? SHARED : SHARED + ",instance=" + instance);
    } catch (LinkageError noJmx) {
      return null;
    }
  }
}
