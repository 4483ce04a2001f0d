package dev.doorbell.bench.codec;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdOutputStream;
import com.intel.gkl.compression.IntelDeflater;
import dev.doorbell.codec.OffloadDeflater;
import dev.doorbell.offload.Offload;
import dev.doorbell.offload.OffloadConfig;
import io.airlift.compress.v3.deflate.DeflateNativeCompressor;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * Who compresses: to zlib's format, but for GKL and aircompressor, which make raw deflate, and
 * zstd.
 */
public enum Peer {
  JDK {
    @Override
    Compressor compressor(Shape shape, int level, int bytes) {
      return deflater(shape, () -> new Deflater(level), bytes);
    }
  },
  /** With whatever libraries the system has. */
  DOORBELL {
    @Override
    Compressor compressor(Shape shape, int level, int bytes) {
      return doorbell(shape, level, bytes, "auto", 1);
    }
  },
  /** As on a system without libraries. */
  DOORBELL_JDK {
    @Override
    Compressor compressor(Shape shape, int level, int bytes) {
      return doorbell(shape, level, bytes, "jdk", 1);
    }
  },
  /** As {@link #DOORBELL}, two pieces at a time. */
  DOORBELL_2 {
    @Override
    Compressor compressor(Shape shape, int level, int bytes) {
      return doorbell(shape, level, bytes, "auto", 2);
    }
  },
  /**
   * What two threads could do at best: two messages of half the size, which have nothing to do with
   * each other.
   */
  JDK_HALVES {
    @Override
    Compressor compressor(Shape shape, int level, int bytes) {
      return new Halves(() -> JDK.compressor(shape, level, bytes));
    }
  },
  /**
   * The same with two deflaters that are {@link #DOORBELL}'s: the most that {@link #DOORBELL_2}
   * could reach.
   */
  DOORBELL_HALVES {
    @Override
    Compressor compressor(Shape shape, int level, int bytes) {
      return new Halves(() -> DOORBELL.compressor(shape, level, bytes));
    }
  },
  /** Streams are not for it: it knows only whole messages. */
  GKL {
    @Override
    Compressor compressor(Shape shape, int level, int bytes) {
      return deflater(
          shape,
          () -> {
            IntelDeflater deflater = new IntelDeflater(level, true);
            if (!deflater.load(null)) {
              throw new IllegalStateException("GKL does not load its library here");
            }
            return deflater;
          },
          bytes);
    }
  },
  AIRCOMPRESSOR {
    @Override
    Compressor compressor(Shape shape, int level, int bytes) {
      DeflateNativeCompressor compressor = new DeflateNativeCompressor(level);
      byte[] out = new byte[compressor.maxCompressedLength(bytes)];
      return data -> compressor.compress(data, 0, data.length, out, 0, out.length);
    }
  },
  /** Level 1 for level 1, its own default for the others. */
  ZSTD {
    @Override
    Compressor compressor(Shape shape, int level, int bytes) {
      int own = level == 1 ? 1 : 3;
      if (shape == Shape.STREAM) {
        return data -> {
          CountingStream counted = new CountingStream();
          inWrites(new ZstdOutputStream(counted, own), data);
          return counted.bytes();
        };
      }
      ZstdCompressCtx context = new ZstdCompressCtx().setLevel(own);
      byte[] out = new byte[(int) com.github.luben.zstd.Zstd.compressBound(bytes)];
      return data -> context.compressByteArray(out, 0, out.length, data, 0, data.length);
    }
  };

  private static final int WRITE_BYTES = 64 << 10;

  abstract Compressor compressor(Shape shape, int level, int bytes);

  String title() {
    return switch (this) {
      case DOORBELL -> "Doorbell";
      case DOORBELL_2 -> "two pieces at a time";
      case DOORBELL_JDK -> "without libraries";
      case JDK_HALVES -> "two halves by two of the JDK's";
      case DOORBELL_HALVES -> "two halves by two of Doorbell's";
      case JDK, GKL -> name();
      case AIRCOMPRESSOR -> "aircompressor";
      case ZSTD -> "zstd";
    };
  }

  /** Whether other threads than the caller's do part of the work. */
  boolean isParallel() {
    return switch (this) {
      case DOORBELL_2, JDK_HALVES, DOORBELL_HALVES -> true;
      default -> false;
    };
  }

  private static Compressor doorbell(
      Shape shape, int level, int bytes, String library, int parallelism) {
    Offload offload =
        Offload.open(
            OffloadConfig.of(
                Map.of(
                    "doorbell.devices",
                    "none",
                    "doorbell.codec.library",
                    library,
                    "doorbell.codec.parallelism",
                    "" + parallelism)));
    return deflater(shape, () -> new OffloadDeflater(level, false, offload), bytes);
  }

  static Compressor deflater(Shape shape, Supplier<Deflater> deflaters, int bytes) {
    if (shape == Shape.STREAM) {
      return data -> {
        CountingStream counted = new CountingStream();
        try (Deflater deflater = deflaters.get()) {
          inWrites(new DeflaterOutputStream(counted, deflater), data);
        }
        return counted.bytes();
      };
    }
    Deflater deflater = deflaters.get();
    byte[] out = new byte[bytes + bytes / 8 + 1024];
    return data -> {
      deflater.reset();
      deflater.setInput(data, 0, data.length);
      deflater.finish();
      long n = 0;
      while (!deflater.finished()) {
        n += deflater.deflate(out, 0, out.length);
      }
      return n;
    };
  }

  private static void inWrites(OutputStream stream, byte[] data) throws IOException {
    try (stream) {
      for (int at = 0; at < data.length; at += WRITE_BYTES) {
        stream.write(data, at, Math.min(WRITE_BYTES, data.length - at));
      }
    }
  }

  private static final class Halves implements Compressor {
    private final ExecutorService threads = Executors.newFixedThreadPool(1);
    private final Compressor first;
    private final Compressor second;
    private byte[] whole = {};
    private byte[] front = {};
    private byte[] back = {};

    Halves(Supplier<Compressor> one) {
      first = one.get();
      second = one.get();
    }

    @Override
    public long compress(byte[] data) throws IOException {
      if (data != whole) {
        whole = data;
        front = Arrays.copyOf(data, data.length / 2);
        back = Arrays.copyOfRange(data, front.length, data.length);
      }
      Callable<Long> work = () -> second.compress(back);
      Future<Long> other = threads.submit(work);
      long n = first.compress(front);
      try {
        return n + other.get();
      } catch (InterruptedException | ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() {
      threads.shutdown();
    }
  }
}
