/**
 * An HTTPS server of the JDK's own TLS implementation (JSSE) and three clients for it: JSSE itself,
 * {@code openssl s_client} and {@code curl}. None of it knows of Doorbell: JSSE asks the JCA for
 * {@code AES/GCM/NoPadding} by name, and gets whatever provider stands first.
 *
 * <p>Used by {@link dev.doorbell.examples.TlsStory} and its test. The part of HTTP that is spoken
 * here is RFC 9112's least: one request for each connection.
 */
@NullMarked
package dev.doorbell.examples.tls;

import org.jspecify.annotations.NullMarked;
