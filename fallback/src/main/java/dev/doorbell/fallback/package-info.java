/**
 * The software engine: supports every operation and every job, so that a route always exists.
 * {@link dev.doorbell.fallback.SoftwareEngines} is found by offload-core with {@link
 * java.util.ServiceLoader}; nobody compiles against this module. It is an engine like the queues,
 * not a catch block: the dispatcher calls it on the caller's thread, from any number of threads.
 *
 * <p>{@code SoftwareEngine} picks the library by the kind of job; {@code crypto}, {@code deflate}
 * and {@code zstd} run it, each on top of {@code memory}.
 */
package dev.doorbell.fallback;
