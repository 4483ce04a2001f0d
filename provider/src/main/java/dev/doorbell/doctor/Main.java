package dev.doorbell.doctor;

import java.lang.reflect.InvocationTargetException;

/**
 * The jar's main class: {@code java -jar doorbell-provider-VERSION.jar doctor|devices|bench}. This
 * class alone is compiled for Java 8, so that an old JVM says what is wrong with it instead of
 * failing to read class files; nothing else of ours is loaded before that is known.
 */
public final class Main {
  private static final int NEEDED = 25;

  /** The exit status where the doctor itself cannot run. */
  static final int CANNOT_RUN = 3;

  private Main() {}

  /** Does not return: ends the JVM with the status that docs/TROUBLESHOOTING.md explains. */
  public static void main(String[] args) throws Throwable {
    int version = feature(System.getProperty("java.specification.version", "0"));
    if (version < NEEDED) {
      sayWrongJava(args);
      System.exit(CANNOT_RUN);
    }
    try {
      // By name: naming the class would have an old JVM read it.
      Class.forName("dev.doorbell.doctor.Program")
          .getDeclaredMethod("main", String[].class)
          .invoke(null, (Object) args);
    } catch (InvocationTargetException e) {
      throw e.getTargetException();
    }
  }

  /** "1.8" and "17" alike; 0 for what is neither. */
  static int feature(String specification) {
    try {
      String text = specification.startsWith("1.") ? specification.substring(2) : specification;
      return Integer.parseInt(text);
    } catch (NumberFormatException unknown) {
      return 0;
    }
  }

  private static void sayWrongJava(String[] args) {
    sayCannotRun(
        args,
        "WRONG_JAVA",
        "Doorbell needs Java "
            + NEEDED
            + " or later; this is Java "
            + System.getProperty("java.version")
            + " in "
            + System.getProperty("java.home"),
        "install a JDK "
            + NEEDED
            + " and start its bin/java, for the application too: apt-get install openjdk-"
            + NEEDED
            + "-jre-headless");
  }

  /** One finding, in the form of a report: lines for people, or JSON. */
  static void sayCannotRun(String[] args, String code, String reason, String fix) {
    boolean json = false;
    for (String arg : args) {
      json |= arg.equals("--json");
    }
    if (json) {
      System.out.println(
          "{\"status\":"
              + CANNOT_RUN
              + ",\"findings\":[{\"code\":\""
              + code
              + "\",\"severity\":\"PROBLEM\",\"subject\":\"JVM\",\"reason\":\""
              + escaped(reason)
              + "\",\"fix\":\""
              + escaped(fix)
              + "\"}]}");
    } else {
      System.err.println(code + ": " + reason);
      System.err.println("fix: " + fix);
    }
  }

  private static String escaped(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }
}
