/** The JCA provider and the java.util.zip-compatible codec. */
module dev.doorbell.provider {
  requires transitive dev.doorbell.offload;
  requires static org.jspecify;

  exports dev.doorbell.codec;
  exports dev.doorbell.provider;

  provides java.security.Provider with
      dev.doorbell.provider.DoorbellProvider;
}
