/**
 * Our hold on a device's work queues: taking them, proving them with known answers, lending them to
 * jobs, noticing that they are gone, keeping safe the memory that abandoned jobs may still write,
 * and taking new ones.
 *
 * <p>The unit is the <b>device</b>, not the single queue: the kernel binds the process's address
 * space to the device once for all queues of the process (PASID, uacce.md 1.9), and the only proof
 * that a stuck job can write nothing more is that the last of them was closed (section 6, "Life
 * time"). So when one queue is lost, its siblings are drained and closed too, the quarantine ends,
 * and a new set is opened.
 *
 * <p>{@link dev.doorbell.offload.binding.QueueEngine} runs on the callers' threads; {@link
 * dev.doorbell.offload.binding.QueueBinding#maintain} on one thread of the composition root's, or
 * on a test's.
 */
package dev.doorbell.offload.binding;
