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
    FuzzRuns.random(150, 60, CompletionFuzz::fuzzerTestOneInput);
  }

  @Test
  void inputsOfTheCorpusGetTheRightBytes() throws IOException {
    FuzzRuns.corpus("completion", CompletionFuzz::fuzzerTestOneInput);
  }
}
