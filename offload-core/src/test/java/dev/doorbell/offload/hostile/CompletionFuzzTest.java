package dev.doorbell.offload.hostile;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class CompletionFuzzTest {
  @AfterAll
  static void close() {
    CompletionFuzz.close();
  }

  @Test
  void whateverTheDeviceWritesTheCallerGetsTheRightBytes() {
    FuzzRuns.random(300, 60, CompletionFuzz::fuzzerTestOneInput);
  }

  @Test
  void inputsThatOnceFailedStayRepaired() throws IOException {
    FuzzRuns.corpus("completion", CompletionFuzz::fuzzerTestOneInput);
  }
}
