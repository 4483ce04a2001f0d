/**
 * Counters. Imports nothing of ours: names come in as strings, so that any layer may count without
 * a cycle.
 */
@NullMarked
package dev.doorbell.offload.telemetry;

import org.jspecify.annotations.NullMarked;
