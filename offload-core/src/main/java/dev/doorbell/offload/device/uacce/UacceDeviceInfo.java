package dev.doorbell.offload.device.uacce;

import java.util.Set;

/**
 * What sysfs says about one usable UACCE device (uacce.md 1.3).
 *
 * @param name directory and node name, {@code <driver>-<n>}. Not an identity: after a removal
 *     another device may get it
 * @param driver the name without {@code -<n>}
 * @param apiVersion the number in {@code api}, e.g. 3 for {@code hisi_qm_v3}
 * @param nodePath the character device
 * @param mmioBytes size of region 0
 * @param dusBytes size of region 1; mmap wants exactly this
 * @param numaNode −1 is reported as 0
 * @param availableInstances free queues when it was read, −1 where the kernel did not say
 */
public record UacceDeviceInfo(
    String name,
    String driver,
    int apiVersion,
    String nodePath,
    long mmioBytes,
    long dusBytes,
    Set<String> algorithms,
    int numaNode,
    int availableInstances) {}
