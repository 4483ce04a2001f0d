package dev.doorbell.examples.soak;

import dev.doorbell.codec.OffloadDeflater;
import dev.doorbell.offload.Offload;
import java.lang.management.ManagementFactory;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;

/** An application that knows nothing of Doorbell's instances; then JMX is asked for them. */
final class SharedBeanMain {
  private SharedBeanMain() {}

  public static void main(String[] arguments) throws Exception {
    if (arguments.length > 0 && arguments[0].equals("server-first")) {
      ManagementFactory.getPlatformMBeanServer();
    }
    OffloadDeflater deflater = new OffloadDeflater();
    deflater.setInput(new byte[100]);
    deflater.finish();
    deflater.deflate(new byte[100]);
    deflater.end();

    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    ObjectName name = new ObjectName("dev.doorbell:type=Offload");
    System.out.println("registered " + server.isRegistered(name));
    for (CompositeData off : (CompositeData[]) server.getAttribute(name, "Off")) {
      System.out.println("off " + off.get("what") + " " + off.get("reason"));
    }
    Offload.shared().close();
    System.out.println("after the close " + server.isRegistered(name));
  }
}
