/**
 * Decisions as pure functions: which engine runs a job, and why. No I/O, no clock, no state beyond
 * the constructor's arguments.
 */
@NullMarked
package dev.doorbell.offload.route;

import org.jspecify.annotations.NullMarked;
