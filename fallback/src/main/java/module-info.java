/** The software engine: the JDK, Bouncy Castle and zstd-jni behind one {@code Engine}. */
module dev.doorbell.fallback {
  requires dev.doorbell.offload;
  requires org.bouncycastle.provider;
  requires com.github.luben.zstd_jni;

  provides dev.doorbell.offload.engine.EngineProvider with
      dev.doorbell.fallback.SoftwareEngines;
}
