package dev.doorbell.offload.device.hisi;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.device.DescriptorCodec;
import dev.doorbell.offload.job.DeflateJob;
import dev.doorbell.offload.job.Format;
import dev.doorbell.offload.memory.Staging;
import dev.doorbell.offload.memory.StagingPool;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the codec asks of the device beside the fields of the annex. */
class ZipCodecTest {
  /** Of 200 bytes and less the device takes no notice in stateful mode (uacce.md 3.6). */
  @ParameterizedTest
  @ValueSource(ints = {1, 17, 119, 121, 122, 4096})
  void aPieceHasMoreOutputSpaceThanTheDeviceIgnores(int inputBytes) {
    ZipCodec codec = new ZipCodec(3);
    DeflateJob piece = piece(inputBytes);
    try (StagingPool pool = new StagingPool(1 << 20)) {
      Staging staging = Objects.requireNonNull(pool.acquire(codec.stagingBytes(piece)));
      codec.encode(piece, staging);
      int space = staging.memory().get(ValueLayout.JAVA_INT, DescriptorCodec.DESCRIPTOR + 4 * 14);
      assertTrue(space > 200, "dest_avail_out=" + space);
      assertTrue(
          staging.outputOffset() + space <= staging.sizeBytes(), "and all of it is in the slab");
      pool.release(staging);
    }
  }

  private static DeflateJob piece(int inputBytes) {
    return new DeflateJob(
        Format.RAW,
        -1,
        0,
        MemorySegment.NULL,
        DeflateJob.Ending.PIECE,
        MemorySegment.ofArray(new byte[inputBytes]),
        MemorySegment.ofArray(new byte[(int) DeflateJob.outputBound(inputBytes)]));
  }
}
