package dev.doorbell.offload.device.twin;

import java.util.List;

/**
 * What one twin device looks like to the kernel and to drivers.
 *
 * @param driver {@code hisi_zip} or {@code hisi_sec2}
 * @param api version of the QM interface: 1, 2, 3 or 5 (ref 1.3)
 * @param queues queue pairs, 1 to 1024
 * @param depth entries of each ring, 2 to 32768
 * @param slots jobs that the device works on at the same time, 1 to 64; each has a thread unless
 *     stepping is manual
 * @param algorithms lines of the {@code algorithms} attribute; requests outside it are refused
 * @param flags the {@code flags} attribute: bit 0 = SVA
 * @param numaNode the {@code device/numa_node} attribute, −1 = unknown
 * @param isolated whether the {@code isolate} attribute starts as 1
 */
public record TwinDeviceSpec(
    String driver,
    int api,
    int queues,
    int depth,
    int slots,
    List<String> algorithms,
    int flags,
    int numaNode,
    boolean isolated) {
  /** The driver names that {@link #of} accepts. */
  public static final List<String> DRIVERS = List.of("hisi_zip", "hisi_sec2");

  public TwinDeviceSpec {
    if (!DRIVERS.contains(driver)) {
      throw new IllegalArgumentException(
          "driver=" + driver + ", allowed: " + String.join(", ", DRIVERS));
    }
    if (api != 1 && api != 2 && api != 3 && api != 5) {
      throw new IllegalArgumentException("api=" + api + ", allowed: 1, 2, 3, 5");
    }
    range("queues", queues, 1, 1024);
    range("depth", depth, 2, 32768);
    range("slots", slots, 1, 64);
    algorithms = List.copyOf(algorithms);
  }

  private static void range(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + "=" + value + ", allowed: " + least + " to " + most);
    }
  }

  /**
   * A device with the usual queue counts (zip 64, SEC 256), depth 1024, one slot, SVA, node 0, and
   * those algorithms that the twin can compute.
   */
  public static TwinDeviceSpec of(String driver, int api) {
    boolean zip = driver.equals("hisi_zip");
    // ref 1.3: V2 lists zlib and gzip only; which V3 have lz77_zstd is a matter of a register.
    List<String> algorithms =
        !zip
            ? List.of("cipher", "digest", "aead")
            : api < 3 ? List.of("zlib", "gzip") : List.of("zlib", "gzip", "deflate", "lz77_zstd");
    return new TwinDeviceSpec(driver, api, zip ? 64 : 256, 1024, 1, algorithms, 1, 0, false);
  }

  /**
   * A device from text: {@code driver[:api]} with optional {@code :queues=N}, {@code :depth=N},
   * {@code :slots=N}, {@code :flags=N}, {@code :numa=N}; the default api is 3.
   *
   * @throws IllegalArgumentException naming the item and the allowed values
   */
  public static TwinDeviceSpec parse(String text) {
    String[] fields = text.strip().split(":");
    try {
      boolean versioned = fields.length > 1 && !fields[1].contains("=");
      TwinDeviceSpec spec =
          of(fields[0].strip(), versioned ? Integer.parseInt(fields[1].strip()) : 3);
      for (int i = versioned ? 2 : 1; i < fields.length; i++) {
        int equals = fields[i].indexOf('=');
        String key = equals < 0 ? fields[i] : fields[i].substring(0, equals).strip();
        int value = Integer.parseInt(fields[i].substring(equals + 1).strip());
        spec =
            switch (key) {
              case "queues" -> spec.withQueues(value);
              case "depth" -> spec.withDepth(value);
              case "slots" -> spec.withSlots(value);
              case "flags" -> spec.withFlags(value);
              case "numa" -> spec.withNumaNode(value);
              default ->
                  throw new IllegalArgumentException(
                      "field=" + key + ", allowed: queues, depth, slots, flags, numa");
            };
      }
      return spec;
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "device=" + text + ", allowed: driver[:api][:queues=N][:depth=N][:slots=N]", e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("device=" + text + ": " + e.getMessage(), e);
    }
  }

  public TwinDeviceSpec withQueues(int count) {
    return new TwinDeviceSpec(
        driver, api, count, depth, slots, algorithms, flags, numaNode, isolated);
  }

  public TwinDeviceSpec withDepth(int entries) {
    return new TwinDeviceSpec(
        driver, api, queues, entries, slots, algorithms, flags, numaNode, isolated);
  }

  public TwinDeviceSpec withSlots(int count) {
    return new TwinDeviceSpec(
        driver, api, queues, depth, count, algorithms, flags, numaNode, isolated);
  }

  public TwinDeviceSpec withAlgorithms(String... names) {
    return new TwinDeviceSpec(
        driver, api, queues, depth, slots, List.of(names), flags, numaNode, isolated);
  }

  public TwinDeviceSpec withFlags(int bits) {
    return new TwinDeviceSpec(
        driver, api, queues, depth, slots, algorithms, bits, numaNode, isolated);
  }

  public TwinDeviceSpec withNumaNode(int node) {
    return new TwinDeviceSpec(driver, api, queues, depth, slots, algorithms, flags, node, isolated);
  }

  public TwinDeviceSpec withIsolated(boolean on) {
    return new TwinDeviceSpec(driver, api, queues, depth, slots, algorithms, flags, numaNode, on);
  }

  /** Bytes of the doorbell region: the table of ref 1.7. */
  long mmioBytes(long pageSize) {
    long least = api == 1 ? pageSize : api == 2 ? 8192 : 65536;
    return roundUp(least, pageSize);
  }

  /**
   * Bytes of the queue region: both rings, rounded up, and a page whose end holds the status words
   * (ref 1.7, 2.2).
   */
  long dusBytes(long pageSize) {
    return roundUp((long) depth * (QueueMemory.SQE_BYTES + QueueMemory.CQE_BYTES), pageSize)
        + pageSize;
  }

  private static long roundUp(long value, long unit) {
    return (value + unit - 1) / unit * unit;
  }
}
