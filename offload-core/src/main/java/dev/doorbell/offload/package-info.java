/**
 * The composition root: {@link dev.doorbell.offload.Offload} puts engines, router and dispatcher
 * together as {@link dev.doorbell.offload.OffloadConfig} says. The only package that names back
 * ends.
 */
package dev.doorbell.offload;
