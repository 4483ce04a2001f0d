/**
 * Decisions as pure functions: which engine runs a job, and why. No I/O, no clock, no state beyond
 * the constructor's arguments.
 */
package dev.doorbell.offload.route;
