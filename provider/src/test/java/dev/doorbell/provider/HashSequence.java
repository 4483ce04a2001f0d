package dev.doorbell.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.doorbell.provider.hash.HashName;
import java.nio.ByteBuffer;
import java.security.Key;
import java.security.MessageDigest;
import java.security.Provider;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * As {@link CipherSequence}, for a digest or a MAC, with clones that go on beside the originals.
 */
final class HashSequence {
  /** What the two have in common. */
  private interface Hash {
    void update(byte one);

    void update(byte[] bytes, int offset, int length);

    void update(ByteBuffer bytes);

    byte[] end();

    int end(byte[] output, int offset, int length) throws Exception;

    void init(Key key, boolean parameters) throws Exception;

    void reset();

    Hash copy() throws Exception;
  }

  private record Digest(MessageDigest digest) implements Hash {
    @Override
    public void update(byte one) {
      digest.update(one);
    }

    @Override
    public void update(byte[] bytes, int offset, int length) {
      digest.update(bytes, offset, length);
    }

    @Override
    public void update(ByteBuffer bytes) {
      digest.update(bytes);
    }

    @Override
    public byte[] end() {
      return digest.digest();
    }

    @Override
    public int end(byte[] output, int offset, int length) throws Exception {
      return digest.digest(output, offset, length);
    }

    @Override
    public void init(Key key, boolean parameters) {
      digest.reset();
    }

    @Override
    public void reset() {
      digest.reset();
    }

    @Override
    public Hash copy() throws Exception {
      return new Digest((MessageDigest) digest.clone());
    }
  }

  private record Keyed(Mac mac) implements Hash {
    @Override
    public void update(byte one) {
      mac.update(one);
    }

    @Override
    public void update(byte[] bytes, int offset, int length) {
      mac.update(bytes, offset, length);
    }

    @Override
    public void update(ByteBuffer bytes) {
      mac.update(bytes);
    }

    @Override
    public byte[] end() {
      return mac.doFinal();
    }

    @Override
    public int end(byte[] output, int offset, int length) throws Exception {
      mac.doFinal(output, offset);
      return 0;
    }

    @Override
    public void init(Key key, boolean parameters) throws Exception {
      mac.init(key, parameters ? new IvParameterSpec(new byte[16]) : null);
    }

    @Override
    public void reset() {
      mac.reset();
    }

    @Override
    public Hash copy() throws Exception {
      return new Keyed((Mac) mac.clone());
    }
  }

  private record Pair(Hash ours, Hash theirs) {}

  private final Random random;
  private final String title;
  private final boolean keyed;
  private final boolean sm3;
  private final List<Pair> pairs = new ArrayList<>();
  private final List<String> calls = new ArrayList<>();

  HashSequence(long seed, Provider provider) throws Exception {
    random = new Random(seed);
    keyed = random.nextBoolean();
    HashName name = HashName.values()[random.nextInt(HashName.values().length)];
    sm3 = name == HashName.SM3;
    title = (keyed ? name.mac() : name.digest()) + " seed=" + seed;
    pairs.add(
        keyed
            ? new Pair(
                new Keyed(Mac.getInstance(name.mac(), provider)),
                new Keyed(Oracles.mac(name.mac())))
            : new Pair(
                new Digest(MessageDigest.getInstance(name.digest(), provider)),
                new Digest(Oracles.digest(name.digest()))));
  }

  void run() throws Exception {
    if (random.nextInt(20) != 0) {
      init(pairs.getFirst(), true);
    }
    for (int steps = 4 + random.nextInt(16); steps > 0; steps--) {
      Pair pair = pairs.get(random.nextInt(pairs.size()));
      switch (random.nextInt(16)) {
        case 0 -> init(pair, false);
        case 1 -> same("reset", pair, hash -> nothing(hash::reset));
        case 2, 3 -> copy(pair);
        case 4, 5, 6 -> end(pair);
        default -> update(pair);
      }
    }
  }

  private interface Action {
    Object on(Hash hash) throws Exception;
  }

  private interface Call {
    void run() throws Exception;
  }

  private static Object nothing(Call call) throws Exception {
    call.run();
    return "";
  }

  private static String seen(Action action, Hash hash) {
    try {
      Object result = action.on(hash);
      return result instanceof byte[] bytes
          ? HexFormat.of().formatHex(bytes)
          : String.valueOf(result);
    } catch (Exception e) {
      return "!" + e.getClass().getName();
    }
  }

  private void same(String what, Pair pair, Action action) {
    calls.add("#" + pairs.indexOf(pair) + " " + what);
    assertEquals(seen(action, pair.theirs), seen(action, pair.ours), () -> title + "\n" + calls);
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private void init(Pair pair, boolean valid) {
    Key key = new SecretKeySpec(bytes(1 + random.nextInt(200)), "HMAC");
    // Bouncy Castle's HMAC takes what is no SecretKey, and some parameters.
    boolean wrong = !valid && !sm3 && random.nextInt(3) == 0;
    Key used = wrong && random.nextBoolean() ? new ServiceTableTest.OpaqueKey("HMAC") : key;
    boolean parameters = wrong && used == key;
    // SunJCE hashes a key that is longer than a block together with what it has of a message.
    same("reset", pair, hash -> nothing(hash::reset));
    same("init " + used.getClass(), pair, hash -> nothing(() -> hash.init(used, parameters)));
  }

  private void copy(Pair pair) throws Exception {
    // Bouncy Castle's MACs cannot be cloned.
    if (pairs.size() < 4 && !(keyed && sm3)) {
      pairs.add(new Pair(pair.ours.copy(), pair.theirs.copy()));
      calls.add("clone #" + pairs.indexOf(pair));
    }
  }

  private void update(Pair pair) {
    int n = random.nextInt(6) == 0 ? random.nextInt(3000) : random.nextInt(100);
    byte[] input = bytes(n + 8);
    int from = random.nextInt(8);
    switch (random.nextInt(6)) {
      case 0 -> same("update byte", pair, hash -> nothing(() -> hash.update(input[0])));
      case 1 -> {
        same(
            "update heap " + n,
            pair,
            hash -> {
              ByteBuffer buffer = ByteBuffer.wrap(input, from, n);
              hash.update(buffer);
              return buffer;
            });
      }
      case 2 ->
          same(
              "update direct, read-only " + n,
              pair,
              hash -> {
                ByteBuffer buffer =
                    ByteBuffer.allocateDirect(n).put(input, from, n).flip().asReadOnlyBuffer();
                hash.update(buffer);
                return buffer;
              });
      case 3 -> updateThatIsRefused(pair, input);
      default -> same("update " + n, pair, hash -> nothing(() -> hash.update(input, from, n)));
    }
  }

  /**
   * The JCA sees to the end of the array; what is negative it leaves to a digest, of which Bouncy
   * Castle's loses its way then.
   */
  private void updateThatIsRefused(Pair pair, byte[] input) {
    int[][] ranges = {{9, input.length}, {8, -8}, {-8, 8}, {-1, -1}, {Integer.MAX_VALUE, 8}};
    int[] range = ranges[random.nextInt(sm3 ? 1 : ranges.length)];
    same(
        "update " + range[1] + " from " + range[0],
        pair,
        hash -> nothing(() -> hash.update(input, range[0], range[1])));
  }

  private void end(Pair pair) {
    if (random.nextInt(3) != 0) {
      same("end", pair, Hash::end);
      return;
    }
    int room = sm3 ? 64 : random.nextInt(80);
    int offset = random.nextInt(8);
    byte[] output = new byte[room + 8];
    same(
        "end into " + room,
        pair,
        hash -> {
          Arrays.fill(output, (byte) 7);
          int n = hash.end(output, offset, room);
          return n + HexFormat.of().formatHex(output);
        });
  }
}
