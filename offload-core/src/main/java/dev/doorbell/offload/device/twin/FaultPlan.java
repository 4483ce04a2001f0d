package dev.doorbell.offload.device.twin;

/**
 * Decides after every step whether something goes wrong. Called by the engine's threads,
 * concurrently for different queues, while the queue is locked: answer at once, and do not call
 * methods of {@link TwinDevice} from here.
 */
@FunctionalInterface
public interface FaultPlan {
  /** Nothing goes wrong; the engine then does not even build the events. */
  FaultPlan NONE = event -> Fault.NONE;

  /** The fault to apply now, or {@link Fault#NONE}. */
  Fault onStep(StepEvent event);

  /**
   * A plan from text: {@code kind:every=N[:step=NAME][:for=Nms][:limit=N]} items and {@code
   * seed=N}, separated by commas, such as {@code reset:every=50,unbind:every=70:for=5ms,seed=3}. A
   * fault strikes one of every N jobs of a device; the seed fixes which one and, where no step is
   * named, after which step. {@code limit} caps the number of faults of that item over all devices.
   * Empty text is {@link #NONE}.
   *
   * @throws IllegalArgumentException naming the bad item and what is allowed
   */
  static FaultPlan parse(String text) {
    return TextFaultPlan.parse(text);
  }
}
