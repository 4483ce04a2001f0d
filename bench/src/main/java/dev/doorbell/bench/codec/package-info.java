/**
 * Compression in software: Doorbell's codec without a device against what else a Java program could
 * use, on two corpora that every JDK has. Started by {@code bench/codec}.
 */
@NullMarked
package dev.doorbell.bench.codec;

import org.jspecify.annotations.NullMarked;
