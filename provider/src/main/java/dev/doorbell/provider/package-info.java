/**
 * The JCA provider: its service table as data, and nothing else. First step of the flow for
 * everything that comes in through {@link javax.crypto.Cipher}; the rules of that API live in
 * {@code provider.cipher}, those of digests and MACs in {@code provider.hash}.
 *
 * <p>Called by the JCA and by applications, from any thread. Listing and looking up services
 * touches neither devices nor software engines: those are opened when the first object is made.
 *
 * <p>Digests and MACs are listed only where a device that has them is to be seen when the provider
 * is made: elsewhere an object of ours could only slow a call down. For the process's own devices
 * that is a look at the settings and at the names in the kernel's directory of devices, which opens
 * nothing; {@code doorbell.provider.digests} overrules it.
 */
@NullMarked
package dev.doorbell.provider;

import org.jspecify.annotations.NullMarked;
