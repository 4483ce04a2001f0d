package dev.doorbell.offload.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappingFaultsTest {
  private static final VarHandle WORD = ValueLayout.JAVA_INT.varHandle();

  @TempDir Path directory;
  private int sum;

  /**
   * 1: the error came before the point where an answer would be believed; 2: it came too late, or
   * not at all.
   */
  private int look(MemorySegment mapping) {
    int stage = 1;
    try {
      sum += (int) WORD.getOpaque(mapping, 64L);
      MappingFaults.deliver();
      stage = 2;
    } catch (InternalError mappingIsGone) {
      return stage;
    }
    return stage;
  }

  @Test
  void deliversTheErrorBeforeAnythingIsBelieved() throws IOException {
    try (FileChannel file =
        FileChannel.open(
            directory.resolve("mapping"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.allocate(8192));
      MemorySegment mapping = file.map(FileChannel.MapMode.READ_WRITE, 0, 8192, Arena.global());
      // Long enough for both compilers, which are the ones that deliver late.
      for (int i = 0; i < 300_000; i++) {
        assertEquals(2, look(mapping));
      }
      file.truncate(0);
      for (int i = 0; i < 1_000; i++) {
        assertEquals(1, look(mapping), "look " + i);
      }
    }
  }
}
