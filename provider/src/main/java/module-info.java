/** The JCA provider, the java.util.zip-compatible codec, and the agent that brings it to others. */
module dev.doorbell.provider {
  requires transitive dev.doorbell.offload;
  requires com.github.luben.zstd_jni;
  // Only the agent needs it, and with -javaagent the JVM brings it.
  requires static java.instrument;
  // The doctor silences the log; where this module is not there, it is heard.
  requires static java.logging;
  requires static org.jspecify;

  exports dev.doorbell.agent;
  exports dev.doorbell.codec;
  exports dev.doorbell.provider;

  provides java.security.Provider with
      dev.doorbell.provider.DoorbellProvider;
}
