package dev.doorbell.offload.sim.world;

import dev.doorbell.offload.device.twin.TwinDevice;
import dev.doorbell.offload.device.twin.TwinProbe;
import dev.doorbell.offload.memory.Staging;
import java.lang.foreign.MemorySegment;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who owns each slab of staging memory, kept beside the driver's own accounts. Invariant: no memory
 * is handed out, or given back, while a device may write to it.
 */
final class Ledger {
  private enum Owner {
    POOL,
    JOB,
    QUARANTINE
  }

  private static final class Slab {
    Owner owner = Owner.POOL;
    long base;
    long size;
    long loan;
  }

  /** A slab as it was when a device fetched the descriptor of a job on it. */
  private record Fetched(Slab slab, long loan) {}

  private static final MemorySegment ZEROS = MemorySegment.ofArray(new byte[64 << 10]);

  private final Map<Object, Slab> slabs = new IdentityHashMap<>();
  private final TreeMap<Long, Slab> byAddress = new TreeMap<>();
  private final Map<String, Fetched> inWork = new java.util.HashMap<>();
  private final List<TwinDevice> devices;
  private long quarantined;
  private long highestQuarantined;

  Ledger(List<TwinDevice> devices) {
    this.devices = devices;
  }

  void acquired(Object object) {
    Staging staging = (Staging) object;
    Slab slab = slabs.computeIfAbsent(object, any -> added(staging));
    require(slab.owner == Owner.POOL, "a slab is handed out that already has an owner", slab);
    slab.owner = Owner.JOB;
    slab.loan++;
    noDeviceMayWriteTo(slab, "handed out");
    long n = Math.min(slab.size, ZEROS.byteSize());
    require(
        MemorySegment.mismatch(staging.memory(), 0, n, ZEROS, 0, n) < 0,
        "a slab is handed out with bytes of its last owner, or of a late write",
        slab);
  }

  void released(Object object) {
    Slab slab = known(object);
    require(slab.owner != Owner.POOL, "a slab is given back twice", slab);
    noDeviceMayWriteTo(slab, "given back");
    quarantined -= slab.owner == Owner.QUARANTINE ? slab.size : 0;
    slab.owner = Owner.POOL;
  }

  void abandoned(Object object) {
    Slab slab = known(object);
    require(slab.owner == Owner.JOB, "a slab goes into quarantine that no job owns", slab);
    slab.owner = Owner.QUARANTINE;
    quarantined += slab.size;
    highestQuarantined = Math.max(highestQuarantined, quarantined);
  }

  long highestQuarantined() {
    return highestQuarantined;
  }

  /** Slabs that are not in the pool. */
  long lent() {
    return slabs.values().stream().filter(slab -> slab.owner != Owner.POOL).count();
  }

  /** A device has copied a descriptor: from now on it may write. */
  void fetched(TwinDevice device, int queue) {
    long address = TwinProbe.fetchedDestination(device, queue);
    Slab slab = at(address);
    if (slab == null) {
      throw new Violation("a device fetched a descriptor whose destination is no slab of ours");
    }
    require(slab.owner != Owner.POOL, "a device fetched a descriptor of memory in the pool", slab);
    inWork.put(device.name() + queue, new Fetched(slab, slab.loan));
  }

  /** A device is about to write. */
  void writes(TwinDevice device, int queue) {
    Fetched fetched = inWork.get(device.name() + queue);
    if (fetched != null) {
      require(
          fetched.slab.loan == fetched.loan && fetched.slab.owner != Owner.POOL,
          "a device writes to memory that has another owner by now",
          fetched.slab);
    }
  }

  private void noDeviceMayWriteTo(Slab slab, String what) {
    for (TwinDevice device : devices) {
      for (long address : TwinProbe.destinations(device)) {
        require(
            address < slab.base || address >= slab.base + slab.size,
            "memory is " + what + " while " + device.name() + " may write to it",
            slab);
      }
    }
  }

  private Slab added(Staging staging) {
    Slab slab = new Slab();
    slab.base = staging.address();
    slab.size = staging.sizeBytes();
    // Whatever lay there before was freed.
    byAddress.subMap(slab.base, slab.base + slab.size).clear();
    byAddress.put(slab.base, slab);
    return slab;
  }

  private Slab known(Object object) {
    Slab slab = slabs.get(object);
    if (slab == null) {
      throw new Violation("a slab that was never handed out");
    }
    return slab;
  }

  private Slab at(long address) {
    Map.Entry<Long, Slab> below = byAddress.floorEntry(address);
    return below != null && address < below.getKey() + below.getValue().size
        ? below.getValue()
        : null;
  }

  private static void require(boolean holds, String otherwise, Slab slab) {
    if (!holds) {
      throw new Violation(otherwise + " (" + slab.size + " bytes, owner " + slab.owner + ")");
    }
  }
}
