package dev.doorbell.codec;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.ZstdCompressCtx;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ZstdLibraryTest {
  /** As zstd-jni's own class looks where it calls zstd through java.lang.foreign. */
  private static final class WithoutJni {
    @SuppressWarnings("unused")
    long compressDirectByteBufferStream0(ByteBuffer out, ByteBuffer in) {
      return 0;
    }
  }

  @Test
  void theLibraryThatComesAlongTakesSequences() {
    assertTrue(ZstdLibrary.calledByJni(ZstdCompressCtx.class));
    assertTrue(ZstdLibrary.takesSequences());
  }

  @Test
  void aLibraryThatIsNotJniGetsNone() {
    assertFalse(ZstdLibrary.calledByJni(WithoutJni.class));
  }
}
