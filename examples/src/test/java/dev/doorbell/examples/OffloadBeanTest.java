package dev.doorbell.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.OffloadConfig;
import dev.doorbell.offload.device.twin.TwinDevice;
import dev.doorbell.offload.telemetry.DeviceState;
import dev.doorbell.offload.telemetry.JobCounters;
import dev.doorbell.offload.telemetry.JobLatency;
import dev.doorbell.offload.telemetry.Off;
import dev.doorbell.offload.telemetry.OffloadMXBean;
import dev.doorbell.provider.DoorbellProvider;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import javax.management.JMX;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.OpenType;
import javax.management.openmbean.TabularData;
import org.junit.jupiter.api.Test;

/** The bean of an instance, through the platform's MBean server, as JMX tools see it. */
class OffloadBeanTest {
  private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

  /** The bean of an instance that was opened last. */
  private static ObjectName newest(Set<ObjectName> before) throws Exception {
    Set<ObjectName> names = new HashSet<>(names());
    names.removeAll(before);
    assertEquals(1, names.size(), names::toString);
    return names.iterator().next();
  }

  private static Set<ObjectName> names() throws Exception {
    return SERVER.queryNames(new ObjectName("dev.doorbell:type=Offload,*"), null);
  }

  private static Offload open() throws InterruptedException {
    Offload offload =
        Offload.open(
            OffloadConfig.of(
                Map.of(
                    "doorbell.devices",
                    "twin",
                    "doorbell.twin.devices",
                    "hisi_sec2:3",
                    "doorbell.route.min.bytes",
                    "0",
                    "doorbell.route.disable",
                    "AES_CTR",
                    "doorbell.queues",
                    "many")));
    assertTrue(offload.awaitReady(Duration.ofSeconds(20)));
    return offload;
  }

  private static void encrypt(Offload offload, int times) throws Exception {
    Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding", new DoorbellProvider(offload));
    cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(new byte[16], "AES"));
    for (int i = 0; i < times; i++) {
      cipher.doFinal(new byte[64]);
    }
  }

  private static long jobs(List<JobCounters.Row> rows, String reason) {
    return rows.stream()
        .filter(row -> row.operation().equals("AES_ECB") && row.reason().equals(reason))
        .mapToLong(JobCounters.Row::jobs)
        .sum();
  }

  @Test
  void aProxySeesWhatHappened() throws Exception {
    Set<ObjectName> before = names();
    try (Offload offload = open()) {
      OffloadMXBean bean = JMX.newMXBeanProxy(SERVER, newest(before), OffloadMXBean.class);
      TwinDevice device = offload.twin().orElseThrow().devices().getFirst();
      encrypt(offload, 10);
      for (int queue : device.queues()) {
        device.reset(queue);
      }
      encrypt(offload, 1);

      assertEquals(11, jobs(bean.getCounters(), "PREFERRED") + jobs(bean.getCounters(), "EVICTED"));
      assertTrue(jobs(bean.getCounters(), "EVICTED") > 0, bean.getCounters()::toString);
      assertEquals(jobs(bean.getCounters(), "EVICTED"), bean.getJobsByReason().get("EVICTED"));
      DeviceState state = bean.getDevices().getFirst();
      assertEquals("hisi_sec2-0", state.device());
      assertEquals(Map.of("RESET", 1L), state.evictions());
      JobLatency latency =
          bean.getLatencies().stream()
              .filter(row -> row.operation().equals("AES_ECB"))
              .findFirst()
              .orElseThrow();
      assertEquals("hisi_sec2-0", latency.engine());
      assertTrue(latency.jobs() >= jobs(bean.getCounters(), "PREFERRED"), latency::toString);
      assertTrue(
          latency.p50Ns() > 0
              && latency.p50Ns() <= latency.p90Ns()
              && latency.p90Ns() <= latency.p99Ns()
              && latency.p99Ns() <= latency.p999Ns()
              && latency.p999Ns() <= latency.maxNs(),
          latency::toString);
      assertEquals("0", bean.getConfiguration().get("doorbell.route.min.bytes"));
      assertEquals(offload.config().warnings(), bean.getWarnings());
      assertEquals(1, bean.getWarnings().size());
      assertTrue(
          bean.getOff().contains(new Off("AES_CTR", "DISABLED", "doorbell.route.disable names it")),
          bean.getOff()::toString);
      assertTrue(
          bean.getOff().contains(new Off("DEFLATE_RAW", "UNSUPPORTED", "no device here does it")),
          bean.getOff()::toString);
      assertFalse(bean.getVersion().isEmpty());
      assertEquals(0, bean.getJobsInFlight());
      assertTrue(bean.getStagingBytesInUse() >= 0);
      assertEquals(0, bean.getVerifiedJobs());
    }
  }

  @Test
  void everyAttributeIsOfAnOpenType() throws Exception {
    Set<ObjectName> before = names();
    try (Offload offload = open()) {
      ObjectName name = newest(before);
      encrypt(offload, 1);
      for (MBeanAttributeInfo attribute : SERVER.getMBeanInfo(name).getAttributes()) {
        OpenType<?> open =
            assertInstanceOf(OpenType.class, attribute.getDescriptor().getFieldValue("openType"));
        Object value = SERVER.getAttribute(name, attribute.getName());
        assertTrue(open.isValue(value), attribute::toString);
      }
      assertInstanceOf(TabularData.class, SERVER.getAttribute(name, "Configuration"));
    }
  }

  @Test
  void aClosedInstanceLeavesNoBean() throws Exception {
    Set<ObjectName> before = names();
    Offload offload = open();
    ObjectName name = newest(before);
    assertTrue(name.getKeyProperty("instance") != null, name::toString);
    offload.close();
    assertFalse(SERVER.isRegistered(name));
    offload.close();
  }
}
