package dev.doorbell.codec;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.job.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * An {@link InflaterInputStream} that decompresses with an {@link OffloadInflater} unless it is
 * given another inflater. Made without an inflater, it reads ahead what its source has available
 * where a queue would take that, up to 2 MiB: then up to so much of what follows the message may be
 * gone from the source (with the JDK: up to 511 bytes). Subclasses, which can see the buffer, never
 * read ahead.
 */
public class OffloadInflaterInputStream extends InflaterInputStream {
  private final @Nullable ReadAhead readAhead;
  private final byte[] ownBuffer;

  /** As {@link InflaterInputStream#InflaterInputStream(InputStream, Inflater, int)}. */
  public OffloadInflaterInputStream(InputStream in, Inflater inf, int size) {
    super(in, inf, size);
    readAhead = null;
    ownBuffer = buf;
  }

  /** As {@link InflaterInputStream#InflaterInputStream(InputStream, Inflater)}. */
  public OffloadInflaterInputStream(InputStream in, Inflater inf) {
    super(in, inf);
    readAhead = null;
    ownBuffer = buf;
  }

  /**
   * As {@link InflaterInputStream#InflaterInputStream(InputStream)}, over the process's shared
   * {@link Offload}.
   */
  public OffloadInflaterInputStream(InputStream in) {
    this(SharedOffload.get(), in, false);
  }

  /**
   * Three parameters, so that code of the JDK's that passes null for an inflater still means the
   * inflater.
   *
   * @param nowrap true for raw deflate (RFC 1951), false for zlib (RFC 1950)
   * @param offload where jobs go; stays the caller's
   */
  public OffloadInflaterInputStream(InputStream in, boolean nowrap, Offload offload) {
    this(Objects.requireNonNull(offload, "offload"), in, nowrap);
  }

  private OffloadInflaterInputStream(@Nullable Offload offload, InputStream in, boolean nowrap) {
    super(in);
    inf = Replacement.of(inf, nowrap, offload, buf.length);
    // A subclass sees the buffer and may give back what is left in it to a source that takes no
    // more than the JDK's 512 bytes.
    readAhead =
        offload == null || getClass() != OffloadInflaterInputStream.class
            ? null
            : new ReadAhead(offload, nowrap ? Operation.INFLATE_RAW : Operation.INFLATE_ZLIB);
    ownBuffer = buf;
  }

  @Override
  protected void fill() throws IOException {
    if (readAhead == null) {
      super.fill();
      return;
    }
    readAhead.rethrow();
    buf = ownBuffer;
    super.fill();
    if (len == buf.length && inf.getBytesRead() == 0 && readAhead.extend(in, buf)) {
      buf = readAhead.bytes();
      len = readAhead.length();
      inf.setInput(buf, 0, len);
    }
  }
}
