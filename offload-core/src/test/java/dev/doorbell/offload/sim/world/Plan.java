package dev.doorbell.offload.sim.world;

import dev.doorbell.offload.device.twin.TwinDeviceSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What one run looks like, drawn from its seed: small rings and little memory, so that wraps, full
 * rings and empty pools are everyday life.
 *
 * @param callers threads that submit jobs
 * @param quantum a thread runs on over 1 to this many points
 * @param faults how many faults of the environment strike, 0 in every third run
 * @param jobFaultOneOf one of so many jobs gets a fault of its own; 0 for none
 * @param lateErrors whether the error of a mapping that is gone comes late
 * @param unluckyPlace threads often lose their processor at the points of this group: some races
 *     need somebody to stand still at one place for long
 */
record Plan(
    List<TwinDeviceSpec> devices,
    int queuesPerType,
    int callers,
    int jobsPerCaller,
    int quantum,
    int parkFrom,
    long stagingBytes,
    long quarantineBytes,
    int faults,
    int faultOneOf,
    int jobFaultOneOf,
    int refuseOneOf,
    boolean lateErrors,
    int unluckyPlace) {
  /** Points fall into so many groups. */
  static final int PLACES = 64;

  static Plan draw(SplittableRandom random) {
    boolean faulty = random.nextInt(3) != 0;
    List<TwinDeviceSpec> devices = new ArrayList<>();
    int kinds = random.nextInt(8);
    if (kinds != 0) {
      boolean aead = random.nextInt(4) != 0;
      devices.add(spec("hisi_sec2", random, aead ? "aead" : "cipher"));
    }
    if (kinds < 2) {
      devices.add(spec("hisi_zip", random, "zlib"));
    }
    int quantum = 1 << random.nextInt(8);
    return new Plan(
        devices,
        1 + random.nextInt(2),
        1 + random.nextInt(8),
        2 + random.nextInt(6),
        quantum,
        random.nextInt(40),
        (24L + 8 * random.nextInt(16)) << 10,
        (8L + 8 * random.nextInt(4)) << 10,
        faulty ? random.nextInt(6) : 0,
        64 << random.nextInt(5),
        faulty && random.nextBoolean() ? 2 + random.nextInt(12) : 0,
        faulty && random.nextInt(4) == 0 ? 4 + random.nextInt(20) : 0,
        random.nextBoolean(),
        random.nextInt(PLACES));
  }

  private static TwinDeviceSpec spec(String driver, SplittableRandom random, String algorithms) {
    int api = random.nextInt(4) == 0 ? 2 : 3;
    return new TwinDeviceSpec(
        driver,
        api,
        2 + random.nextInt(5),
        2 + random.nextInt(random.nextBoolean() ? 3 : 12),
        1 + random.nextInt(2),
        List.of(algorithms),
        1,
        0,
        false);
  }

  boolean isFaulty() {
    return faults > 0 || jobFaultOneOf > 0 || refuseOneOf > 0;
  }
}
