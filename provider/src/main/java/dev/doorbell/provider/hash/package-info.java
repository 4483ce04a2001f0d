/**
 * {@link java.security.MessageDigestSpi} and {@link javax.crypto.MacSpi} classes: messages in,
 * {@link dev.doorbell.offload.job.DigestJob} and {@link dev.doorbell.offload.job.MacJob} out.
 *
 * <p>A queue hashes whole messages only, so a message is gathered, up to a bound; what grows beyond
 * it, and what ends below the size that is worth a job, is hashed in software. The software is a
 * digest of the JDK's own SUN provider object (SM3: Bouncy Castle's), and an HMAC made over it
 * here: SunJCE's would ask the JCA for its digest by name, and get ours.
 *
 * <p>Called by {@code provider.DoorbellProvider} only, which offers these services where a device
 * for them is to be seen, or where it is told to. One object serves one thread at a time.
 */
@NullMarked
package dev.doorbell.provider.hash;

import org.jspecify.annotations.NullMarked;
