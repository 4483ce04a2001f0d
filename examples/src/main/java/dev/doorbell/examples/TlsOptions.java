package dev.doorbell.examples;

import dev.doorbell.offload.device.twin.FaultPlan;
import java.util.List;

/**
 * The command line of {@link TlsStory}.
 *
 * @param megabytes 10^6 bytes that each client moves in each direction, over all suites, 1 to
 *     100,000
 * @param devices {@code none}, {@code twin} or {@code auto}, as for {@code doorbell.devices}
 * @param faults the twin's fault plan as text; empty for none
 */
record TlsOptions(int megabytes, String devices, String faults) {
  /**
   * A generation must finish 32 jobs to count as sound, so every fault leaves it many more than
   * that.
   */
  static final String FAULTS =
      "reset:every=1500,unbind:every=4000:for=200ms,remove:every=2500:for=5ms,seed=1";

  static final String HELP =
      """
      usage: examples/run tls [--megabytes N] [--devices none|twin|auto] [--faults PLAN]

      Starts an HTTPS server of the JDK's with Doorbell as the first provider and moves data through it in both directions:
      with a JSSE client, openssl s_client and curl, in TLS 1.3 and 1.2, AES-128-GCM and AES-256-GCM,
      while the twin's queues are reset, frozen and removed; compares SHA-256 and takes every alert for a failure.

        --megabytes N    each way for each client, 1 to 100000 (default 256)
        --devices WHICH  twin: software devices (default); auto: what the kernel shows; none: software only
        --faults PLAN    of the twin, as for doorbell.twin.faults; '' for none
                         (default %s)

      exit status: 0 every byte arrived, no alert, queues had their part in every suite
                   1 one of these is not so
                   2 bad argument
      """
          .formatted(FAULTS);

  /**
   * @throws StoryOptions.BadArgument in words for the user
   */
  static TlsOptions parse(List<String> args) throws StoryOptions.BadArgument {
    int megabytes = 256;
    String devices = "twin";
    String faults = FAULTS;
    for (int i = 0; i < args.size(); i += 2) {
      String option = args.get(i);
      if (!List.of("--megabytes", "--devices", "--faults").contains(option)) {
        throw new StoryOptions.BadArgument(
            option + " is no option; allowed: --megabytes, --devices, --faults, --help");
      }
      if (i + 1 == args.size()) {
        throw new StoryOptions.BadArgument(option + " needs a value");
      }
      String value = args.get(i + 1);
      switch (option) {
        case "--megabytes" -> megabytes = (int) StoryOptions.number(option, value, 1, 100_000);
        case "--devices" ->
            devices = StoryOptions.oneOf(option, value, List.of("none", "twin", "auto"));
        default -> faults = plan(option, value);
      }
    }
    return new TlsOptions(megabytes, devices, devices.equals("twin") ? faults : "");
  }

  private static String plan(String option, String value) throws StoryOptions.BadArgument {
    try {
      FaultPlan.parse(value);
      return value;
    } catch (IllegalArgumentException e) {
      throw new StoryOptions.BadArgument(option + "=" + value + ": " + e.getMessage());
    }
  }
}
