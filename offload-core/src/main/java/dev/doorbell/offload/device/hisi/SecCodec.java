package dev.doorbell.offload.device.hisi;

import dev.doorbell.offload.device.DescriptorCodec;
import dev.doorbell.offload.job.AeadJob;
import dev.doorbell.offload.job.CipherJob;
import dev.doorbell.offload.job.DigestJob;
import dev.doorbell.offload.job.Job;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.MacJob;
import dev.doorbell.offload.job.Outcome;
import dev.doorbell.offload.memory.Staging;

/** Jobs as SEC2 descriptors, BD2 or BD3, each family by its own class (uacce.md 4.6 to 4.9). */
final class SecCodec implements DescriptorCodec {
  private final SecBd bd;
  private final SecCipherJobs ciphers;
  private final SecAeadJobs aeads;
  private final SecHashJobs hashes;

  SecCodec(int apiVersion) {
    bd = SecBd.of(apiVersion);
    ciphers = new SecCipherJobs(bd);
    aeads = new SecAeadJobs(bd, apiVersion);
    hashes = new SecHashJobs(bd, apiVersion);
  }

  TagField tagField() {
    return bd.tagField();
  }

  @Override
  public boolean accepts(Job job) {
    return switch (job) {
      case CipherJob cipher -> ciphers.accepts(cipher);
      case AeadJob aead -> aeads.accepts(aead);
      case DigestJob digest -> hashes.accepts(digest);
      case MacJob mac -> hashes.accepts(mac);
      default -> false;
    };
  }

  @Override
  public long stagingBytes(Job job) {
    return switch (job) {
      case CipherJob cipher -> ciphers.stagingBytes(cipher);
      case AeadJob aead -> aeads.stagingBytes(aead);
      case DigestJob digest -> hashes.stagingBytes(digest);
      case MacJob mac -> hashes.stagingBytes(mac);
      default -> throw misuse(job);
    };
  }

  @Override
  public void encode(Job job, Staging staging) {
    switch (job) {
      case CipherJob cipher -> ciphers.encode(cipher, staging);
      case AeadJob aead -> aeads.encode(aead, staging);
      case DigestJob digest -> hashes.encode(digest, staging);
      case MacJob mac -> hashes.encode(mac, staging);
      default -> throw misuse(job);
    }
  }

  @Override
  public Outcome decode(Job job, Staging staging, JobResult result) {
    return switch (job) {
      case CipherJob cipher -> ciphers.decode(cipher, staging, result);
      case AeadJob aead -> aeads.decode(aead, staging, result);
      case DigestJob digest -> hashes.decode(digest, staging, result);
      case MacJob mac -> hashes.decode(mac, staging, result);
      default -> throw misuse(job);
    };
  }

  private static IllegalArgumentException misuse(Job job) {
    return new IllegalArgumentException(
        "job=" + job + ", allowed: the families CIPHER, AEAD, DIGEST and MAC");
  }
}
