/**
 * Deflate, zlib and gzip (RFC 1951, 1950, 1952) on the JDK's zlib. Messages and pieces are those
 * that {@code java.util.zip} itself would make of the same bytes at the same level; gzip's header
 * and trailer, which the JDK's codec classes do not know, are read and written here. Codec objects
 * wait in a bounded pool between two jobs and belong to one job at a time. Any thread.
 */
package dev.doorbell.fallback.deflate;
