/**
 * HiSilicon accelerators on UACCE: the queue manager's rings and doorbell ({@code Qm*}), hisi_zip
 * descriptors ({@code Zip*}) and hisi_sec2 descriptors ({@code Sec*}) of hardware version 2 ({@code
 * Bd2}) and of version 3 and later ({@code Bd3}).
 *
 * <p>Specification: spec/uacce.md sections 2 (QM), 3 (zip), 4 (SEC2), Annex A (vectors). Vendor
 * names are spelled as there.
 */
@NullMarked
package dev.doorbell.offload.device.hisi;

import org.jspecify.annotations.NullMarked;
