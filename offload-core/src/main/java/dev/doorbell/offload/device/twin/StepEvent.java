package dev.doorbell.offload.device.twin;

/**
 * A step that has just been taken.
 *
 * @param device the device's name at this moment, such as {@code hisi_zip-0}
 * @param queue the queue's number within the device
 * @param job number of the job within the device, from 1, in the order in which the engine took
 *     notice
 * @param step the step taken
 * @param late whether the job was stuck in an unbound queue that has been bound again
 */
public record StepEvent(String device, int queue, long job, Step step, boolean late) {}
