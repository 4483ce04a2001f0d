package dev.doorbell.offload.binding;

import dev.doorbell.offload.job.DigestJob;
import dev.doorbell.offload.job.Job;
import dev.doorbell.offload.job.KeyMaterial;
import dev.doorbell.offload.job.MacJob;
import dev.doorbell.offload.job.Operation;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Published vectors of the families DIGEST and MAC, the latter with a key shorter than a block of
 * the hash function, and with one of a whole block: so is every key that the JCA provider sends.
 */
final class HashVectors {
  private static final String ABC = "abc";

  /* RFC 2202 and RFC 4231, test case 2: a key shorter than a block. */
  private static final String SHORT_KEY = "Jefe";

  private static final List<Vector> ALL =
      List.of(
          // RFC 1321, appendix A.5
          digest(Operation.MD5, ABC, "900150983cd24fb0d6963f7d28e17f72"),
          digest(Operation.MD5, "", "d41d8cd98f00b204e9800998ecf8427e"),
          // FIPS 180-4, examples of NIST's Cryptographic Standards and Guidelines
          digest(Operation.SHA_1, ABC, "a9993e364706816aba3e25717850c26c9cd0d89d"),
          digest(Operation.SHA_1, "", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
          digest(
              Operation.SHA_224, ABC, "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"),
          digest(Operation.SHA_224, "", "d14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f"),
          digest(
              Operation.SHA_256,
              ABC,
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
          digest(
              Operation.SHA_256,
              "",
              "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
          digest(
              Operation.SHA_384,
              ABC,
              "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
                  + "8086072ba1e7cc2358baeca134c825a7"),
          digest(
              Operation.SHA_384,
              "",
              "38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da"
                  + "274edebfe76f65fbd51ad2f14898b95b"),
          digest(
              Operation.SHA_512,
              ABC,
              "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                  + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"),
          digest(
              Operation.SHA_512,
              "",
              "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
                  + "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e"),
          digest(
              Operation.SHA_512_224,
              ABC,
              "4634270f707b6a54daae7530460842e20e37ed265ceee9a43e8924aa"),
          digest(
              Operation.SHA_512_224,
              "",
              "6ed0dd02806fa89e25de060c19d3ac86cabb87d6a0ddd05c333b84f4"),
          digest(
              Operation.SHA_512_256,
              ABC,
              "53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23"),
          digest(
              Operation.SHA_512_256,
              "",
              "c672b8d1ef56ed28ab87c3622c5114069bdd3ad7b8f9737498d0c01ecef0967a"),
          // GB/T 32905, annex A.1; the empty message: OpenSSL
          digest(
              Operation.SM3,
              ABC,
              "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
          digest(
              Operation.SM3,
              "",
              "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b"),
          // RFC 2202
          shortKey(Operation.HMAC_MD5, "750c783e6ab0b503eaa86e310a5db738"),
          shortKey(Operation.HMAC_SHA_1, "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
          // RFC 4231
          shortKey(
              Operation.HMAC_SHA_224, "a30e01098bc6dbbf45690f3a7e9e6d0f8bbea2a39e6148008fd05e44"),
          shortKey(
              Operation.HMAC_SHA_256,
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
          shortKey(
              Operation.HMAC_SHA_384,
              "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e"
                  + "8e2240ca5e69e2c78b3239ecfab21649"),
          shortKey(
              Operation.HMAC_SHA_512,
              "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
                  + "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"),
          // The same question; answers computed with OpenSSL and Bouncy Castle
          shortKey(
              Operation.HMAC_SHA_512_224,
              "4a530b31a79ebcce36916546317c45f247d83241dfb818fd37254bde"),
          shortKey(
              Operation.HMAC_SHA_512_256,
              "6df7b24630d5ccb2ee335407081a87188c221489768fa2020513b2d593359456"),
          shortKey(
              Operation.HMAC_SM3,
              "2e87f1d16862e6d964b50a5200bf2b10b764faa9680a296a2405f24bec39f882"),
          // NIST, example values of HMAC
          wholeBlock(Operation.HMAC_SHA_1, "5fd596ee78d5553c8ff4e72d266dfd192366da29"),
          wholeBlock(
              Operation.HMAC_SHA_224, "c7405e3ae058e8cd30b08b4140248581ed174cb34e1224bcc1efc81b"),
          wholeBlock(
              Operation.HMAC_SHA_256,
              "8bb9a1db9806f20df7f77b82138c7914d174d59e13dc4d0169c9057b133e1d62"),
          wholeBlock(
              Operation.HMAC_SHA_384,
              "63c5daa5e651847ca897c95814ab830bededc7d25e83eef9195cd45857a37f44"
                  + "8947858f5af50cc2b1b730ddf29671a9"),
          wholeBlock(
              Operation.HMAC_SHA_512,
              "fc25e240658ca785b7a811a8d3f7b4ca48cfa26a8a366bf2cd1f836b05fcb024"
                  + "bd36853081811d6cea4216ebad79da1cfcb95ea4586b8a0ce356596a55fb1347"),
          // The same question; answers computed with OpenSSL and Bouncy Castle
          wholeBlock(Operation.HMAC_MD5, "fdec0f1ba4d1af508bbab18ff0a32108"),
          wholeBlock(
              Operation.HMAC_SHA_512_224,
              "40ee7e692cb14386134f125f57c2dd9f4501545eb1adc217a9ce9843"),
          wholeBlock(
              Operation.HMAC_SHA_512_256,
              "25a3d3f3693d21aaddf3c8e3242f7b3ebc72e9c641a4501fd3d52f35e84cb46b"),
          wholeBlock(
              Operation.HMAC_SM3,
              "56228aacf23ca93562beec9202ee4cf7458314062cbe81470cf9ae404ec5c84c"));

  /** Key and text in ASCII, the result in hexadecimal; an empty key for a plain digest. */
  private record Vector(Operation operation, String key, String text, String digest) {
    KnownAnswer answer() {
      byte[] expected = HexFormat.of().parseHex(digest);
      MemorySegment input = MemorySegment.ofArray(text.getBytes(StandardCharsets.US_ASCII));
      MemorySegment output = KnownAnswer.output(expected.length);
      Job job =
          key.isEmpty()
              ? new DigestJob(operation, input, output)
              : new MacJob(
                  operation,
                  KeyMaterial.copyOf(key.getBytes(StandardCharsets.US_ASCII)),
                  input,
                  output);
      return new KnownAnswer.Bytes(job, expected);
    }
  }

  private HashVectors() {}

  private static Vector digest(Operation operation, String text, String digest) {
    return new Vector(operation, "", text, digest);
  }

  private static Vector shortKey(Operation operation, String digest) {
    return new Vector(operation, SHORT_KEY, "what do ya want for nothing?", digest);
  }

  private static Vector wholeBlock(Operation operation, String digest) {
    String key =
        IntStream.range(0, MacJob.blockBytes(operation))
            .mapToObj(Character::toString)
            .collect(Collectors.joining());
    return new Vector(operation, key, "Sample message for keylen=blocklen", digest);
  }

  static List<KnownAnswer> of(Operation operation) {
    return ALL.stream()
        .filter(vector -> vector.operation == operation)
        .map(Vector::answer)
        .toList();
  }
}
