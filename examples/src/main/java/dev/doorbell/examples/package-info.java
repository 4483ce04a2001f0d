/**
 * One short main per story. {@link dev.doorbell.examples.Story} is the main job: a real file
 * through the standard APIs while the queues are taken away again and again; {@link
 * dev.doorbell.examples.TlsStory} does the same to the connections of a TLS server. {@link
 * dev.doorbell.examples.EncryptFile}, {@link dev.doorbell.examples.CompressFile}, {@link
 * dev.doorbell.examples.EvictAndRebind} and {@link dev.doorbell.examples.ListDevices} show one
 * thing each. Top of the flow: nothing calls this package, and it uses what any application could
 * use.
 */
@NullMarked
package dev.doorbell.examples;

import org.jspecify.annotations.NullMarked;
