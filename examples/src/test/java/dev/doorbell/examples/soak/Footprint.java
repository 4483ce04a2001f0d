package dev.doorbell.examples.soak;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What the process holds.
 *
 * @param twinMappings of the twin's memory files, which stand for the queues' regions
 */
record Footprint(
    long threads, long descriptors, long mappings, long twinMappings, long allocatedBytes) {
  static Footprint now() throws IOException {
    long descriptors;
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      descriptors = all.count();
    }
    var maps = Files.readAllLines(Path.of("/proc/self/maps"));
    return new Footprint(
        ManagementFactory.getThreadMXBean().getThreadCount(),
        descriptors,
        maps.size(),
        maps.stream().filter(line -> line.contains("memfd:")).count(),
        ManagementFactory.getPlatformMXBean(com.sun.management.ThreadMXBean.class)
            .getTotalThreadAllocatedBytes());
  }
}
