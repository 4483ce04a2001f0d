/** JMH benchmarks; each class says which question it answers. Nobody depends on this module. */
package dev.doorbell.bench;
