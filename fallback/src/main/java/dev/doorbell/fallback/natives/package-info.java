/**
 * Compression libraries of the system, called through {@link java.lang.foreign.Linker}: ISA-L's
 * igzip and libdeflate, where their shared libraries are installed. The only package of this module
 * that calls native code by itself. A library that is absent, cannot be loaded, or gives a wrong
 * answer to a known question is a reason in words, never an error.
 *
 * <p>{@code fallback.deflate} decides which library does which job. Sessions hold native memory and
 * belong to one job at a time.
 */
@NullMarked
package dev.doorbell.fallback.natives;

import org.jspecify.annotations.NullMarked;
