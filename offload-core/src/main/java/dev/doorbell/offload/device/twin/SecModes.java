package dev.doorbell.offload.device.twin;

import java.util.List;
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
  private final SecMode hashes = new HashMode();
  private final SecMode aesHmac = new CbcHmacMode(new AesBlocks());
  private final SecMode sm4Hmac = new CbcHmacMode(new Sm4Blocks());

  /** The modes of one block cipher. */
  private record Family(
      SecMode ecb,
      SecMode cbc,
      SecMode ctr,
      SecMode feedback,
      SecMode stealing,
      SecMode xts,
      SecMode gcm,
      SecMode ccm) {
    List<SecMode> all() {
      return List.of(ecb, cbc, ctr, feedback, stealing, xts, gcm, ccm);
    }
  }

  SecModes(TwinDeviceSpec spec) {
    this.spec = spec;
    aes =
        new Family(
            new AesEcb(),
            new AesCbc(),
            new AesCtr(),
            new FeedbackMode(new AesBlocks()),
            new StealingMode(new AesBlocks()),
            new XtsMode(new AesBlocks(), new AesBlocks()),
            new AesGcm(),
            new CcmMode(new AesBlocks()));
    SecMode simple = new Sm4Modes();
    sm4 =
        new Family(
            simple,
            simple,
            simple,
            new FeedbackMode(new Sm4Blocks()),
            new StealingMode(new Sm4Blocks()),
            new XtsMode(new Sm4Blocks(), new Sm4Blocks()),
            new Sm4Gcm(),
            new CcmMode(new Sm4Blocks()));
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
      return known ? hashes : null;
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
      case SecRequest.AES -> aesHmac;
      case SecRequest.SM4 -> spec.api() >= 3 ? sm4Hmac : null;
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
      case SecRequest.ECB -> family.ecb;
      case SecRequest.CBC -> family.cbc;
      case SecRequest.CFB, SecRequest.OFB -> family.feedback;
      case SecRequest.CTR -> family.ctr;
      case SecRequest.CCM -> family.ccm;
      case SecRequest.GCM -> family.gcm;
      case SecRequest.XTS -> family.xts;
      case SecRequest.CBC_CS -> family.stealing;
      default -> null;
    };
  }

  void close() {
    aes.all().forEach(SecMode::close);
    sm4.all().forEach(SecMode::close);
    hashes.close();
    aesHmac.close();
    sm4Hmac.close();
  }
}
