/**
 * Input that has to wait: modes and functions that a queue runs on whole messages only gather them
 * here. Knows nothing of ciphers.
 *
 * <p>Used by {@code provider.cipher} and {@code provider.hash}; one thread at a time.
 */
@NullMarked
package dev.doorbell.provider.memory;

import org.jspecify.annotations.NullMarked;
