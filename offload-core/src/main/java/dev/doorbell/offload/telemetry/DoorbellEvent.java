package dev.doorbell.offload.telemetry;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.StackTrace;

/**
 * What our events have in common: the category, and no stack trace, which would cost more than the
 * event. A recording may ask for one: {@code dev.doorbell.Job#stackTrace=true}.
 */
@Category("Doorbell")
@StackTrace(false)
abstract class DoorbellEvent extends Event {}
