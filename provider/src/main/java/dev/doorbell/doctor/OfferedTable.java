package dev.doorbell.doctor;

import dev.doorbell.codec.ZstdLibrary;
import dev.doorbell.doctor.Finding.Severity;
import dev.doorbell.doctor.Offered.Where;
import dev.doorbell.offload.Ability;
import dev.doorbell.offload.Offload;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.provider.OfferedService;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Every algorithm and format that there is, and where an instance that is open does it. */
final class OfferedTable {
  private final Offload offload;
  private final DeviceExam devices;
  private final List<Ability> abilities;

  /** Whether zstd works at all. */
  private final boolean zstd;

  private final List<Offered> rows = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();

  private OfferedTable(Offload offload, DeviceExam devices, List<Ability> abilities) {
    this.offload = offload;
    this.devices = devices;
    this.abilities = abilities;
    zstd = offload.software().softwareEngine().capability(Operation.ZSTD_COMPRESS) != null;
  }

  static OfferedTable of(Offload offload, DeviceExam devices, List<Ability> abilities) {
    OfferedTable table = new OfferedTable(offload, devices, abilities);
    OfferedService.all(offload).forEach(table::service);
    Stream.of(Operation.values()).forEach(table::format);
    table.findings();
    return table;
  }

  List<Offered> rows() {
    return rows;
  }

  List<Finding> found() {
    return findings;
  }

  private void service(OfferedService service) {
    if (service.operations().isEmpty()) {
      rows.add(
          service.offered()
              ? notOnQueue(
                  service.type(),
                  service.name(),
                  Where.SOFTWARE,
                  "",
                  FindingCode.SOFTWARE_ONLY,
                  "the object of " + service.software())
              : notOffered(service.type(), service.name(), ""));
      return;
    }
    for (Operation operation : service.operations()) {
      // A row for AES or SM4 as such stands for several modes.
      String name =
          service.operations().size() == 1
              ? service.name()
              : operation.name().replaceFirst("_", "/");
      if (service.offered()) {
        rows.add(row(service.type(), name, operation, service.software()));
      } else {
        rows.add(notOffered(service.type(), name, operation.name()));
      }
    }
  }

  private void format(Operation operation) {
    String type =
        switch (operation.family()) {
          case DEFLATE -> "Deflater";
          case INFLATE -> "Inflater";
          case ZSTD -> "zstd";
          case LZ77 -> "LZ77";
          case CIPHER, AEAD, DIGEST, MAC -> "";
        };
    if (type.isEmpty()) {
      return;
    }
    String name = operation.name().substring(operation.name().indexOf('_') + 1);
    name = name.toLowerCase(Locale.ROOT);
    if (!zstd && (type.equals("zstd") || operation == Operation.LZ77_ZSTD)) {
      rows.add(
          notOnQueue(
              type,
              name,
              Where.NOT_OFFERED,
              operation.name(),
              FindingCode.ZSTD_ABSENT,
              "zstd-jni cannot be used"));
    } else if (operation == Operation.LZ77_ZSTD
        && isOnQueue(operation)
        && !ZstdLibrary.takesSequences()) {
      rows.add(
          notOnQueue(
              type,
              name,
              Where.SOFTWARE,
              operation.name(),
              FindingCode.ZSTD_WITHOUT_SEQUENCES,
              "zstd searches itself"));
    } else {
      rows.add(row(type, name, operation, "the software engine"));
    }
  }

  private static Offered notOnQueue(
      String type, String name, Where where, String operation, FindingCode code, String reason) {
    return new Offered(type, name, operation, where, List.of(), 0, code, reason);
  }

  private Offered notOffered(String type, String name, String operation) {
    return notOnQueue(
        type,
        name,
        Where.NOT_OFFERED,
        operation,
        FindingCode.DIGESTS_NOT_OFFERED,
        "no device for it, doorbell.provider.digests=" + offload.config().digests());
  }

  private boolean isDisabled(Operation operation) {
    return offload.config().disabledOperations().contains(operation);
  }

  private boolean isOnQueue(Operation operation) {
    return !isDisabled(operation) && !devices(operation, Ability.Verdict.PROVEN).isEmpty();
  }

  private Offered row(String type, String name, Operation operation, String software) {
    if (isOnQueue(operation)) {
      long from = offload.offerFrom(operation);
      return new Offered(
          type,
          name,
          operation.name(),
          Where.HARDWARE,
          devices(operation, Ability.Verdict.PROVEN),
          from,
          null,
          "known answers were right; jobs from " + from + " bytes");
    }
    FindingCode code = why(operation);
    return notOnQueue(type, name, Where.SOFTWARE, operation.name(), code, "done by " + software);
  }

  private FindingCode why(Operation operation) {
    FindingCode obstacle = devices.obstacle(Function.of(operation));
    if (obstacle == FindingCode.DEVICES_OFF) {
      return obstacle;
    }
    if (isDisabled(operation)) {
      return FindingCode.OPERATION_DISABLED;
    }
    if (!devices(operation, Ability.Verdict.WRONG).isEmpty()) {
      return FindingCode.KNOWN_ANSWER_FAILED;
    }
    if (obstacle != null) {
      return obstacle;
    }
    return devices(operation, Ability.Verdict.NOT_ASKED).isEmpty()
        ? FindingCode.NOT_ON_DEVICE
        : FindingCode.NOT_READY;
  }

  private List<String> devices(Operation operation, Ability.Verdict verdict) {
    return abilities.stream()
        .filter(it -> it.operation() == operation && it.verdict() == verdict)
        .map(Ability::device)
        .toList();
  }

  private void findings() {
    Set<Operation> off = EnumSet.noneOf(Operation.class);
    off.addAll(offload.config().disabledOperations());
    if (!off.isEmpty()) {
      findings.add(
          new Finding(
              FindingCode.OPERATION_DISABLED,
              Severity.NOTE,
              "doorbell.route.disable",
              off + " never leave software, as configured",
              Fixes.of(FindingCode.OPERATION_DISABLED, "", "")));
    }
    for (Ability ability : abilities) {
      if (ability.verdict() == Ability.Verdict.WRONG && !off.contains(ability.operation())) {
        findings.add(
            new Finding(
                FindingCode.KNOWN_ANSWER_FAILED,
                Severity.PROBLEM,
                ability.device() + " " + ability.operation(),
                "the device answers wrongly to a question whose answer is known; software does"
                    + " this operation, the others stay on the device",
                Fixes.of(FindingCode.KNOWN_ANSWER_FAILED, ability.device(), "")));
      }
    }
    zstd(
        FindingCode.ZSTD_ABSENT,
        "zstd is not offered: zstd-jni, with its native library inside, cannot be used");
    zstd(
        FindingCode.ZSTD_WITHOUT_SEQUENCES,
        "a device would search for zstd, but this zstd-jni calls zstd through java.lang.foreign,"
            + " and cannot be given what the device finds");
  }

  private void zstd(FindingCode code, String reason) {
    if (rows.stream().anyMatch(row -> row.code() == code)) {
      findings.add(new Finding(code, Severity.NOTE, "zstd-jni", reason, Fixes.of(code, "", "")));
    }
  }
}
