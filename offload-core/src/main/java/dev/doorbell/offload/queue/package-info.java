/**
 * Queues in memory that is shared with a device: rings, doorbell, jobs in flight, waiting. All
 * memory order between our threads and the device is decided here and argued at the place.
 *
 * <p>The other side is the device (or the twin): it reads submission slots after the doorbell,
 * writes results into the slot and the job's staging memory, then the completion entry. The kernel
 * writes the status words at any time.
 *
 * <p>Specification: spec/uacce.md, sections 2.2 to 2.7. Any thread may submit and poll.
 */
package dev.doorbell.offload.queue;
