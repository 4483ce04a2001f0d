package dev.doorbell.offload.telemetry;

import java.lang.management.ManagementFactory;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import org.jspecify.annotations.Nullable;

/**
 * A bean in the platform's MBean server, from its opening to its close.
 *
 * <p>The first use of that server costs a process some hundred milliseconds. Where nobody has used
 * it yet, a thread that ends with it takes that upon itself, and whoever asks for the server
 * meanwhile waits and finds the bean in it.
 */
final class BeanRegistration {
  private static final System.Logger LOG = System.getLogger(BeanRegistration.class.getName());

  /** Where somebody else is just making the server, the bean comes a little later. */
  private static final long PATIENCE_MS = 100;

  private static final int MOST_NAMESAKES = 1000;

  private final OffloadMXBean bean;
  private final String name;

  /* Guarded by this. */
  private @Nullable ObjectName registered;
  private boolean closed;

  private BeanRegistration(OffloadMXBean bean, String name) {
    this.bean = bean;
    this.name = name;
  }

  /**
   * @return what ends it
   */
  static Runnable begin(OffloadMXBean bean, String name) {
    BeanRegistration registration = new BeanRegistration(bean, name);
    if (MBeanServerFactory.findMBeanServer(null).isEmpty()) {
      registration.registerAside();
    } else {
      registration.register();
    }
    return registration::end;
  }

  private void registerAside() {
    CountDownLatch begun = new CountDownLatch(1);
    try {
      Thread.ofPlatform()
          .daemon()
          .name("doorbell-mxbean")
          .inheritInheritableThreadLocals(false)
          .start(() -> {
            // The monitor under which getPlatformMBeanServer makes the server.
            synchronized (ManagementFactory.class) {
              begun.countDown();
              register();
            }
          });
      boolean inTime = begun.await(PATIENCE_MS, TimeUnit.MILLISECONDS);
      if (!inTime) {
        LOG.log(System.Logger.Level.DEBUG, "the MBean server is being made; {0} follows", name);
      }
    } catch (OutOfMemoryError noThread) {
      LOG.log(System.Logger.Level.INFO, "no {0}: {1}", name, noThread.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void register() {
    if (closed) {
      return;
    }
    try {
      MBeanServer server = ManagementFactory.getPlatformMBeanServer();
      StandardMBean open = new StandardMBean(bean, OffloadMXBean.class, true);
      registered = registerAs(server, open);
    } catch (JMException | RuntimeException | LinkageError | OutOfMemoryError e) {
      LOG.log(System.Logger.Level.INFO, "no {0}: {1}", name, e.toString());
    }
  }

  /** Another class loader of this process may have the same name taken: then with a number. */
  private ObjectName registerAs(MBeanServer server, StandardMBean open) throws JMException {
    for (int n = 1; ; n++) {
      ObjectName tried = new ObjectName(n == 1 ? name : name + ",copy=" + n);
      try {
        return server.registerMBean(open, tried).getObjectName();
      } catch (InstanceAlreadyExistsException taken) {
        if (n == MOST_NAMESAKES) {
          throw taken;
        }
      }
    }
  }

  private synchronized void end() {
    closed = true;
    if (registered == null) {
      return;
    }
    try {
      ManagementFactory.getPlatformMBeanServer().unregisterMBean(registered);
    } catch (JMException | RuntimeException gone) {
      LOG.log(System.Logger.Level.DEBUG, "{0} was unregistered by somebody else", registered);
    }
    registered = null;
  }
}
