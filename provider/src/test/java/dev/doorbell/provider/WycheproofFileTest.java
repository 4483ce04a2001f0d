package dev.doorbell.provider;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The reader of vector files, on a text of ours. */
class WycheproofFileTest {
  private static final String TEXT =
      """
      { "algorithm" : "AES-XYZ", "numberOfTests" : 3,
        "notes" : { "A" : { "description" : "not a test: \\"tcId\\" : 9 }" } },
        "testGroups" : [
          { "type" : "AeadTest", "source" : { "name" : "us", "version" : "1" }, "tagSize" : 96,
            "tests" : [
              { "tcId" : 1, "comment" : "with } and { and \\"quotes\\"", "flags" : [ "A", "B" ],
                "key" : "00ff", "msg" : "", "result" : "valid" },
              { "tcId" : 2, "comment" : "", "flags" : [ ], "key" : "", "msg" : "07", "result" : "invalid" }
            ] },
          { "tests" : [ { "tcId" : 3, "comment" : "size after", "key" : "01", "result" : "acceptable" } ],
            "tagSize" : 128 }
        ] }
      """;

  @Test
  void eachTestKnowsWhatItsGroupSays() throws IOException {
    WycheproofFile file = WycheproofFile.parse("x.json", TEXT);
    assertEquals("AES-XYZ", file.algorithm());
    assertEquals(3, file.vectors().size());
    assertEquals(96, file.vectors().get(0).number("tagSize"));
    assertEquals(96, file.vectors().get(1).number("tagSize"));
    assertEquals(128, file.vectors().get(2).number("tagSize"));
    assertArrayEquals(new byte[] {0, -1}, file.vectors().getFirst().bytes("key"));
    assertArrayEquals(new byte[0], file.vectors().getFirst().bytes("aad"));
    assertEquals("invalid", file.vectors().get(1).fields().get("result"));
  }

  @Test
  void aFileThatAnnouncesMoreIsRefused() {
    assertThrows(
        IOException.class,
        () ->
            WycheproofFile.parse(
                "x.json", TEXT.replace("\"numberOfTests\" : 3", "\"numberOfTests\" : 4")));
  }

  @Test
  void whatIsNoFileOfVectorsIsRefused() {
    assertThrows(IOException.class, () -> WycheproofFile.parse("x.json", "{}"));
  }
}
