/**
 * Free lists, slabs, quarantine under jcstress; beside the classes they test, on the class path
 * only.
 */
package dev.doorbell.offload.memory;
