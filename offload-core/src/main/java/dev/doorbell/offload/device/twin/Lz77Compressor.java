package dev.doorbell.offload.device.twin;

import java.util.Arrays;

/**
 * LZ77 for zstd (ref 3.10): finds a block's sequences and lays them out as the device does.
 *
 * <pre>
 * literals    all of them, those after the last match included
 * sequences   u32 offset code, u16 literals, u16 match length − 3; n times | 8 spare bytes | 784 bytes of frequencies (zero)
 * </pre>
 *
 * <p>Matches stay inside the block, in streams too, where the real device may look further back;
 * only the repeat codes go on from block to block.
 */
final class Lz77Compressor implements ZipDirection {
  private static final int LEAST_MATCH = 3;
  private static final int MOST_MATCH = 0xFFFF + LEAST_MATCH;
  private static final int LONG_RUN = 0x10000;
  private static final int SEQUENCE_BYTES = 8;
  private static final int SPARE_BYTES = 8;

  /** ref 3.6: repcodes inside the hardware's area, then the carry. */
  private static final int REPEATS = 784;

  private final MatchFinder finder = new MatchFinder();
  private final RepeatCodes repeats = new RepeatCodes();
  private final byte[] saved = new byte[16];
  private byte[] sequences = new byte[1024];
  private int count;
  private int literalBytes;
  private int longIndex;

  @Override
  public boolean run(ZipDescriptor job, byte[] input, int length, JobOutput output) {
    if (!begin(job)) {
      return false;
    }
    byte[] data = output.ensure(length);
    finder.begin(input, length, job.requestType() == ZipDescriptor.LZ77_ZSTD_PRICE);
    int anchor = 0;
    for (int at = 0; at < length; ) {
      int match = finder.find(at, repeats.latest());
      if (match < LEAST_MATCH) {
        at++;
        continue;
      }
      int start = finder.start();
      put(start - anchor, Math.min(match, MOST_MATCH), finder.distance());
      System.arraycopy(input, anchor, data, literalBytes, start - anchor);
      literalBytes += start - anchor;
      at = start + Math.min(match, MOST_MATCH);
      anchor = at;
      finder.skipTo(at);
    }
    System.arraycopy(input, anchor, data, literalBytes, length - anchor);
    literalBytes += length - anchor;
    finish(job, length, output);
    return true;
  }

  private boolean begin(ZipDescriptor job) {
    count = 0;
    literalBytes = 0;
    longIndex = -1;
    repeats.reset();
    if (!job.stateful()) {
      return true;
    }
    ProcessMemory.read(job.context() + REPEATS, saved, 0, 16);
    boolean carryIsClear = Words.i32(saved, 12) == 0;
    if (!job.newStream()) {
      repeats.set(Words.i32(saved, 0), Words.i32(saved, 4), Words.i32(saved, 8));
    }
    return carryIsClear;
  }

  private void put(int literals, int match, int distance) {
    if ((count + 1) * SEQUENCE_BYTES > sequences.length) {
      sequences = Arrays.copyOf(sequences, sequences.length * 2);
    }
    int at = count * SEQUENCE_BYTES;
    if (literals >= LONG_RUN) {
      longIndex = count;
    }
    Words.put32(sequences, at, repeats.code(literals, distance));
    Words.put16(sequences, at + 4, literals);
    Words.put16(sequences, at + 6, match - LEAST_MATCH);
    count++;
  }

  private void finish(ZipDescriptor job, int length, JobOutput output) {
    int sequenceBytes = count * SEQUENCE_BYTES;
    int behind = SPARE_BYTES + ZipDescriptor.FREQUENCY_BYTES;
    if (sequenceBytes + behind > job.outputSpace()) {
      output.length = 0;
      job.setResult(0, 0, ZipDescriptor.DESTINATION_TOO_SMALL, false);
      return;
    }
    int total = literalBytes + sequenceBytes + behind;
    byte[] data = output.ensure(total);
    System.arraycopy(sequences, 0, data, literalBytes, sequenceBytes);
    Arrays.fill(data, literalBytes + sequenceBytes, total, (byte) 0);
    output.length = total;
    output.destination.clear();
    output.destination.addFlat(job.literals(), literalBytes);
    output.destination.addFlat(job.destination(), sequenceBytes + behind);
    job.setResult(length, count, ZipDescriptor.DONE, false);
    job.setLiterals(literalBytes, longIndex < 0 ? 0 : 1, Math.max(longIndex, 0));
    job.setContextWords(0, 0, 0);
    if (job.stateful()) {
      repeats.save(saved);
      ProcessMemory.write(saved, 0, job.context() + REPEATS, 16);
    }
  }

  @Override
  public void close() {
    Arrays.fill(sequences, (byte) 0);
    finder.close();
  }
}
