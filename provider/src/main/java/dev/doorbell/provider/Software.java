package dev.doorbell.provider;

/** Who does the work of a service that no queue takes. */
enum Software {
  SUN_JCE("SunJCE"),
  SUN("SUN"),
  BOUNCY_CASTLE("Bouncy Castle"),
  /** Modes that are put together from those of the JDK's. */
  OURS_OVER_SUN_JCE("ours, over SunJCE's block modes");

  private final String label;

  Software(String label) {
    this.label = label;
  }

  /** As in docs/CAPABILITIES.md. */
  String label() {
    return label;
  }
}
