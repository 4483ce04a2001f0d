package dev.doorbell.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link InstalledFirst} in JVMs of its own. */
class InstalledFirstTest {
  @TempDir private Path folder;

  private String run(List<String> options, String... steps) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-Ddoorbell.devices=none",
            "--enable-native-access=ALL-UNNAMED"));
    command.addAll(options);
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(InstalledFirst.class.getName());
    command.addAll(List.of(steps));
    Path log = folder.resolve("log.txt");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      assertTrue(
          process.waitFor(60, TimeUnit.SECONDS), () -> "still running: " + String.join(" ", steps));
    } finally {
      process.destroyForcibly();
    }
    String output = Files.readString(log, StandardCharsets.UTF_8);
    assertEquals(0, process.exitValue(), output);
    return output;
  }

  @Test
  void byInsertProviderAt() throws Exception {
    String output =
        run(
            List.of(),
            "install",
            "provider=AES/GCM/NoPadding",
            "provider=AES",
            "provider=DES/CBC/PKCS5Padding",
            "roundTrips",
            "keyStore",
            "everyday");
    assertTrue(output.contains("AES/GCM/NoPadding from Doorbell"), output);
    assertTrue(output.contains("DES/CBC/PKCS5Padding from SunJCE"), output);
  }

  @Test
  void bySecurityProperties() throws Exception {
    for (String name : List.of(DoorbellProvider.class.getName(), DoorbellProvider.NAME)) {
      Path file = folder.resolve("first.security");
      Files.writeString(
          file,
          """
          security.provider.1=%s
          security.provider.2=SUN
          security.provider.3=SunRsaSign
          security.provider.4=SunEC
          security.provider.5=SunJSSE
          security.provider.6=SunJCE
          """
              .formatted(name));
      String output =
          run(
              List.of("-Djava.security.properties=" + file),
              "provider=AES/CBC/PKCS5Padding",
              "roundTrips",
              "keyStore");
      assertTrue(output.contains("AES/CBC/PKCS5Padding from Doorbell"), name + ": " + output);
    }
  }

  @Test
  void withSunJceRemovedBeforeTheFirstCipher() throws Exception {
    run(List.of(), "install", "remove=SunJCE", "provider=AES/CBC/PKCS5Padding", "roundTrips");
  }

  @Test
  void withSunJceRemovedAfterTheFirstCipher() throws Exception {
    run(List.of(), "install", "roundTrips", "remove=SunJCE", "roundTrips");
  }

  @Test
  void withSunJceRemovedWhileTheSoftwareIsCold() throws Exception {
    run(List.of("-Ddoorbell.warmup=false"), "install", "roundTrips", "remove=SunJCE", "roundTrips");
  }

  @Test
  void asTheOnlyProviderFromAMomentAfterTheFirstCipherOn() throws Exception {
    run(List.of(), "install", "provider=AES", "only=Doorbell,SUN", "roundTrips", "roundTrips");
  }

  @Test
  void keepsBouncyCastlesRulesForAesWhereSunJceIsGone() throws Exception {
    run(
        List.of(),
        "remove=SunJCE",
        "differential=AES/CBC/PKCS5Padding",
        "differential=AES/CBC/NoPadding",
        "differential=AES/ECB/PKCS5Padding",
        "differential=AES/CTR/NoPadding");
  }

  @Test
  void asTheOnlyProvider() throws Exception {
    run(List.of(), "install", "only=Doorbell,SUN", "roundTrips");
  }

  @Test
  void onTheTwinsQueues() throws Exception {
    String output =
        run(
            List.of("-Ddoorbell.devices=twin", "-Ddoorbell.route.min.bytes=0"),
            "install",
            "provider=AES/GCM/NoPadding",
            "roundTrips",
            "keyStore",
            "everyday");
    assertTrue(output.contains("AES/GCM/NoPadding from Doorbell"), output);
  }
}
