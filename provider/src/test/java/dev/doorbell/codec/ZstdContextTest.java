package dev.doorbell.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.ZstdCompressCtx;
import dev.doorbell.offload.job.Lz77Sequence;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ZstdContextTest {
  /** As zstd-jni's own class looks where it calls zstd through java.lang.foreign. */
  private static final class WithoutJni {
    @SuppressWarnings("unused")
    long compressDirectByteBufferStream0(ByteBuffer out, ByteBuffer in) {
      return 0;
    }
  }

  @Test
  void theLibraryThatComesAlongTakesSequences() {
    assertTrue(ZstdContext.calledByJni(ZstdCompressCtx.class));
    assertTrue(ZstdContext.canTakeSequences());
  }

  @Test
  void aLibraryThatIsNotJniGetsNone() {
    assertFalse(ZstdContext.calledByJni(WithoutJni.class));
  }

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
