package dev.doorbell.offload.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplingTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 100, 1_000_000})
  void oneOfEachLotIsPicked(int every) {
    Sampling sampling = new Sampling(every, 1);
    for (int lot = 0; lot < 3; lot++) {
      int picked = 0;
      for (int i = 0; i < every; i++) {
        picked += sampling.picks(0) ? 1 : 0;
      }
      assertEquals(1, picked, "lot=" + lot);
    }
  }

  @Test
  void bothStepsOfACallerThatAlternatesAreSeen() {
    Sampling sampling = new Sampling(2, 1);
    int[] picked = new int[2];
    for (int i = 0; i < 1000; i++) {
      picked[i % 2] += sampling.picks(0) ? 1 : 0;
    }
    assertTrue(picked[0] > 100 && picked[1] > 100, picked[0] + " and " + picked[1]);
  }

  @Test
  void enginesAreCountedApart() {
    Sampling sampling = new Sampling(4, 2);
    int second = 0;
    for (int i = 0; i < 400; i++) {
      sampling.picks(0);
      second += i % 100 == 0 && sampling.picks(1) ? 1 : 0;
    }
    assertEquals(1, second);
  }

  @Test
  void refusesASampleOfNothing() {
    assertThrows(IllegalArgumentException.class, () -> new Sampling(0, 1));
  }
}
