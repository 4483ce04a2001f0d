package dev.doorbell.bench;

import dev.doorbell.provider.DoorbellProvider;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Security;
import java.security.spec.AlgorithmParameterSpec;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A message through {@code Cipher} where there is no device, by provider, algorithm, direction and
 * size: one {@code doFinal} from one array into another, for GCM with an {@code init} before it, as
 * its nonces demand. The provider is the innermost parameter, so that the two figures that are
 * compared are taken one after the other. The heap is touched beforehand: the kernel gives it its
 * pages within some 100 ms of the first seconds, which would fall on either of the two.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 1, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Ddoorbell.devices=none", "-Xms2g", "-Xmx2g", "-XX:+AlwaysPreTouch"})
public class SoftwareCiphers {
  /** What is done, and which way. */
  public enum Work {
    GCM_ENCRYPT,
    GCM_DECRYPT,
    CBC_ENCRYPT,
    CBC_DECRYPT,
    CTR_ENCRYPT,
    CTR_DECRYPT
  }

  @Param public Work algorithm;

  @Param({"16", "256", "4096", "65536", "1048576", "16777216"})
  public int bytes;

  @Param({"SunJCE", "Doorbell"})
  public String provider;

  private static final SecretKeySpec KEY = new SecretKeySpec(new byte[16], "AES");

  private final byte[] nonce = new byte[12];
  private boolean gcm;
  private int mode;
  private Cipher cipher;
  private byte[] input;
  private byte[] output;

  public SoftwareCiphers() {}

  @Setup
  public void prepare() throws GeneralSecurityException, InterruptedException {
    gcm = algorithm.name().startsWith("GCM");
    mode = algorithm.name().endsWith("ENCRYPT") ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE;
    String transformation = "AES/" + algorithm.name().substring(0, 3) + "/NoPadding";
    Provider library =
        provider.equals("Doorbell") ? new DoorbellProvider() : Security.getProvider(provider);
    cipher = Cipher.getInstance(transformation, library);
    awaitWarmUp();
    input = new byte[bytes];
    output = new byte[bytes + 16];
    if (gcm && mode == Cipher.DECRYPT_MODE) {
      cipher.init(Cipher.ENCRYPT_MODE, KEY, parameters());
      input = cipher.doFinal(input);
    }
    cipher.init(mode, KEY, parameters());
    warm();
  }

  /**
   * What Doorbell does in the background at first is neither its time per message nor its
   * allocation.
   */
  private static void awaitWarmUp() throws InterruptedException {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("doorbell-warmup")) {
        thread.join();
      }
    }
  }

  /**
   * SunJCE's first large messages run at a hundredth of the speed that they have later, for more
   * than a minute: short ones first, then some as long as the code under test has a branch for,
   * which throw compiled code away, and short ones again.
   */
  private void warm() throws GeneralSecurityException {
    byte[] wanted = input;
    for (int length : new int[] {1024, 2 << 20, 1024}) {
      input = new byte[length];
      if (gcm && mode == Cipher.DECRYPT_MODE) {
        Cipher sealer = Cipher.getInstance("AES/GCM/NoPadding", "SunJCE");
        sealer.init(Cipher.ENCRYPT_MODE, KEY, parameters());
        input = sealer.doFinal(input);
      }
      output = new byte[length + 16];
      for (int i = length == 1024 ? 40_000 : 20; i > 0; i--) {
        message();
      }
    }
    input = wanted;
    output = new byte[bytes + 16];
  }

  private AlgorithmParameterSpec parameters() {
    return gcm ? new GCMParameterSpec(128, nonce) : new IvParameterSpec(new byte[16]);
  }

  @Benchmark
  public int message() throws GeneralSecurityException {
    if (gcm) {
      if (mode == Cipher.ENCRYPT_MODE) {
        nextNonce();
      }
      cipher.init(mode, KEY, parameters());
    }
    return cipher.doFinal(input, 0, input.length, output, 0);
  }

  private void nextNonce() {
    for (int i = 0; i < nonce.length && ++nonce[i] == 0; i++) {
      // Carries.
    }
  }
}
