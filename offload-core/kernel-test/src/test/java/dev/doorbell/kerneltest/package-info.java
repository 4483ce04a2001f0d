/**
 * The production driver against Linux's UACCE framework and a device module written independently
 * of the twin; runs in a guest only, see {@code offload-core/kernel-test/run}. Every situation is
 * made by the module's knobs ({@link dev.doorbell.kerneltest.Knobs}), and what the device did is
 * read from its counters.
 */
package dev.doorbell.kerneltest;
