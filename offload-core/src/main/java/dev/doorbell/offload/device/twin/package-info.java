/**
 * The software twin: the silicon's and the kernel's side of HiSilicon zip and SEC2 queues on Linux
 * UACCE, for tests, demonstrations and machines without an accelerator. A driver that is given
 * {@link dev.doorbell.offload.device.twin.Twin#systemCalls()} and {@link
 * dev.doorbell.offload.device.twin.Twin#sysfsRoot()} runs the code that it runs on a Kunpeng: plain
 * stores into really mapped rings and doorbell pages, status words, completion entries.
 *
 * <p>Three layers: the kernel's side (system calls, sysfs, lifetime of queues), the queues
 * (doorbell, fetch, write-back, completion, each a single step that a test can take by hand), and
 * the engines (descriptor decoding and computation). The layouts are written from the reference's
 * tables and shared with no driver, so that a mistake made once does not cancel itself out.
 * Everything is computed with the JDK; what the JDK lacks (SM4, SM3, XTS, CCM, the other ways of
 * stealing ciphertext) is here.
 *
 * <p>What it cannot show: barriers (a polled word in RAM is not a register; see {@link
 * dev.doorbell.offload.device.twin.Twin}), speed, device page faults, and whatever the reference
 * calls "not stated". Where such a point had to be decided the class says "ours".
 *
 * <p>Anybody may use the exported types, from any thread. Sources: Linux 6.12 UACCE and hisilicon
 * drivers, UADK 97d643e4, through the project's reference text, quoted below as "ref" with its
 * section.
 */
@NullMarked
package dev.doorbell.offload.device.twin;

import org.jspecify.annotations.NullMarked;
