/** The software twin: the silicon's and the kernel's side of the same rings and descriptors. */
package dev.doorbell.offload.device.twin;
