package dev.doorbell.provider.cipher;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.job.CipherJob;
import dev.doorbell.offload.job.Direction;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.KeyMaterial;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.job.Outcome;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.ProviderException;
import java.util.Arrays;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.IvParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * One message in ECB, CBC, CTS, CFB128, OFB128 or CTR that passes through the software cipher and
 * through jobs by turns: where it is, what chains it to its next block, and which bytes wait for
 * the rest of theirs.
 *
 * <p>A job needs to know the chaining value and every byte of its input. After software has run,
 * neither is known here: the last blocks are inside the software cipher. So the first blocks of the
 * new data (the <em>lead</em>) go through it as well, enough of them that what it keeps back and
 * the last ciphertext block it worked on are this call's own bytes. From there on jobs take over.
 * What they leave, the chaining value and the <em>tail</em> that makes no whole block, waits here
 * until {@link #catchUp()} carries it back; the software cipher is <em>behind</em> until then.
 *
 * <p>Ciphertext stealing is CBC but for the last two blocks: all jobs before the last one are
 * CBC's.
 */
final class BlockStream {
  /**
   * Most bytes of one job: bounds staging memory and what an eviction costs; far above what
   * amortises a queue's round trip.
   */
  static final int PIECE_BYTES = 1 << 20;

  private static final int BLOCK = Emission.BLOCK;
  private static final byte[] NO_IV = {};

  private final Offload offload;
  private final Cipher software;
  private final Operation operation;
  private final Transformation transformation;
  private final Emission encryption;
  private final Emission decryption;

  /** What jobs before the last one of a message are called. */
  private final Operation continuing;

  private final boolean chained;
  private final boolean counting;

  /** OFB: the chaining value is the key stream, not the ciphertext. */
  private final boolean keyStream;

  private final SessionKey key;
  private final JobResult result = new JobResult();

  private int opmode;
  private Direction direction = Direction.ENCRYPT;
  private Emission emission;

  /**
   * The caller's IV, read from the software cipher before the first job; empty before that, and
   * always for ECB.
   */
  private byte[] baseIv = NO_IV;

  private long taken;
  private long given;
  private boolean behind;

  /**
   * The software cipher is not at the caller's beginning: it has seen bytes, or was initialised in
   * the middle of a message.
   */
  private boolean elsewhere;

  /**
   * The software cipher was last initialised in the middle of a message: its own reset does not
   * lead to the caller's IV.
   */
  private boolean reseated;

  /**
   * CBC, CTS, CFB: the ciphertext block before the next one; OFB: the key stream's. Valid while
   * behind, or during a run.
   */
  private final byte[] chain = new byte[BLOCK];

  private final byte[] tail = new byte[2 * BLOCK];
  private int tailBytes;

  private int leadBytes;
  private int jobBytes;

  /** The jobs of this plan go to the message's end, and leave no tail. */
  private boolean toTheEnd;

  private BlockStream(
      Offload offload,
      Cipher software,
      Transformation transformation,
      Operation operation,
      Emission encryption,
      Emission decryption) {
    this.offload = offload;
    this.software = software;
    this.transformation = transformation;
    this.operation = operation;
    this.encryption = encryption;
    this.decryption = decryption;
    key = new SessionKey(transformation.keyAlgorithm());
    continuing = operation == Operation.AES_CTS ? Operation.AES_CBC : operation;
    counting = transformation.mode().equals("CTR");
    chained = !counting && !transformation.mode().equals("ECB");
    keyStream = operation == Operation.AES_OFB;
    emission = encryption;
  }

  /** Null for a mode that has no jobs, and for a library whose buffering is not known. */
  static @Nullable BlockStream of(Offload offload, Cipher software, Transformation transformation) {
    Operation operation = transformation.operation();
    String library = software.getProvider().getName();
    Emission encryption = Emission.of(library, transformation, false);
    Emission decryption = Emission.of(library, transformation, true);
    return operation == null || encryption == null || decryption == null
        ? null
        : new BlockStream(offload, software, transformation, operation, encryption, decryption);
  }

  /**
   * The caller has initialised the software cipher. Allocates nothing: short messages come by here,
   * too.
   */
  void begin(int newOpmode, Key newKey) {
    opmode = newOpmode;
    direction = newOpmode == Cipher.ENCRYPT_MODE ? Direction.ENCRYPT : Direction.DECRYPT;
    emission = newOpmode == Cipher.ENCRYPT_MODE ? encryption : decryption;
    key.replace(newKey);
  }

  /** The latest initialisation is over. */
  void end() {
    if (reseated) {
      // Should the next initialisation fail, the caller's IV is still there to be asked for.
      reseat(baseIv);
    }
    key.destroy();
    forgetTail();
    baseIv = NO_IV;
    taken = 0;
    given = 0;
    behind = false;
    elsewhere = false;
    reseated = false;
  }

  /** Counts what the software cipher's own {@code update} did. */
  void passed(int inputBytes, int outputBytes) {
    taken += inputBytes;
    given += outputBytes;
  }

  /** Bytes that went in and have not come out. */
  int pending() {
    return (int) (taken - given);
  }

  /** Bytes of output that {@code update} owes after {@code n} more bytes of input. */
  long emits(int n) {
    return emission.emitted((long) pending() + n);
  }

  /**
   * The room that the library demands for {@code doFinal} with {@code n} more bytes; no less than
   * what comes out.
   */
  long finalBytes(int n) {
    long total = (long) pending() + n;
    if (!transformation.padded()) {
      return total;
    }
    return direction == Direction.ENCRYPT
        ? total + BLOCK - total % BLOCK
        : emission.roomToUnpad(total);
  }

  /**
   * Whether a {@code doFinal} with {@code n} more bytes can end well. If not, the software cipher
   * is to find out, in its own state.
   */
  boolean canFinish(int n) {
    boolean wholeBlocks = ((long) pending() + n) % BLOCK == 0;
    if (opensPadding()) {
      // When the padding turns out wrong, SunJCE still holds the bytes that were pending before:
      // they have to be known here. So has the chaining value, which OFB's last block is not.
      return wholeBlocks && (behind || pending() == 0) && !keyStream;
    }
    return wholeBlocks || counting || transformation.padded() || transformation.endsAnywhere();
  }

  /** Whether the end of a message has to be judged before any of it may be shown. */
  boolean opensPadding() {
    return transformation.padded() && direction == Direction.DECRYPT;
  }

  /**
   * Plans the jobs for {@code n} more bytes and asks whether a queue would take them now.
   *
   * @param last they end the message
   */
  boolean offered(int n, boolean last, long floor) {
    if (last && transformation.endsAnywhere()) {
      int bytes = Math.min(plan(n, true), PIECE_BYTES);
      boolean enough = bytes >= floor && bytes > (continuing == operation ? 0 : BLOCK);
      if (enough && (continuing == operation || offload.wouldTake(operation, bytes))) {
        return offload.offer(operation, bytes);
      }
    }
    int bytes = plan(n, false);
    return bytes >= floor && offload.offer(continuing, Math.min(bytes, PIECE_BYTES));
  }

  /**
   * Cuts {@code n} more bytes into lead, jobs and tail; returns the bytes for jobs, 0 or less when
   * there is nothing for them.
   *
   * @param withTail the jobs take the tail as well
   */
  private int plan(int n, boolean withTail) {
    int p = pending();
    toTheEnd = withTail;
    long emits = withTail ? (long) p + n : emits(n);
    if (finalBytes(n) > Integer.MAX_VALUE) {
      // No array holds the result: the library says so in its own words.
      return 0;
    }
    int inBlock = emission.stream() ? (int) (given % BLOCK) : p;
    boolean chainKnown = !chained || behind || given == 0;
    if (inBlock == 0 && chainKnown) {
      leadBytes = 0;
      jobBytes = (int) emits;
    } else {
      int toBlockEnd = (BLOCK - inBlock % BLOCK) % BLOCK;
      leadBytes = toBlockEnd + emission.keptOfWholeBlocks() + (chained ? BLOCK : 0);
      jobBytes = leadBytes > n ? 0 : (int) emits - leadOutput(p);
    }
    return jobBytes;
  }

  private int leadOutput(int pending) {
    return leadBytes == 0 ? 0 : pending + leadBytes - emission.keptOfWholeBlocks();
  }

  /**
   * Whether jobs can be made: the key's bytes and the caller's IV are known. To be asked before
   * {@link #run}.
   */
  boolean ready() {
    if (key.material() == null) {
      return false;
    }
    if (baseIv.length == 0 && (chained || counting)) {
      baseIv = software.getIV();
    }
    // Bouncy Castle's CTR takes shorter IVs and then counts in the rest of the block only.
    return baseIv.length == BLOCK || !(chained || counting);
  }

  /**
   * Does the work of {@code update} for {@code input} as planned.
   *
   * @param output at least {@link #emits} bytes; may overlap the input in any way
   * @return bytes written
   */
  int run(MemorySegment input, MemorySegment output) {
    int p = pending();
    if (!Overlap.endangers(input, output, p)) {
      return runApart(input, output, p);
    }
    byte[] copy = input.toArray(ValueLayout.JAVA_BYTE);
    try {
      return runApart(MemorySegment.ofArray(copy), output, p);
    } finally {
      Arrays.fill(copy, (byte) 0);
    }
  }

  private int runApart(MemorySegment input, MemorySegment output, int p) {
    if (!behind) {
      if (given == 0 && chained) {
        System.arraycopy(baseIv, 0, chain, 0, BLOCK);
      }
      elsewhere |= taken > 0;
    }
    int written = 0;
    int read = 0;
    if (leadBytes > 0) {
      written = lead(input, output, p);
      read = leadBytes - emission.keptOfWholeBlocks();
    }
    // Equal pieces: no short last one that would not be worth a queue's while.
    int pieces = Math.ceilDiv(jobBytes, PIECE_BYTES);
    int piece = Math.ceilDiv(Math.ceilDiv(jobBytes, pieces), BLOCK) * BLOCK;
    for (int end = written + jobBytes; written < end; ) {
      int bytes = Math.min(piece, end - written);
      boolean last = toTheEnd && written + bytes == end;
      job(
          last ? operation : continuing,
          input.asSlice(read, bytes),
          output.asSlice(written, bytes),
          given + written);
      read += bytes;
      written += bytes;
    }
    tailBytes = (int) (input.byteSize() - read);
    MemorySegment.copy(input, ValueLayout.JAVA_BYTE, read, tail, 0, tailBytes);
    taken += input.byteSize();
    given += written;
    behind = true;
    return written;
  }

  private int lead(MemorySegment input, MemorySegment output, int p) {
    catchUp();
    elsewhere = true;
    byte[] in = new byte[leadBytes];
    byte[] out = new byte[p + leadBytes];
    try {
      MemorySegment.copy(input, ValueLayout.JAVA_BYTE, 0, in, 0, leadBytes);
      int produced = software.update(in, 0, leadBytes, out, 0);
      int kept = emission.keptOfWholeBlocks();
      if (produced != leadOutput(p)) {
        throw new ProviderException(
            "software cipher gave " + produced + " bytes, expected " + leadOutput(p));
      }
      if (chained) {
        int inEnd = leadBytes - kept - BLOCK;
        int outEnd = produced - BLOCK;
        for (int i = 0; i < BLOCK; i++) {
          chain[i] = chainByte(in[inEnd + i], out[outEnd + i]);
        }
      }
      MemorySegment.copy(out, 0, output, ValueLayout.JAVA_BYTE, 0, produced);
      return produced;
    } catch (ShortBufferException impossible) {
      throw new ProviderException("software cipher needs more room than it was given", impossible);
    } finally {
      Arrays.fill(in, (byte) 0);
      Arrays.fill(out, (byte) 0);
    }
  }

  /** What a byte of a block and what became of it leave to the next block. */
  private byte chainByte(byte in, byte out) {
    if (keyStream) {
      return (byte) (in ^ out);
    }
    return direction == Direction.ENCRYPT ? out : in;
  }

  private void job(Operation name, MemorySegment input, MemorySegment output, long position) {
    KeyMaterial material = key.knownMaterial();
    byte[] iv = counting ? CounterBlock.plus(baseIv, position / BLOCK) : chained ? chain : NO_IV;
    long last = input.byteSize() - BLOCK;
    // A part of a block, and what was stolen from, are the end: nothing follows.
    boolean continues = chained && input.byteSize() % BLOCK == 0;
    // Read before the job: in place, its output takes their place.
    byte[] before = continues ? input.asSlice(last).toArray(ValueLayout.JAVA_BYTE) : NO_IV;
    Outcome outcome =
        offload.execute(new CipherJob(name, direction, material, iv, input, output), result);
    if (outcome != Outcome.Done.DONE) {
      throw new ProviderException(
          "outcome=" + outcome + ", allowed for a block cipher: " + Outcome.Done.DONE);
    }
    if (continues) {
      for (int i = 0; i < BLOCK; i++) {
        chain[i] = chainByte(before[i], output.get(ValueLayout.JAVA_BYTE, last + i));
      }
      Arrays.fill(before, (byte) 0);
    }
  }

  /**
   * Ends the message after {@link #run}: the padding, and what is left of the last block.
   *
   * @param output room for what is left, at most two blocks
   * @return bytes written
   * @throws BadPaddingException the software cipher's own; {@link #failed} follows
   */
  int finish(MemorySegment output) throws BadPaddingException, IllegalBlockSizeException {
    if (tailBytes == 0 && !transformation.padded()) {
      // Nothing left to do. The software cipher need not be set back to a beginning that it never
      // left.
      restart();
      return 0;
    }
    catchUp();
    byte[] last = new byte[2 * BLOCK];
    try {
      int n = software.doFinal(last, 0);
      MemorySegment.copy(last, 0, output, ValueLayout.JAVA_BYTE, 0, n);
      finishedInSoftware();
      return n;
    } catch (ShortBufferException impossible) {
      throw new ProviderException("software cipher needs more room than it was given", impossible);
    } finally {
      Arrays.fill(last, (byte) 0);
    }
  }

  /**
   * The software cipher ended the message by itself: it went back to the IV that it was last
   * initialised with.
   */
  void finishedInSoftware() {
    taken = 0;
    given = 0;
    if (elsewhere | reseated) {
      elsewhere = reseated;
      restart();
    }
  }

  private void restart() {
    taken = 0;
    given = 0;
    behind = elsewhere;
    forgetTail();
    if (behind && chained) {
      System.arraycopy(baseIv, 0, chain, 0, BLOCK);
    }
  }

  private void forgetTail() {
    if (tailBytes > 0) {
      Arrays.fill(tail, (byte) 0);
      tailBytes = 0;
    }
  }

  /**
   * What waited for the rest of its block before a run: to be kept by whom a failure has to be
   * undone for.
   */
  byte[] pendingBytes() {
    return behind ? Arrays.copyOf(tail, tailBytes) : NO_IV;
  }

  /**
   * A message ended in a failure after a run; the software cipher is left as its library leaves it.
   *
   * @param before {@link #pendingBytes()} from before the run
   * @param lastBlock the message's last block of ciphertext
   */
  void failed(byte[] before, byte[] lastBlock) {
    if (emission.holdBytes() != BLOCK) {
      // Bouncy Castle resets in every case.
      finishedInSoftware();
      return;
    }
    // SunJCE (CipherCore.doFinal) has chained on and forgets nothing that was pending.
    behind = true;
    System.arraycopy(lastBlock, 0, chain, 0, BLOCK);
    System.arraycopy(before, 0, tail, 0, before.length);
    tailBytes = before.length;
    taken = given + before.length;
  }

  /** The software cipher reported a failure of its own in {@code doFinal}. */
  void failedInSoftware() {
    if (reseated && software.getProvider().getName().equals("BC")) {
      finishedInSoftware();
    }
  }

  /** Brings the software cipher to where the stream is. */
  void catchUp() {
    // Apart from the work, so that the compiler inlines the question into every call.
    if (behind) {
      carryBack();
    }
  }

  private void carryBack() {
    byte[] iv = counting ? CounterBlock.plus(baseIv, given / BLOCK) : chain;
    reseat(iv);
    int inBlock = emission.stream() ? (int) (given % BLOCK) : 0;
    if (inBlock > 0) {
      software.update(new byte[inBlock]);
    }
    if (tailBytes > 0) {
      software.update(tail, 0, tailBytes);
    }
    reseated = (chained || counting) && !Arrays.equals(iv, baseIv);
    elsewhere = reseated || taken > 0;
    forgetTail();
    behind = false;
  }

  private void reseat(byte[] iv) {
    try {
      if (chained || counting) {
        software.init(opmode, key.forSoftware(), new IvParameterSpec(iv));
      } else {
        software.init(opmode, key.forSoftware());
      }
    } catch (GeneralSecurityException impossible) {
      throw new ProviderException("software cipher refuses what it accepted before", impossible);
    }
  }

  /** Whether {@link Cipher#getIV} of the software cipher may be another one than the caller's. */
  boolean hasOwnIv() {
    return baseIv.length > 0;
  }

  byte[] callersIv() {
    return baseIv.clone();
  }

  AlgorithmParameters callersParameters() {
    try {
      AlgorithmParameters parameters =
          AlgorithmParameters.getInstance(transformation.keyAlgorithm(), software.getProvider());
      parameters.init(new IvParameterSpec(baseIv));
      return parameters;
    } catch (GeneralSecurityException impossible) {
      throw new ProviderException(
          "the library of the software cipher lacks its parameters", impossible);
    }
  }
}
