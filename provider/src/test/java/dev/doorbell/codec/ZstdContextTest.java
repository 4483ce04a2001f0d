package dev.doorbell.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.EndDirective;
import dev.doorbell.offload.job.Lz77Sequence;
import org.junit.jupiter.api.Test;

class ZstdContextTest {
  /** Without the catch around the upcall it is the JVM that ends here. */
  @Test
  void anErrorInTheUpcallLeavesTheBlockToZstd() throws Exception {
    byte[] data = Samples.text(1, 20_000);
    ZstdContext context = new ZstdContext(true);
    try {
      context.in.clear().put(data).flip();
      long[] shorterThanItsCount = {Lz77Sequence.of(100, 0, 0)};
      context.use(shorterThanItsCount, 5);
      context.begin(ZstdParameters.DEFAULT, data.length, 0);
      assertTrue(context.step(EndDirective.END));
      context.used();
      assertEquals(0, context.blocksWithSequences());
      byte[] frame = new byte[context.out.remaining()];
      context.out.get(frame);
      ZstdPeers.assertReadBack(data, frame, "after an error");
    } finally {
      context.run();
    }
  }
}
