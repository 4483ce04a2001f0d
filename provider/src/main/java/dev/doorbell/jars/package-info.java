/**
 * Where the other jars of ours are, for those who start from our jar alone: the agent and the
 * doctor. Knows nothing but files.
 */
@NullMarked
package dev.doorbell.jars;

import org.jspecify.annotations.NullMarked;
