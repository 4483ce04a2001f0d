/**
 * Who can do it: the one-verb {@link dev.doorbell.offload.engine.Engine}, what it can do and how it
 * is at the moment. Implemented by {@code binding.QueueEngine} for device queues and by the module
 * {@code doorbell-fallback} for software.
 */
package dev.doorbell.offload.engine;
