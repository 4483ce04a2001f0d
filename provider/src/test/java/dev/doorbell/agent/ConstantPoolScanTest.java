package dev.doorbell.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.constant.ClassDesc;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConstantPoolScanTest {
  private static byte[] classNaming(String text) {
    return ClassFile.of()
        .build(
            ClassDesc.of("org.example.Names"),
            builder -> {
              builder.constantPool().longEntry(1);
              builder.constantPool().doubleEntry(2);
              builder.constantPool().stringEntry("\u00e4 \u4e2d");
              builder.constantPool().utf8Entry(text);
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Deflater", "Inflater", "DeflaterOutputStream", "InflaterInputStream",
        "GZIPOutputStream", "GZIPInputStream", "ZipOutputStream", "ZipInputStream"
      })
  void findsEachReplacedClass(String name) {
    assertTrue(ConstantPoolScan.mentions(classNaming("java/util/zip/" + name)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "java/util/zip/ZipFile",
        "java/util/zip/CRC32",
        "java/util/zip/DeflaterInputStream",
        "java/util/zip/InflaterOutputStream",
        "java/util/zip/ZipOutputStreams",
        "Ljava/util/zip/Deflater;",
        "[Ljava/util/zip/Deflater;",
        "java.util.zip.Deflater",
        "org/util/zip/Deflater_",
        "java/util/zip/deflater",
        ""
      })
  void findsNothingElse(String text) {
    assertFalse(ConstantPoolScan.mentions(classNaming(text)));
  }

  @Test
  void agreesWithTheJdksParserOnTheJdksOwnClasses() throws Exception {
    int[] found = new int[2];
    for (String folder :
        List.of(
            "java.base/java/util/zip",
            "java.base/java/util/jar",
            "jdk.httpserver/sun/net/httpserver",
            "jdk.jartool/sun/tools/jar")) {
      Path path = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules/" + folder);
      try (Stream<Path> files = Files.list(path)) {
        for (Path file : files.filter(each -> each.toString().endsWith(".class")).toList()) {
          byte[] bytes = Files.readAllBytes(file);
          boolean expected = false;
          for (var entry : ClassFile.of().parse(bytes).constantPool()) {
            expected |=
                entry instanceof Utf8Entry utf8 && Replacements.of(utf8.stringValue()) != null;
          }
          assertEquals(expected, ConstantPoolScan.mentions(bytes), file.toString());
          found[expected ? 1 : 0]++;
        }
      }
    }
    assertTrue(found[0] > 20 && found[1] > 10, found[0] + " without, " + found[1] + " with");
  }
}
