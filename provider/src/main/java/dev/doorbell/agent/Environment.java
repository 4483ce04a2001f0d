package dev.doorbell.agent;

import java.io.IOException;

/** What a rewritten class needs around it; the JVM's instrumentation, or a test's. */
interface Environment {
  /**
   * Called before each rewritten class is handed to the JVM: what ours need must be there when it
   * returns. Cheap when nothing is left to do.
   *
   * @throws IOException where it cannot be had
   */
  void supply() throws IOException;

  /** Lets a module read ours. Any unchecked exception means that it cannot be done. */
  void letRead(Module reader, Module read);
}
