/**
 * Linux UACCE, any vendor: discovery in sysfs, the queue file with its ioctls and mappings.
 *
 * <p>Specification: spec/uacce.md section 1 (Linux 6.12.117 {@code drivers/misc/uacce/uacce.c}).
 * Set-up and tear-down only; calls may block in the kernel.
 */
package dev.doorbell.offload.device.uacce;
