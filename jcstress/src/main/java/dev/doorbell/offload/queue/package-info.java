/**
 * Slots, completions, locks under jcstress; beside the classes they test, on the class path only.
 */
package dev.doorbell.offload.queue;
