package dev.doorbell.doctor;

import dev.doorbell.jars.NeededJars;
import dev.doorbell.offload.Offload;
import java.io.File;
import java.nio.file.Path;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;

/**
 * What the doctor looks at beside the configuration, which has the kernel's directories ({@code
 * doorbell.sysfs}, {@code doorbell.modules}, {@code doorbell.dev}). Tests give others.
 *
 * @param pciDevices where the kernel lists PCI devices
 * @param securityFile the JDK's java.security, for what to change
 * @param providers what {@code security.provider.1} and so on hold, in this order
 * @param jar our jar, or the folder of our classes
 * @param nativeAccess whether this JVM was given native access for offload-core
 * @param grantedByManifest whether that comes from our jar's manifest, which counts for {@code java
 *     -jar} on it and for no application
 * @param agentLoaded whether the agent runs in this JVM
 */
public record Places(
    Path pciDevices,
    Path securityFile,
    List<String> providers,
    String jar,
    boolean nativeAccess,
    boolean grantedByManifest,
    boolean agentLoaded) {
  public Places {
    providers = List.copyOf(providers);
  }

  /** Those of this machine and JVM. Opens no device. */
  public static Places ofThisJvm() {
    List<String> providers = new ArrayList<>();
    for (int i = 1; ; i++) {
      String provider = Security.getProperty("security.provider." + i);
      if (provider == null) {
        break;
      }
      providers.add(provider);
    }
    File home = NeededJars.home();
    String jar = home == null ? "doorbell-provider.jar" : home.toString();
    String classPath = System.getProperty("java.class.path", "");
    return new Places(
        Path.of("/sys/bus/pci/devices"),
        Path.of(System.getProperty("java.home"), "conf", "security", "java.security"),
        providers,
        jar,
        // Before anything is called: the first call would grant it, with a warning.
        Offload.class.getModule().isNativeAccessEnabled(),
        home != null && home.isFile() && new File(classPath).getAbsoluteFile().equals(home),
        dev.doorbell.agent.AgentReport.current().isPresent());
  }
}
