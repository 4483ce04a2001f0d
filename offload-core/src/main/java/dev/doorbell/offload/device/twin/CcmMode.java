package dev.doorbell.offload.device.twin;

import java.util.Arrays;

/**
 * CCM (RFC 3610, SP 800-38C) with the blocks of ref 4.8: c_ivin holds the counter block, a_ivin B0;
 * the prefix of the AAD is the device's. Blocks that contradict each other or the job are refused
 * (ours: real hardware would compute something).
 */
final class CcmMode extends AeadMode {
  private static final int MOST_AAD_BYTES = 65_279;

  private final Blocks blocks;
  private final byte[] chain = new byte[16];
  private final byte[] stream = new byte[16];

  CcmMode(Blocks blocks) {
    this.blocks = blocks;
  }

  @Override
  boolean lengthsSuit(SecRequest job) {
    return job.icvLength >= 4
        && job.icvLength <= 16
        && job.icvLength % 2 == 0
        && job.authLength <= MOST_AAD_BYTES;
  }

  @Override
  int authIvBytes() {
    return 16;
  }

  @Override
  boolean ivsSuit(SecRequest job) {
    int lengthBytes = iv[0] + 1;
    if (lengthBytes < 2 || lengthBytes > 8) {
      return false;
    }
    int flags = iv[0] | (job.icvLength - 2) / 2 << 3 | (job.authLength > 0 ? 0x40 : 0);
    return authIv[0] == flags
        && Arrays.equals(iv, 1, 16 - lengthBytes, authIv, 1, 16 - lengthBytes)
        && number(iv, lengthBytes) == 1
        && number(authIv, lengthBytes) == job.cipherLength;
  }

  /** The last bytes of a block, big-endian. */
  private static long number(byte[] block, int bytes) {
    long value = 0;
    for (int i = 16 - bytes; i < 16; i++) {
      value = value << 8 | block[i] & 0xFF;
    }
    return value;
  }

  @Override
  void seal(SecRequest job, byte[] from, byte[] to) {
    blocks.setKey(key, 0, job.keyBytes());
    authenticate(job, from);
    counter(job, from, to);
  }

  @Override
  void open(SecRequest job, byte[] from, byte[] to) {
    blocks.setKey(key, 0, job.keyBytes());
    counter(job, from, to);
    authenticate(job, to);
  }

  /** CBC-MAC over B0, the AAD with its length before it, and the plaintext; then hidden by A0. */
  private void authenticate(SecRequest job, byte[] data) {
    blocks.apply(true, authIv, 0, 16, chain, 0);
    int used = 0;
    if (job.authLength > 0) {
      chain[0] ^= (byte) (job.authLength >> 8);
      chain[1] ^= (byte) job.authLength;
      used = absorb(data, 0, job.authLength, 2);
      pad(used);
    }
    used = absorb(data, job.authLength, job.cipherLength, 0);
    pad(used);
    // The counter that hides the tag is 0: one before the job's.
    byte start = iv[15];
    iv[15] = 0;
    blocks.apply(true, iv, 0, 16, stream, 0);
    iv[15] = start;
    for (int i = 0; i < 16; i++) {
      tag[i] = (byte) (chain[i] ^ stream[i]);
    }
    Arrays.fill(chain, (byte) 0);
    Arrays.fill(stream, (byte) 0);
  }

  /** Returns how many bytes of the chain's block are taken. */
  private int absorb(byte[] data, int from, int length, int used) {
    for (int i = from; i < from + length; i++) {
      chain[used++] ^= data[i];
      if (used == 16) {
        blocks.apply(true, chain, 0, 16, stream, 0);
        System.arraycopy(stream, 0, chain, 0, 16);
        used = 0;
      }
    }
    return used;
  }

  private void pad(int used) {
    if (used > 0) {
      blocks.apply(true, chain, 0, 16, stream, 0);
      System.arraycopy(stream, 0, chain, 0, 16);
    }
  }

  /** CTR from the job's counter on; the counter is put back where it was. */
  private void counter(SecRequest job, byte[] from, byte[] to) {
    int lengthBytes = iv[0] + 1;
    int end = job.authLength + job.cipherLength;
    for (int at = job.authLength; at < end; at += 16) {
      blocks.apply(true, iv, 0, 16, stream, 0);
      for (int i = 0; i < Math.min(16, end - at); i++) {
        to[at + i] = (byte) (from[at + i] ^ stream[i]);
      }
      for (int i = 15; i >= 16 - lengthBytes && ++iv[i] == 0; i--) {
        // the carry goes on to the next byte
      }
    }
    Arrays.fill(iv, 16 - lengthBytes, 16, (byte) 0);
    iv[15] = 1;
  }

  @Override
  public void close() {
    super.close();
    blocks.close();
  }
}
