/**
 * One short main per story. {@link dev.doorbell.examples.Story} is the main job: a real file
 * through the standard APIs while the queues are taken away again and again; {@link
 * dev.doorbell.examples.TlsStory} does the same to the connections of a TLS server. The small ones,
 * for {@code examples/run --example}:
 *
 * <ul>
 *   <li>{@link dev.doorbell.examples.EncryptFile}: AES/GCM through the JCA;
 *   <li>{@link dev.doorbell.examples.GzipLog}: gzip of a log while it is written;
 *   <li>{@link dev.doorbell.examples.ServeHttps}: the JDK's HTTPS server;
 *   <li>{@link dev.doorbell.examples.EvictAndRebind}: a stream that does not notice that its queue
 *       was taken away;
 *   <li>{@link dev.doorbell.examples.RecordEviction}: the same, as the flight recorder tells it;
 *   <li>{@link dev.doorbell.examples.ListDevices}: what was found, and why it is not used;
 *   <li>{@code org.example.programs}: Tomcat and Lucene, unchanged, under the agent.
 * </ul>
 *
 * <p>{@link dev.doorbell.examples.Backup} and its test show how an application tests its own
 * behaviour when the accelerator goes away. Top of the flow: nothing calls this package, and it
 * uses what any application could use.
 */
@NullMarked
package dev.doorbell.examples;

import org.jspecify.annotations.NullMarked;
