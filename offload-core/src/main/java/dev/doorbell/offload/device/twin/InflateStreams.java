package dev.doorbell.offload.device.twin;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Inflater;

/**
 * The decompressing streams of one device, found by the number in their context. Bounded: with too
 * many the one longest unused is forgotten, and its next request fails, as does everything about a
 * context that the device does not recognise.
 */
final class InflateStreams {
  private static final int LIMIT = 1024;

  private final Map<Long, Stream> streams = new LinkedHashMap<>(16, 0.75f, true);
  private long next = 1;

  /**
   * One stream between two requests. Used by one request at a time: two in flight for one stream
   * are the driver's mistake.
   */
  static final class Stream {
    final long number;
    final Inflater inflater = new Inflater(true);
    final CRC32 crc = new CRC32();
    int adler = 1;
    int total;
    int jobs;

    /** Bytes that were decoded but did not fit any more. */
    final byte[] pending = new byte[1];

    int pendingLength;
    final byte[] trailer = new byte[8];
    int trailerLength;
    boolean over;

    Stream(long number) {
      this.number = number;
    }
  }

  synchronized Stream begin() {
    if (streams.size() >= LIMIT) {
      Long oldest = streams.keySet().iterator().next();
      streams.remove(oldest).inflater.end();
    }
    Stream stream = new Stream(next++);
    streams.put(stream.number, stream);
    return stream;
  }

  synchronized Stream find(long number) {
    return streams.get(number);
  }

  synchronized void end(Stream stream) {
    if (streams.remove(stream.number) != null) {
      stream.inflater.end();
    }
  }

  /** Forgets all; called while no step is running. */
  synchronized void clear() {
    new HashMap<>(streams).values().forEach(this::end);
  }
}
