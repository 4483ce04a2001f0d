package dev.doorbell.agent;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The JVM's entry: {@code -javaagent:doorbell-provider-VERSION.jar[=options]}, or attached to a
 * process that runs already, where it reaches the classes that are loaded from then on. Whatever
 * goes wrong here is one line on standard error, and the application starts.
 */
public final class DoorbellAgent {
  private static boolean started;

  private DoorbellAgent() {}

  /** Before the application's {@code main}. */
  // The package is exported for AgentReport; this method is called by the JVM only, which has
  // java.instrument.
  @SuppressWarnings("exports")
  public static void premain(@Nullable String options, Instrumentation instrumentation) {
    start(options, instrumentation);
  }

  /** In a running process. */
  @SuppressWarnings("exports") // as above
  public static void agentmain(@Nullable String options, Instrumentation instrumentation) {
    start(options, instrumentation);
  }

  private static void start(@Nullable String text, Instrumentation instrumentation) {
    try {
      AgentOptions options = AgentOptions.parse(text);
      AgentLog log = AgentLog.open(options.file());
      for (String warning : options.warnings()) {
        AgentLog.ofStandardError().line(warning);
      }
      if (!isFirst()) {
        AgentLog.ofStandardError()
            .line("runs already in this process; these options have no effect: " + text);
        return;
      }
      Siblings siblings = Siblings.find(instrumentation);
      List<String> missing = siblings.missing();
      if (!missing.isEmpty()) {
        AgentLog.ofStandardError()
            .line(
                "nothing is rewritten: "
                    + String.join(", ", missing)
                    + " neither on the class path nor beside "
                    + Siblings.home());
        return;
      }
      begin(options, log, siblings, instrumentation);
    } catch (Throwable e) {
      AgentLog.ofStandardError().line("does not work here: ".concat(e.toString()));
    }
  }

  // No AtomicBoolean: with what stands behind it, it would take a tenth of the agent's start.
  private static synchronized boolean isFirst() {
    boolean first = !started;
    started = true;
    return first;
  }

  private static void begin(
      AgentOptions options, AgentLog log, Siblings siblings, Instrumentation instrumentation)
      throws ClassNotFoundException, IOException {
    Tally tally = new Tally();
    CodecTransformer transformer =
        new CodecTransformer(options, log, tally, new JvmEnvironment(siblings, instrumentation));
    AgentReport.activate(tally);
    // Not among the transformers that can retransform: those of other agents then start from our
    // changes, and a class cannot lose its new superclass.
    instrumentation.addTransformer(transformer, false);
    if (options.provider()) {
      siblings.supply();
      ProviderInstaller.install(log);
    }
    if (options.report()) {
      Runtime.getRuntime().addShutdownHook(new ExitReport(log, tally));
    }
  }

  private record JvmEnvironment(Siblings siblings, Instrumentation instrumentation)
      implements Environment {
    @Override
    public void supply() throws IOException {
      siblings.supply();
    }

    @Override
    public void letRead(Module reader, Module read) {
      instrumentation.redefineModule(reader, Set.of(read), Map.of(), Map.of(), Set.of(), Map.of());
    }
  }
}
