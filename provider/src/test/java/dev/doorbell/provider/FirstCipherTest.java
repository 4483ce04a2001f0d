package dev.doorbell.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@link FirstCipher} in JVMs of its own: the warm-up is once per process. */
class FirstCipherTest {
  private static final long PROMISE_US = 200_000;

  private static String run(String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Ddoorbell.devices=none");
    command.addAll(List.of(options));
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(FirstCipher.class.getName());
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output.strip();
  }

  private static long used(String output) {
    return Long.parseLong(output.replaceAll(".*used=(-?\\d+) .*", "$1"));
  }

  @Test
  void warmsUpWithinTwoHundredMillisecondsOfItsThread() throws Exception {
    String output = run();
    assertTrue(used(output) > 0 && used(output) <= PROMISE_US, output);
    assertTrue(output.endsWith("left=[]"), output);
  }

  @Test
  void keepsToThatWhereNothingIsEverCompiled() throws Exception {
    String output = run("-Xint");
    assertTrue(used(output) > 0 && used(output) <= PROMISE_US, output);
    assertTrue(output.endsWith("left=[]"), output);
  }

  @Test
  void doesNothingWhereItIsSwitchedOff() throws Exception {
    assertEquals("used=-1 left=[]", run("-Ddoorbell.warmup=false"));
  }
}
