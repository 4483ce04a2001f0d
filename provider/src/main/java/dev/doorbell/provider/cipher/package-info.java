/**
 * {@link javax.crypto.CipherSpi} classes: JCA rules in, {@link dev.doorbell.offload.job.CipherJob}
 * and {@link dev.doorbell.offload.job.AeadJob} out.
 *
 * <p>Each object holds a <em>software cipher</em>, an ordinary {@link javax.crypto.Cipher} of the
 * JDK's provider (Bouncy Castle's for SM4), which is always initialised as the caller asked. It is
 * the keeper of the rules: parameters, exceptions, padding, buffering and the refusal of a second
 * use of a nonce are its own. Work that a queue takes goes out as self-contained jobs; afterwards
 * the software cipher is brought to the place in the stream that it would have reached by itself,
 * but only when it is needed next. A stream may therefore change between queue and software at any
 * call, in both directions.
 *
 * <p>Called by {@code provider.DoorbellProvider} only. One object serves one thread at a time, as
 * the JCA says of every Cipher.
 */
@NullMarked
package dev.doorbell.provider.cipher;

import org.jspecify.annotations.NullMarked;
