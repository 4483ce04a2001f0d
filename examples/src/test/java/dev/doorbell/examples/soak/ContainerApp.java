package dev.doorbell.examples.soak;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.OffloadConfig;
import dev.doorbell.offload.device.twin.Twin;
import dev.doorbell.provider.DoorbellProvider;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.security.Security;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An application that a container loads, runs, stops and drops; {@code main} is the container. */
public final class ContainerApp {
  private static final int UNLOAD_TIMEOUT_S = 30;

  private ContainerApp() {}

  /** The application's whole life, in its own class loader. */
  public static void live() throws Exception {
    try (Offload offload =
        Offload.open(
            OffloadConfig.of(SoakTest.SETTINGS), Twin.parse("hisi_zip:3,hisi_sec2:3", ""))) {
      offload.awaitReady(Duration.ofSeconds(20));
      DoorbellProvider provider = new DoorbellProvider(offload);
      Security.insertProviderAt(provider, 1);
      Workload.Result result = Workload.run(offload, new Corpus(1), 1000, 20_000_000_000L, 4, 8, 1);
      Security.removeProvider(provider.getName());
      if (result.wrong() + result.failed() > 0 || result.jobs() < 1000) {
        throw new AssertionError(result.toString(), result.firstFailure());
      }
    }
  }

  public static void main(String[] arguments) throws Exception {
    WeakReference<ClassLoader> loader = new WeakReference<>(runOnce());
    long until = System.nanoTime() + UNLOAD_TIMEOUT_S * 1_000_000_000L;
    List<byte[]> pressure = new ArrayList<>();
    while (loader.get() != null && System.nanoTime() < until) {
      System.gc();
      pressure.add(new byte[1 << 20]);
      if (pressure.size() > 20) {
        pressure.clear();
      }
      Thread.sleep(20);
    }
    System.out.println(loader.get() == null ? "unloaded" : "the loader is still there");
    Thread.getAllStackTraces().keySet().forEach(System.out::println);
    if (loader.get() != null && arguments.length > 0) {
      java.lang.management.ManagementFactory.getPlatformMXBean(
              com.sun.management.HotSpotDiagnosticMXBean.class)
          .dumpHeap(arguments[0], true);
    }
    System.exit(loader.get() == null ? 0 : 1);
  }

  private static ClassLoader runOnce() throws Exception {
    List<URL> path = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(java.io.File.pathSeparator)) {
      path.add(Path.of(entry).toUri().toURL());
    }
    URLClassLoader loader =
        new URLClassLoader(path.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    Class<?> app = Class.forName(ContainerApp.class.getName(), true, loader);
    if (app == ContainerApp.class) {
      throw new AssertionError("not a class of its own");
    }
    app.getMethod("live").invoke(null);
    loader.close();
    return loader;
  }
}
