package dev.doorbell.doctor;

import dev.doorbell.doctor.Finding.Severity;
import dev.doorbell.offload.OffloadConfig;
import dev.doorbell.offload.engine.LibraryReport;
import java.util.ArrayList;
import java.util.List;

/**
 * What an application has to do or to have: settings, the JVM's flag, java.security, the agent,
 * libraries. Seen from outside the application: this JVM's options and its JDK's files.
 */
final class ApplicationExam {
  private static final String PROVIDER = "dev.doorbell.provider.DoorbellProvider";
  private static final String NAME = "Doorbell";

  private final OffloadConfig config;
  private final Places places;
  private final List<Finding> findings = new ArrayList<>();

  private ApplicationExam(OffloadConfig config, Places places) {
    this.config = config;
    this.places = places;
  }

  static List<Finding> of(OffloadConfig config, Places places, List<LibraryReport> libraries) {
    ApplicationExam exam = new ApplicationExam(config, places);
    exam.settings();
    exam.nativeAccess();
    exam.provider();
    exam.agent();
    libraries.forEach(exam::library);
    return exam.findings;
  }

  private void settings() {
    for (String warning : config.warnings()) {
      int end = warning.indexOf('=');
      String subject = end < 0 ? warning.split(" ", 2)[0] : warning.substring(0, end);
      findings.add(
          new Finding(
              FindingCode.BAD_SETTING,
              Severity.PROBLEM,
              subject,
              warning,
              "correct it: docs/CONFIGURATION.md has all settings"));
    }
  }

  private void nativeAccess() {
    String fix = Fixes.of(FindingCode.NO_NATIVE_ACCESS, "", "");
    if (!places.nativeAccess()) {
      boolean wanted = !config.devices().contains("none");
      findings.add(
          new Finding(
              FindingCode.NO_NATIVE_ACCESS,
              wanted ? Severity.PROBLEM : Severity.NOTE,
              "JVM",
              "this JVM was not given native access: Java 25 warns at the first native call, or"
                  + " refuses it with --illegal-native-access=deny, and later releases refuse",
              fix));
    } else if (places.grantedByManifest()) {
      findings.add(
          new Finding(
              FindingCode.NO_NATIVE_ACCESS,
              Severity.NOTE,
              "application",
              "the doctor has native access by its jar's manifest, which counts for no application",
              fix));
    }
  }

  private void provider() {
    int position = 1;
    for (String provider : places.providers()) {
      if (provider.equals(PROVIDER) || provider.equals(NAME)) {
        break;
      }
      position++;
    }
    if (position == 1 && !places.providers().isEmpty()) {
      return;
    }
    boolean listed = position <= places.providers().size();
    findings.add(
        new Finding(
            FindingCode.PROVIDER_NOT_FIRST,
            // Who lists it wants it; who does not may install it in the program.
            listed ? Severity.PROBLEM : Severity.NOTE,
            "java.security",
            listed
                ? "the provider is number " + position + ": the ones before it serve AES and SM4"
                : "the provider is not listed: ciphers are the JDK's, unless the program installs it",
            "in "
                + places.securityFile()
                + ", or a file that -Djava.security.properties names: security.provider.1="
                + PROVIDER
                + ", the others moved down by one"));
  }

  private void agent() {
    if (!places.agentLoaded()) {
      findings.add(
          new Finding(
              FindingCode.AGENT_NOT_LOADED,
              Severity.NOTE,
              "agent",
              "no agent in this JVM: java.util.zip is the JDK's in programs that do not name"
                  + " Doorbell's classes",
              "start the application with -javaagent:" + places.jar()));
    }
  }

  private void library(LibraryReport library) {
    String choice = config.codecLibrary();
    boolean named = library.name().contains(choice);
    if (!library.usable() && (named || choice.equals("auto"))) {
      findings.add(
          new Finding(
              FindingCode.LIBRARY_ABSENT,
              named ? Severity.PROBLEM : Severity.NOTE,
              library.name(),
              "compression in software is slower without it (" + library.detail() + ")",
              library.howToGet()));
    }
  }
}
