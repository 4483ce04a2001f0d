/**
 * Counters. Imports nothing of ours: names come in as strings, so that any layer may count without
 * a cycle.
 */
package dev.doorbell.offload.telemetry;
