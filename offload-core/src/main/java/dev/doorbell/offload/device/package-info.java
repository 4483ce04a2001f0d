/**
 * What every back end looks like: a {@link dev.doorbell.offload.device.DeviceDriver} finds {@link
 * dev.doorbell.offload.device.Device}s, a device opens work queues and translates jobs into its
 * descriptors and back. Back ends are packages of their own below this one; only the composition
 * root names them.
 */
package dev.doorbell.offload.device;
