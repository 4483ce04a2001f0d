/**
 * What to do and what came out: the immutable {@link dev.doorbell.offload.job.Job} that the API
 * edge builds, and the {@link dev.doorbell.offload.job.Outcome} that an engine answers. Everything
 * below the API edge speaks these types only; nothing here knows of devices, rings or libraries.
 *
 * <p>Any thread; a job belongs to the call that built it.
 */
package dev.doorbell.offload.job;
