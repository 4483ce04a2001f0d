package dev.doorbell.offload.sim.world;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitOption;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * In place of {@code java.nio.file.Files}, for the twin's sysfs and the driver's reader of it: a
 * tree in memory, since real files would take nine tenths of a run.
 */
public final class SimFiles {
  /** What a directory holds in place of text. */
  private static final String DIRECTORY = "\0";

  /** What stands before the target of a symbolic link. */
  private static final String LINK = "\0->";

  private static final TreeMap<String, String> NODES = new TreeMap<>();

  private SimFiles() {}

  /** Everything is forgotten. */
  static void clear() {
    NODES.clear();
  }

  private static String key(Path path) {
    String key = path.toAbsolutePath().normalize().toString();
    Path parent = path.getParent();
    String above = parent == null ? null : NODES.get(parent.toString());
    return above != null && above.startsWith(LINK)
        ? parent
            .resolveSibling(above.substring(LINK.length()))
            .resolve(path.getFileName())
            .normalize()
            .toString()
        : key;
  }

  private static Map<String, String> below(Path path) {
    return NODES.subMap(key(path) + "/", key(path) + "0");
  }

  public static Path createTempDirectory(String prefix, FileAttribute<?>... attributes) {
    Path root = Path.of("/simulated", prefix);
    NODES.put(root.toString(), DIRECTORY);
    return root;
  }

  public static Path createDirectories(Path path, FileAttribute<?>... attributes) {
    NODES.put(key(path), DIRECTORY);
    return path;
  }

  public static Path createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes) {
    NODES.put(key(link), LINK + target);
    return link;
  }

  public static Path writeString(Path path, CharSequence text, OpenOption... options) {
    NODES.put(key(path), text.toString());
    return path;
  }

  public static Path move(Path from, Path to, CopyOption... options) {
    Map<String, String> moved = below(from);
    Map<String, String> copy = new TreeMap<>(moved);
    moved.clear();
    copy.forEach((name, text) -> NODES.put(key(to) + name.substring(key(from).length()), text));
    NODES.put(key(to), NODES.remove(key(from)));
    return to;
  }

  public static boolean isDirectory(Path path, LinkOption... options) {
    return DIRECTORY.equals(NODES.get(key(path)));
  }

  public static boolean exists(Path path, LinkOption... options) {
    return NODES.containsKey(key(path));
  }

  public static boolean isReadable(Path path) {
    return exists(path);
  }

  public static boolean isWritable(Path path) {
    return exists(path);
  }

  public static boolean deleteIfExists(Path path) {
    return NODES.remove(key(path)) != null;
  }

  public static Stream<Path> walk(Path path, FileVisitOption... options) {
    return Stream.concat(Stream.of(path), List.copyOf(below(path).keySet()).stream().map(Path::of));
  }

  public static InputStream newInputStream(Path path, OpenOption... options) throws IOException {
    String text = NODES.get(key(path));
    if (text == null) {
      throw new NoSuchFileException(path.toString());
    }
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return new ByteArrayInputStream(bytes) {
      /** Without the JDK's 16 KiB for each attribute. */
      @Override
      public byte[] readNBytes(int most) {
        return Arrays.copyOf(bytes, Math.min(most, bytes.length));
      }
    };
  }

  public static DirectoryStream<Path> newDirectoryStream(Path path) throws IOException {
    if (!exists(path)) {
      throw new NoSuchFileException(path.toString());
    }
    int start = key(path).length() + 1;
    List<Path> entries =
        below(path).keySet().stream()
            .filter(name -> name.indexOf('/', start) < 0)
            .map(Path::of)
            .toList();
    return new DirectoryStream<>() {
      @Override
      public Iterator<Path> iterator() {
        return entries.iterator();
      }

      @Override
      public void close() {}
    };
  }
}
