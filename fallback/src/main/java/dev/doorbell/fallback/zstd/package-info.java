/**
 * Zstandard frames (RFC 8878) on zstd-jni. Its native library is loaded by the first job that needs
 * it; where that fails, these operations are not offered and everything else goes on. Data passes
 * through small native buffers of our own: zstd-jni's array methods would pin the caller's array
 * for as long as the compressor works, and memory that its owner closes under way would crash the
 * process. Any thread.
 */
package dev.doorbell.fallback.zstd;
