package dev.doorbell.agent;

/** Lets a module read ours; the JVM's instrumentation, or a test's. */
@FunctionalInterface
interface ModuleReads {
  /** Any exception means that it cannot be done. */
  void add(Module reader, Module read);
}
