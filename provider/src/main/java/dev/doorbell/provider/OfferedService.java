package dev.doorbell.provider;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.job.Operation;
import java.util.ArrayList;
import java.util.List;

/**
 * A row of the service table, for people and tools that want to know what there is.
 *
 * @param type as in {@link java.security.Provider.Service#getType()}
 * @param name the standard name
 * @param operations what a queue may do of it; empty where nothing
 * @param software who does the rest, and all of it where there is no queue
 * @param offered whether a provider made now offers it: digests and MACs depend on the devices and
 *     on {@code doorbell.provider.digests}
 */
public record OfferedService(
    String type, String name, List<Operation> operations, String software, boolean offered) {
  public OfferedService {
    operations = List.copyOf(operations);
  }

  /** All rows, those that are not offered at present among them. */
  public static List<OfferedService> all(Offload offload) {
    List<OfferedService> services = new ArrayList<>();
    ServiceTable.rows().forEach(row -> services.add(of(row, true)));
    boolean hashes = HashServices.offeredBy(offload);
    HashServices.rows().forEach(row -> services.add(of(row, hashes)));
    return services;
  }

  private static OfferedService of(ServiceTable.Row row, boolean offered) {
    return new OfferedService(
        row.type(), row.name(), row.operations(), row.software().label(), offered);
  }
}
