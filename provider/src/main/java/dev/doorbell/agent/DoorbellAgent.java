package dev.doorbell.agent;

import java.lang.instrument.Instrumentation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The JVM's entry: {@code -javaagent:doorbell-provider-VERSION.jar[=options]}, or attached to a
 * process that runs already, where it reaches the classes that are loaded from then on. Whatever
 * goes wrong here is one line on standard error, and the application starts.
 */
public final class DoorbellAgent {
  private static final AtomicBoolean STARTED = new AtomicBoolean();

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
      if (!STARTED.compareAndSet(false, true)) {
        AgentLog.ofStandardError()
            .line("runs already in this process; these options have no effect: " + text);
        return;
      }
      List<String> missing = Siblings.complete(instrumentation);
      if (!missing.isEmpty()) {
        AgentLog.ofStandardError()
            .line(
                "nothing is rewritten: "
                    + String.join(", ", missing)
                    + " neither on the class path nor beside "
                    + Siblings.home());
        return;
      }
      begin(options, log, instrumentation);
    } catch (Throwable e) {
      AgentLog.ofStandardError().line("does not work here: ".concat(e.toString()));
    }
  }

  private static void begin(AgentOptions options, AgentLog log, Instrumentation instrumentation)
      throws ClassNotFoundException {
    Tally tally = new Tally();
    CodecTransformer transformer =
        new CodecTransformer(options, log, tally, new InstrumentedReads(instrumentation));
    AgentReport.activate(tally);
    // Not among the transformers that can retransform: those of other agents then start from our
    // changes, and a class cannot lose its new superclass.
    instrumentation.addTransformer(transformer, false);
    if (options.provider()) {
      ProviderInstaller.install(log);
    }
    if (options.report()) {
      Runtime.getRuntime().addShutdownHook(new ExitReport(log, tally));
    }
  }

  private record InstrumentedReads(Instrumentation instrumentation) implements ModuleReads {
    @Override
    public void add(Module reader, Module read) {
      instrumentation.redefineModule(reader, Set.of(read), Map.of(), Map.of(), Set.of(), Map.of());
    }
  }
}
