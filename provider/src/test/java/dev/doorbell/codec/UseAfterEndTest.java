package dev.doorbell.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;

/** After end() and for wrong arguments ours answers what the JDK's answers, in every state. */
@SuppressWarnings("deprecation") // getTotalIn and getTotalOut are part of the contract
class UseAfterEndTest {
  private interface Call<T> {
    Object on(T codec) throws Exception;
  }

  private static Map<String, Call<Deflater>> deflaterCalls() {
    Map<String, Call<Deflater>> calls = new LinkedHashMap<>();
    calls.put("finished", Deflater::finished);
    calls.put("needsInput", Deflater::needsInput);
    calls.put("getAdler", Deflater::getAdler);
    calls.put("getTotalIn", Deflater::getTotalIn);
    calls.put("getTotalOut", Deflater::getTotalOut);
    calls.put("getBytesRead", Deflater::getBytesRead);
    calls.put("getBytesWritten", Deflater::getBytesWritten);
    calls.put("deflate(byte[])", d -> d.deflate(new byte[10]));
    calls.put("deflate(byte[0])", d -> d.deflate(new byte[0]));
    calls.put("deflate(array slice)", d -> d.deflate(new byte[10], 1, 5));
    calls.put("deflate(SYNC)", d -> d.deflate(new byte[10], 1, 5, Deflater.SYNC_FLUSH));
    calls.put("deflate(flush 1)", d -> d.deflate(new byte[10], 1, 5, 1));
    calls.put("deflate(flush 4)", d -> d.deflate(new byte[10], 1, 5, 4));
    calls.put("deflate(bad slice)", d -> d.deflate(new byte[10], 6, 5));
    calls.put("deflate(bad slice and flush)", d -> d.deflate(new byte[10], -1, 5, 17));
    calls.put("deflate(overflowing slice)", d -> d.deflate(new byte[10], Integer.MAX_VALUE, 5));
    calls.put("deflate(null)", d -> d.deflate((byte[]) null, 0, 0));
    calls.put("deflate(buffer)", d -> d.deflate(ByteBuffer.allocate(10)));
    calls.put("deflate(buffer, flush 9)", d -> d.deflate(ByteBuffer.allocate(10), 9));
    calls.put("deflate(null buffer)", d -> d.deflate((ByteBuffer) null));
    calls.put("deflate(read-only)", d -> d.deflate(ByteBuffer.allocate(10).asReadOnlyBuffer()));
    calls.put("setInput", d -> run(() -> d.setInput(new byte[10])));
    calls.put("setInput(null)", d -> run(() -> d.setInput((byte[]) null)));
    calls.put("setInput(null buffer)", d -> run(() -> d.setInput((ByteBuffer) null)));
    calls.put("setInput(bad slice)", d -> run(() -> d.setInput(new byte[10], 5, 6)));
    calls.put("setInput(negative)", d -> run(() -> d.setInput(new byte[10], -1, 6)));
    calls.put("setInput(buffer)", d -> run(() -> d.setInput(ByteBuffer.allocate(3))));
    calls.put("needsInput again", Deflater::needsInput);
    calls.put("setDictionary", d -> run(() -> d.setDictionary(new byte[10])));
    calls.put("setDictionary(bad slice)", d -> run(() -> d.setDictionary(new byte[10], 3, 9)));
    calls.put("setDictionary(null)", d -> run(() -> d.setDictionary((byte[]) null)));
    calls.put(
        "setDictionary(buffer)", d -> run(() -> d.setDictionary(ByteBuffer.allocateDirect(10))));
    calls.put("setLevel(3)", d -> run(() -> d.setLevel(3)));
    calls.put("setLevel(10)", d -> run(() -> d.setLevel(10)));
    calls.put("setLevel(-2)", d -> run(() -> d.setLevel(-2)));
    calls.put("setStrategy(3)", d -> run(() -> d.setStrategy(3)));
    calls.put("finish", d -> run(d::finish));
    calls.put("reset", d -> run(d::reset));
    calls.put("end", d -> run(d::end));
    calls.put("close", d -> run(d::close));
    return calls;
  }

  private static Map<String, Call<Inflater>> inflaterCalls() {
    Map<String, Call<Inflater>> calls = new LinkedHashMap<>();
    calls.put("finished", Inflater::finished);
    calls.put("needsInput", Inflater::needsInput);
    calls.put("needsDictionary", Inflater::needsDictionary);
    calls.put("getRemaining", Inflater::getRemaining);
    calls.put("getAdler", Inflater::getAdler);
    calls.put("getTotalIn", Inflater::getTotalIn);
    calls.put("getTotalOut", Inflater::getTotalOut);
    calls.put("getBytesRead", Inflater::getBytesRead);
    calls.put("getBytesWritten", Inflater::getBytesWritten);
    calls.put("inflate(byte[])", i -> i.inflate(new byte[10]));
    calls.put("inflate(byte[0])", i -> i.inflate(new byte[0]));
    calls.put("inflate(bad slice)", i -> i.inflate(new byte[10], 6, 5));
    calls.put("inflate(null)", i -> i.inflate((byte[]) null, 0, 0));
    calls.put("inflate(buffer)", i -> i.inflate(ByteBuffer.allocate(10)));
    calls.put("inflate(null buffer)", i -> i.inflate((ByteBuffer) null));
    calls.put("inflate(read-only)", i -> i.inflate(ByteBuffer.allocate(10).asReadOnlyBuffer()));
    calls.put("setInput", i -> run(() -> i.setInput(new byte[10])));
    calls.put("setInput(null)", i -> run(() -> i.setInput((byte[]) null)));
    calls.put("setInput(null buffer)", i -> run(() -> i.setInput((ByteBuffer) null)));
    calls.put("setInput(bad slice)", i -> run(() -> i.setInput(new byte[10], 5, 6)));
    calls.put("getRemaining after setInput", Inflater::getRemaining);
    calls.put("setDictionary", i -> run(() -> i.setDictionary(new byte[10])));
    calls.put("setDictionary(bad slice)", i -> run(() -> i.setDictionary(new byte[10], 3, 9)));
    calls.put("setDictionary(buffer)", i -> run(() -> i.setDictionary(ByteBuffer.allocate(10))));
    calls.put("reset", i -> run(i::reset));
    calls.put("end", i -> run(i::end));
    calls.put("close", i -> run(i::close));
    return calls;
  }

  private static Object run(Runnable runnable) {
    runnable.run();
    return "done";
  }

  private static <T> Object answer(Call<T> call, T codec) {
    try {
      return call.on(codec);
    } catch (NullPointerException e) {
      // Its text is the JVM's, and code that was compiled since has none.
      return e.getClass().getName();
    } catch (Exception e) {
      return e.getClass().getName() + ": " + e.getMessage();
    }
  }

  private static final byte[] DATA = Samples.text(9, 30_000);

  /** States at which the queue's side of the stream is in use, and those at which it is not. */
  private static Map<String, Call<Deflater>> deflaterStates() {
    Map<String, Call<Deflater>> states = new LinkedHashMap<>();
    states.put("fresh", d -> "");
    states.put("given input", d -> run(() -> d.setInput(DATA)));
    states.put(
        "small so far",
        d -> {
          d.setInput(DATA, 0, 50);
          return d.deflate(new byte[10]);
        });
    states.put(
        "in pieces",
        d -> {
          d.setInput(DATA);
          return d.deflate(new byte[100_000], 0, 100_000, Deflater.SYNC_FLUSH);
        });
    states.put(
        "finished",
        d -> {
          d.setInput(DATA);
          d.finish();
          return d.deflate(new byte[100_000]);
        });
    return states;
  }

  @Test
  void anEndedDeflaterAnswersLikeTheJdks() {
    deflaterStates()
        .forEach((state, prepare) ->
            deflaterCalls()
                .forEach((name, call) -> {
                  for (boolean nowrap : new boolean[] {false, true}) {
                    Deflater jdk = new Deflater(6, nowrap);
                    Deflater ours =
                        new OffloadDeflater(6, nowrap, PretendQueue.reliable().offload(0));
                    answer(prepare, jdk);
                    answer(prepare, ours);
                    jdk.end();
                    ours.end();
                    assertEquals(
                        answer(call, jdk), answer(call, ours), state + ", ended, then " + name);
                    assertEquals(
                        jdk.needsInput(), ours.needsInput(), state + ", ended, then " + name);
                    assertEquals(jdk.finished(), ours.finished(), state + ", ended, then " + name);
                  }
                }));
  }

  @Test
  void wrongArgumentsAreRefusedLikeTheJdkRefusesThem() {
    deflaterStates()
        .forEach((state, prepare) ->
            deflaterCalls()
                .forEach((name, call) -> {
                  Deflater jdk = new Deflater();
                  Deflater ours =
                      new OffloadDeflater(-1, false, PretendQueue.reliable().offload(0));
                  answer(prepare, jdk);
                  answer(prepare, ours);
                  Object expected = answer(call, jdk);
                  if (expected instanceof String text && text.contains("Exception")) {
                    assertEquals(expected, answer(call, ours), state + ", then " + name);
                  }
                  jdk.end();
                  ours.end();
                }));
  }

  @Test
  void anEndedInflaterAnswersLikeTheJdks() {
    byte[] compressed = Samples.deflateWithJdk(DATA, 6, false);
    Map<String, Call<Inflater>> states = new LinkedHashMap<>();
    states.put("fresh", i -> "");
    states.put("given input", i -> run(() -> i.setInput(compressed)));
    states.put(
        "in the middle",
        i -> {
          i.setInput(compressed);
          return i.inflate(new byte[1000]);
        });
    states.put(
        "finished",
        i -> {
          i.setInput(compressed);
          return i.inflate(new byte[100_000]);
        });
    states.forEach((state, prepare) ->
        inflaterCalls()
            .forEach((name, call) -> {
              Inflater jdk = new Inflater();
              Inflater ours = new OffloadInflater(false, PretendQueue.reliable().offload(0));
              answer(prepare, jdk);
              answer(prepare, ours);
              jdk.end();
              ours.end();
              assertEquals(answer(call, jdk), answer(call, ours), state + ", ended, then " + name);
              assertEquals(jdk.needsInput(), ours.needsInput(), state + ", ended, then " + name);
              assertEquals(jdk.finished(), ours.finished(), state + ", ended, then " + name);
              assertEquals(
                  jdk.getRemaining(), ours.getRemaining(), state + ", ended, then " + name);
            }));
  }
}
