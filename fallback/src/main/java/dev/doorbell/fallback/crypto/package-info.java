/**
 * Cipher, digest and MAC jobs on the JDK's own provider where it can do them, on Bouncy Castle
 * where it cannot. XTS is in neither and CCM in the slower one only: both are put together here
 * from the JDK's ECB, CTR and CBC. The libraries are held as objects, looked up once and never
 * registered: whatever the list of installed providers says later, a job never comes back to a
 * provider of ours.
 *
 * <p>Inputs are fed in pieces of 16 KiB: the JDK's intrinsics are reached from code that was called
 * often, not from one long call. Any thread; a cipher object lives for one job, so that no key
 * outlives its job here.
 */
@NullMarked
package dev.doorbell.fallback.crypto;

import org.jspecify.annotations.NullMarked;
