/**
 * How the engines of this module read a job's input and write its output, whatever kind of memory
 * these are in and however they overlap; and the bounded pool in which they keep native codecs
 * between two jobs. Knows nothing of ciphers or formats.
 */
package dev.doorbell.fallback.memory;
