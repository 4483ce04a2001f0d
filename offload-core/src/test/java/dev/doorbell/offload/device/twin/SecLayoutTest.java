package dev.doorbell.offload.device.twin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Rows of annex A.2 and A.3, written by UADK's own encoders, must decode to what their titles say.
 */
class SecLayoutTest {
  private static final Object[] SYMBOLS = {
    "S",
    0x0101010101010100L,
    "D",
    0x0202020202020200L,
    "V",
    0x0303030303030300L,
    "K",
    0x0404040404040400L,
    "H",
    0x0505050505050500L,
    "M",
    0x0606060606060600L,
    "A",
    0x0707070707070700L
  };

  private static Map<String, Long> fields(SecRequest r) {
    Map<String, Long> fields = new HashMap<>();
    put(
        fields, "cipher", r.cipher, "auth", r.auth, "seq", r.seq, "alg", r.cAlg, "mode", r.cMode,
        "width", r.cWidth);
    put(
        fields,
        "key",
        r.cKeyLength,
        "icv",
        r.icvLength,
        "mac",
        r.macKeyAlg,
        "ctr",
        r.ctrMode,
        "alen",
        r.authLength);
    put(
        fields,
        "clen",
        r.cipherLength,
        "coff",
        r.cipherOffset,
        "aigen",
        r.aiGen,
        "pad",
        r.authPad,
        "scene",
        r.scene,
        "de",
        r.de);
    put(fields, "total", r.longLength, "stream", r.stream, "reserved", r.reserved);
    put(
        fields,
        "S",
        r.source,
        "D",
        r.destination,
        "V",
        r.cIv,
        "K",
        r.cKey,
        "H",
        r.aKey,
        "A",
        r.aIv,
        "M",
        r.mac);
    return fields;
  }

  private static void put(Map<String, Long> fields, Object... pairs) {
    for (int i = 0; i < pairs.length; i += 2) {
      fields.put((String) pairs[i], ((Number) pairs[i + 1]).longValue());
    }
  }

  private static void check(String row, String expected, SecRequest decoded) {
    Map<String, Long> fields = fields(decoded);
    Map<String, Long> wanted = new HashMap<>();
    fields.keySet().forEach(name -> wanted.put(name, 0L));
    for (String pair : expected.trim().split(" +")) {
      String name = pair.substring(0, pair.indexOf('='));
      String value = pair.substring(pair.indexOf('=') + 1);
      int symbol = Arrays.asList(SYMBOLS).indexOf(value);
      wanted.put(name, symbol >= 0 ? (Long) SYMBOLS[symbol + 1] : Long.decode(value));
    }
    assertEquals(wanted, fields, row);
  }

  @ParameterizedTest
  @CsvSource({
    "0:00000a12 12:00021000 20:00000040 40:00003344 80:V 88:K 96:S 104:D,"
        + "cipher=1 alg=2 mode=1 clen=64 scene=1 de=1 S=S D=D V=V K=K",
    "0:00000a22 12:00020400 20:00000040 40:00003344 80:V 88:K 96:S 104:D,"
        + "cipher=2 alg=2 mode=0 key=2 clen=64 scene=1 de=1 S=S D=D V=V K=K",
    "0:00000a12 12:00027400 20:00000041 40:00003344 80:V 88:K 96:S 104:D,"
        + "cipher=1 alg=2 mode=7 key=2 clen=65 scene=1 de=1 S=S D=D V=V K=K",
    "0:00000a12 12:00031000 20:00000040 40:00003344 80:V 88:K 96:S 104:D,"
        + "cipher=1 alg=3 mode=1 clen=64 scene=1 de=1 S=S D=D V=V K=K",
    "0:00000a12 12:00011200 20:00000040 40:00003344 80:V 88:K 96:S 104:D,"
        + "cipher=1 alg=1 mode=1 key=1 clen=64 scene=1 de=1 S=S D=D V=V K=K",
    "0:00000842 8:00000808 16:00000064 72:D 96:S, auth=1 mac=0x808 alen=100 scene=1 M=D S=S",
    "0:00000842 8:000080a5 16:00000064 64:K 72:D 96:S, auth=1 mac=0x80a5 alen=100 scene=1 H=K M=D S=S",
    "0:00000842 4:00000500 8:00002800 16:00000100 56:D 72:D 96:S, auth=1 aigen=1 pad=1 mac=0x2800 alen=256 scene=1 A=D M=D S=S",
    "0:00000842 4:00000100 8:00002810 16:0000000b 48:00001f40 56:D 72:D 96:S,"
        + "auth=1 aigen=1 mac=0x2810 alen=11 total=8000 scene=1 A=D M=D S=S",
    "0:00000a12 12:00026010 16:00000014 20:00000064 24:00140000 56:A 64:H 72:M 80:V 88:K 96:S 104:D,"
        + "cipher=1 alg=2 mode=6 icv=16 alen=20 clen=100 coff=20 scene=1 de=1 S=S D=D V=V K=K H=H A=A M=M",
    "0:00000b22 12:00026410 16:00000014 20:00000064 24:00140000 56:A 64:H 72:M 80:V 88:K 96:S 104:D,"
        + "cipher=2 seq=1 alg=2 mode=6 key=2 icv=16 alen=20 clen=100 coff=20 scene=1 de=1 S=S D=D V=V K=K H=H A=A M=M",
    "0:00000a12 12:00025008 16:00000014 20:0000012c 24:00140000 56:A 64:H 72:M 80:V 88:K 96:S 104:D,"
        + "cipher=1 alg=2 mode=5 icv=8 alen=20 clen=300 coff=20 scene=1 de=1 S=S D=D V=V K=K H=H A=A M=M",
    "0:00000ba2 8:000080a5 12:00021000 16:00000070 20:00000060 24:00100000 56:A 64:H 72:M 80:V 88:K 96:S 104:D,"
        + "cipher=2 auth=2 seq=1 mac=0x80a5 alg=2 mode=1 alen=112 clen=96 coff=16 scene=1 de=1 S=S D=D V=V K=K H=H A=A M=M",
    "0:00003a42 4:00000400 8:00011104 16:00000014 24:00140000 64:K 72:M 80:V 96:S 104:D,"
        + "auth=1 pad=1 mac=0x11104 alen=20 coff=20 scene=7 de=1 H=K M=M V=V S=S D=D"
  })
  void bd2(String row, String expected) {
    SecRequest request = new SecRequest();
    byte[] bd = RawQueue.row(row, SYMBOLS);
    assertEquals(Bd2.TYPE, bd[0] & 0xF);
    Bd2.decode(bd, request);
    check(row, expected, request);
  }

  @ParameterizedTest
  @CsvSource({
    "0:00000223 4:00210001 8:11223344 16:S 48:K 56:08000000 72:00000040 76:D 92:V,"
        + "cipher=1 alg=2 mode=1 clen=64 scene=1 de=1 S=S D=D V=V K=K",
    "0:00000223 4:00204002 8:11223344 16:S 48:K 56:08000000 72:00000040 76:D 92:V,"
        + "cipher=2 alg=2 mode=0 key=2 clen=64 scene=1 de=1 S=S D=D V=V K=K",
    "0:00000223 4:00274001 8:11223344 16:S 48:K 56:08000000 72:00000041 76:D 92:V,"
        + "cipher=1 alg=2 mode=7 key=2 clen=65 scene=1 de=1 S=S D=D V=V K=K",
    "0:00000223 4:00310001 8:11223344 16:S 48:K 56:08000000 72:00000040 76:D 92:V,"
        + "cipher=1 alg=3 mode=1 clen=64 scene=1 de=1 S=S D=D V=V K=K",
    "0:00000223 4:00242001 8:11223344 16:S 48:K 56:0c000000 72:0000003f 76:D 92:V,"
        + "cipher=1 alg=2 mode=4 key=1 ctr=2 clen=63 scene=1 de=1 S=S D=D V=V K=K",
    "0:00000223 4:00230001 8:11223344 16:S 48:K 56:08000000 72:0000003f 76:D 92:V,"
        + "cipher=1 alg=2 mode=3 clen=63 scene=1 de=1 S=S D=D V=V K=K",
    "0:00000223 4:00290c01 8:11223344 16:S 48:K 56:08000000 72:0000003f 76:D 92:V,"
        + "cipher=1 alg=2 mode=9 width=3 clen=63 scene=1 de=1 S=S D=D V=V K=K",
    "0:00000223 4:00370001 8:11223344 16:S 48:K 56:0a000000 72:00000040 76:D 92:V,"
        + "cipher=1 alg=3 mode=7 ctr=1 clen=64 scene=1 de=1 S=S D=D V=V K=K",
    "0:000000e3 16:S 56:08008081 68:00000064 84:D, auth=1 mac=0x808 alen=100 scene=7 S=S M=D",
    "0:000000e3 16:S 24:K 56:08080a51 68:00000064 84:D, auth=1 mac=0x80a5 alen=100 scene=7 S=S M=D H=K",
    "0:000000e3 16:S 32:D 56:08028005 68:00000100 84:D 108:00000001, auth=1 aigen=1 pad=1 mac=0x2800 alen=256 scene=7 S=S M=D A=D",
    "0:000000e3 16:S 32:D 56:08028105 68:0000000b 84:D 100:00001f40, auth=1 aigen=1 mac=0x2810 alen=11 total=8000 scene=7 S=S M=D A=D",
    "0:00000223 4:00260101 16:S 24:H 32:A 48:K 56:08000000 64:00140000 68:00000014 72:00000064 76:D 84:M 92:V,"
        + "cipher=1 alg=2 mode=6 icv=16 alen=20 clen=100 coff=20 scene=1 de=1 S=S D=D V=V K=K H=H A=A M=M",
    "0:00000223 4:40264102 16:S 24:H 32:A 48:K 56:08000000 64:00140000 68:00000014 72:00000064 76:D 84:M 92:V,"
        + "cipher=2 seq=1 alg=2 mode=6 key=2 icv=16 alen=20 clen=100 coff=20 scene=1 de=1 S=S D=D V=V K=K H=H A=A M=M",
    "0:00000223 4:00250081 16:S 24:H 32:A 48:K 56:08000000 64:00140000 68:00000014 72:0000012c 76:D 84:M 92:V,"
        + "cipher=1 alg=2 mode=5 icv=8 alen=20 clen=300 coff=20 scene=1 de=1 S=S D=D V=V K=K H=H A=A M=M",
    "0:00000223 4:40210002 16:S 24:H 32:A 48:K 56:08080a52 64:00100000 68:00000070 72:00000060 76:D 84:M 92:V,"
        + "cipher=2 auth=2 seq=1 mac=0x80a5 alg=2 mode=1 alen=112 clen=96 coff=16 scene=1 de=1 S=S D=D V=V K=K H=H A=A M=M",
    "0:000002e3 4:00264101 16:S 24:K 32:A 48:K 56:08001004 72:00000064 76:D 84:M 92:V 100:c4000014 108:00000020,"
        + "cipher=1 alg=2 mode=6 key=2 icv=16 aigen=1 mac=0x100 clen=100 scene=7 de=1 total=0xc4000014 stream=8 S=S D=D V=V K=K H=K A=A M=M",
    "0:00000223 4:00260101 16:S 24:H 32:A 48:K 56:08000000 64:00140000 68:00000014 76:D 84:M 92:V,"
        + "cipher=1 alg=2 mode=6 icv=16 alen=20 coff=20 scene=1 de=1 S=S D=D V=V K=K H=H A=A M=M"
  })
  void bd3(String row, String expected) {
    SecRequest request = new SecRequest();
    byte[] bd = RawQueue.row(row, SYMBOLS);
    assertEquals(Bd3.TYPE, bd[0] & 0xF);
    Bd3.decode(bd, request);
    check(row, expected, request);
  }
}
