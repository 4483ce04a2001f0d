package dev.doorbell.codec;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.job.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ZipInputStream} that decompresses with an {@link OffloadInflater}; headers and data
 * descriptors are the JDK's code. An entry can run on a queue when its local header gives its
 * compressed size, of up to 2 MiB, and the source has so much available; entries with a data
 * descriptor instead of sizes are inflated in software.
 */
public class OffloadZipInputStream extends ZipInputStream {
  private final @Nullable ReadAhead readAhead;
  private final byte[] ownBuffer;
  private long entryBytes = -1;

  /**
   * As {@link ZipInputStream#ZipInputStream(InputStream)}, over the process's shared {@link
   * Offload}.
   */
  public OffloadZipInputStream(InputStream in) {
    this(in, StandardCharsets.UTF_8);
  }

  /**
   * As {@link ZipInputStream#ZipInputStream(InputStream, Charset)}, over the process's shared
   * {@link Offload}.
   */
  public OffloadZipInputStream(InputStream in, Charset charset) {
    this(SharedOffload.get(), in, charset);
  }

  /**
   * @param offload where jobs go; stays the caller's
   */
  public OffloadZipInputStream(InputStream in, Charset charset, Offload offload) {
    this(Objects.requireNonNull(offload, "offload"), in, charset);
  }

  private OffloadZipInputStream(@Nullable Offload offload, InputStream in, Charset charset) {
    super(in, charset);
    if (offload == null) {
      readAhead = null;
    } else {
      this.in = new GrowingPushbackStream(in);
      inf = Replacement.of(inf, true, offload, buf.length);
      readAhead = new ReadAhead(offload, Operation.INFLATE_RAW);
    }
    ownBuffer = buf;
  }

  @Override
  public ZipEntry getNextEntry() throws IOException {
    entryBytes = -1;
    ZipEntry entry = super.getNextEntry();
    entryBytes = entry == null ? -1 : entry.getCompressedSize();
    return entry;
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
    if (len == buf.length && inf.getBytesRead() == 0 && readAhead.extend(in, buf, entryBytes)) {
      buf = readAhead.bytes();
      len = readAhead.length();
      inf.setInput(buf, 0, len);
    }
  }
}
