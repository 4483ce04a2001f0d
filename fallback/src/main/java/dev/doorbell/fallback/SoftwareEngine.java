package dev.doorbell.fallback;

import dev.doorbell.fallback.crypto.BlockCiphers;
import dev.doorbell.fallback.crypto.CcmCiphers;
import dev.doorbell.fallback.crypto.CipherLibraries;
import dev.doorbell.fallback.crypto.GcmCiphers;
import dev.doorbell.fallback.crypto.Hashes;
import dev.doorbell.fallback.crypto.XtsCiphers;
import dev.doorbell.fallback.deflate.DeflateEngine;
import dev.doorbell.fallback.deflate.DeflateLibrary;
import dev.doorbell.fallback.deflate.InflateEngine;
import dev.doorbell.fallback.zstd.ZstdEngine;
import dev.doorbell.offload.engine.Capability;
import dev.doorbell.offload.engine.Engine;
import dev.doorbell.offload.engine.EngineStatus;
import dev.doorbell.offload.job.AeadJob;
import dev.doorbell.offload.job.CipherJob;
import dev.doorbell.offload.job.DeflateJob;
import dev.doorbell.offload.job.DigestJob;
import dev.doorbell.offload.job.InflateJob;
import dev.doorbell.offload.job.Job;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Lz77Job;
import dev.doorbell.offload.job.MacJob;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.job.Outcome;
import dev.doorbell.offload.job.ZstdJob;
import org.jspecify.annotations.Nullable;

/** One verb over all libraries. Stateless but for the pools of idle codecs; always ready. */
final class SoftwareEngine implements Engine {
  private final Capability[] capabilities = new Capability[Operation.values().length];
  private final BlockCiphers blockCiphers;
  private final XtsCiphers xtsCiphers;
  private final GcmCiphers gcmCiphers;
  private final CcmCiphers ccmCiphers;
  private final Hashes hashes;
  private final DeflateEngine deflate = new DeflateEngine();
  private final InflateEngine inflate = new InflateEngine();

  /** Null without zstd-jni, which an application may have left out. */
  private final @Nullable ZstdEngine zstd = zstd();

  SoftwareEngine(CipherLibraries libraries) {
    blockCiphers = new BlockCiphers(libraries);
    xtsCiphers = new XtsCiphers(libraries);
    gcmCiphers = new GcmCiphers(libraries);
    ccmCiphers = new CcmCiphers(libraries);
    hashes = new Hashes(libraries);
    for (Operation operation : Operation.values()) {
      capabilities[operation.ordinal()] = new Capability(operation, 0, Long.MAX_VALUE);
    }
  }

  private static @Nullable ZstdEngine zstd() {
    try {
      return new ZstdEngine();
    } catch (LinkageError absent) {
      return null;
    }
  }

  @Override
  public String name() {
    return "software";
  }

  @Override
  public @Nullable Capability capability(Operation operation) {
    if (operation.family() == Operation.Family.ZSTD && (zstd == null || !ZstdEngine.available())) {
      return null;
    }
    return capabilities[operation.ordinal()];
  }

  @Override
  public EngineStatus status() {
    return EngineStatus.ALWAYS_READY;
  }

  @Override
  public Outcome execute(Job job, JobResult result) {
    return switch (job) {
      case CipherJob cipher ->
          cipher.operation() == Operation.AES_XTS
              ? xtsCiphers.run(cipher, result)
              : blockCiphers.run(cipher, result);
      case AeadJob aead ->
          switch (aead.operation()) {
            case AES_CCM, SM4_CCM -> ccmCiphers.run(aead, result);
            default -> gcmCiphers.run(aead, result);
          };
      case DigestJob digest -> hashes.run(digest, result);
      case MacJob mac -> hashes.run(mac, result);
      case DeflateJob whole -> deflate.run(whole, result);
      case InflateJob message -> inflate.run(message, result);
      case ZstdJob frame -> zstd == null ? Outcome.Faulted.UNSUPPORTED : zstd.run(frame, result);
      case Lz77Job block -> leaveToTheEncoder(block, result);
    };
  }

  /**
   * Software's match finder is the one inside zstd's compressor, which runs it itself for a block
   * without sequences: see {@link Lz77Job}.
   */
  private static Outcome leaveToTheEncoder(Lz77Job block, JobResult result) {
    result.set(block.inputBytes(), 0);
    return Outcome.Done.DONE;
  }

  int softwarePieceBytes(int level, int strategy) {
    return deflate.pieceBytes(level, strategy);
  }

  boolean inflatesWhole(Operation operation) {
    return inflate.inflatesWhole(operation);
  }

  void useCodecLibrary(String choice) {
    deflate.use(DeflateLibrary.named(choice));
    inflate.use(DeflateLibrary.named(choice));
  }

  void close() {
    deflate.close();
    inflate.close();
    if (zstd != null) {
      zstd.close();
    }
  }
}
