/**
 * The way of a device's LZ77 sequences into zstd's compressor: its external sequence producer
 * (zstd.h, {@code ZSTD_sequenceProducer_F}, zstd 1.5.4 and later), which it calls for each block.
 * {@link dev.doorbell.offload.sequences.BlockSequences} is that producer, an upcall into Java; it
 * knows the C interface and nothing of the binding through which the compressor is driven, nor of
 * jobs and queues: whoever encodes brings the sequences.
 */
@NullMarked
package dev.doorbell.offload.sequences;

import org.jspecify.annotations.NullMarked;
