/**
 * The JCA provider: its service table as data, and nothing else. First step of the flow for
 * everything that comes in through {@link javax.crypto.Cipher}; the rules of that API live in
 * {@code provider.cipher}.
 *
 * <p>Called by the JCA and by applications, from any thread. Listing and looking up services
 * touches neither devices nor software engines: those are opened when the first object is made.
 */
package dev.doorbell.provider;
