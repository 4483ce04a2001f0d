package dev.doorbell.offload.device.hisi;

import dev.doorbell.offload.hostile.FuzzRuns;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class QueueFuzzTest {
  @Test
  void answersReachTheirOwnJobsAndLiesNobody() {
    FuzzRuns.random(5000, 120, QueueFuzz::fuzzerTestOneInput);
  }

  @Test
  void inputsOfTheCorpusDoToo() throws IOException {
    FuzzRuns.corpus("queue", QueueFuzz::fuzzerTestOneInput);
  }
}
