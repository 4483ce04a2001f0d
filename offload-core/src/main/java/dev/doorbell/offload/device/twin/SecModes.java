package dev.doorbell.offload.device.twin;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The table of ref 4.2: which mode computes a job, and whether hardware of this version has it.
 * Refused, although the table has them: DES, 3DES, and XTS after GB/T 17964. Refused, since support
 * is not stated or partial: the AES MACs (XCBC, CMAC, GMAC) and GCM streams.
 */
final class SecModes {
  private final TwinDeviceSpec spec;
  private final Family aes;
  private final Family sm4;
  private final OnDemand hashes = new OnDemand(HashMode::new);
  private final OnDemand aesHmac = new OnDemand(() -> new CbcHmacMode(new AesBlocks()));
  private final OnDemand sm4Hmac = new OnDemand(() -> new CbcHmacMode(new Sm4Blocks()));

  /** A mode that is made when the first job needs it: each queue has its own, with buffers. */
  private static final class OnDemand {
    private final Supplier<SecMode> maker;
    private @Nullable SecMode mode;

    OnDemand(Supplier<SecMode> maker) {
      this.maker = maker;
    }

    SecMode get() {
      SecMode now = mode;
      if (now == null) {
        now = maker.get();
        mode = now;
      }
      return now;
    }

    void close() {
      if (mode != null) {
        mode.close();
      }
    }
  }

  /** The modes of one block cipher. */
  private record Family(
      OnDemand ecb,
      OnDemand cbc,
      OnDemand ctr,
      OnDemand feedback,
      OnDemand stealing,
      OnDemand xts,
      OnDemand gcm,
      OnDemand ccm) {
    void close() {
      List.of(ecb, cbc, ctr, feedback, stealing, xts, gcm, ccm).forEach(OnDemand::close);
    }
  }

  SecModes(TwinDeviceSpec spec) {
    this.spec = spec;
    aes =
        new Family(
            new OnDemand(AesEcb::new),
            new OnDemand(AesCbc::new),
            new OnDemand(AesCtr::new),
            new OnDemand(() -> new FeedbackMode(new AesBlocks())),
            new OnDemand(() -> new StealingMode(new AesBlocks())),
            new OnDemand(() -> new XtsMode(new AesBlocks(), new AesBlocks())),
            new OnDemand(AesGcm::new),
            new OnDemand(() -> new CcmMode(new AesBlocks())));
    OnDemand simple = new OnDemand(Sm4Modes::new);
    sm4 =
        new Family(
            simple,
            simple,
            simple,
            new OnDemand(() -> new FeedbackMode(new Sm4Blocks())),
            new OnDemand(() -> new StealingMode(new Sm4Blocks())),
            new OnDemand(() -> new XtsMode(new Sm4Blocks(), new Sm4Blocks())),
            new OnDemand(Sm4Gcm::new),
            new OnDemand(() -> new CcmMode(new Sm4Blocks())));
  }

  /** What computes a job, or null: then the twin, or hardware of this version, cannot do it. */
  @Nullable SecMode find(SecRequest job) {
    if (job.auth != 0) {
      return findWithAuth(job);
    }
    boolean aead = job.cMode == SecRequest.GCM || job.cMode == SecRequest.CCM;
    boolean stealing = job.cMode == SecRequest.CBC_CS;
    boolean width = stealing ? job.cWidth >= 1 && job.cWidth <= 3 : job.cWidth == 0;
    if (!width
        || !spec.algorithms().contains(aead ? "aead" : "cipher")
        || spec.api() < 3 && isNew(job)) {
      return null;
    }
    return switch (job.cAlg) {
      case SecRequest.AES -> find(aes, job.cMode);
      case SecRequest.SM4 -> find(sm4, job.cMode);
      default -> null;
    };
  }

  private @Nullable SecMode findWithAuth(SecRequest job) {
    HashAlgorithm algorithm = HashAlgorithm.of(job.authAlgorithm());
    if (algorithm == null) {
      return null;
    }
    if (job.cipher == 0) {
      boolean known = job.auth == SecRequest.CALCULATE && spec.algorithms().contains("digest");
      return known ? hashes.get() : null;
    }
    boolean joined =
        job.cMode == SecRequest.CBC
            && job.cWidth == 0
            && algorithm.isHmac(job.authAlgorithm())
            && CbcHmacMode.has(algorithm, spec.api())
            && spec.algorithms().contains("aead");
    if (!joined) {
      return null;
    }
    return switch (job.cAlg) {
      case SecRequest.AES -> aesHmac.get();
      case SecRequest.SM4 -> spec.api() >= 3 ? sm4Hmac.get() : null;
      default -> null;
    };
  }

  /** What version 2 has not. */
  private static boolean isNew(SecRequest job) {
    return switch (job.cMode) {
      case SecRequest.CTR, SecRequest.CFB, SecRequest.OFB, SecRequest.CBC_CS -> true;
      case SecRequest.GCM, SecRequest.CCM -> job.cAlg == SecRequest.SM4;
      default -> false;
    };
  }

  private static @Nullable SecMode find(Family family, int mode) {
    return switch (mode) {
      case SecRequest.ECB -> family.ecb.get();
      case SecRequest.CBC -> family.cbc.get();
      case SecRequest.CFB, SecRequest.OFB -> family.feedback.get();
      case SecRequest.CTR -> family.ctr.get();
      case SecRequest.CCM -> family.ccm.get();
      case SecRequest.GCM -> family.gcm.get();
      case SecRequest.XTS -> family.xts.get();
      case SecRequest.CBC_CS -> family.stealing.get();
      default -> null;
    };
  }

  void close() {
    aes.close();
    sm4.close();
    hashes.close();
    aesHmac.close();
    sm4Hmac.close();
  }
}
