/**
 * The Java agent: reaches programs that nobody can change. It stands before the flow: in
 * application classes, as they are loaded, it puts {@link dev.doorbell.codec}'s classes in the
 * place of the eight classes of {@code java.util.zip} that they extend ({@link
 * dev.doorbell.agent.Replacements}); from then on the application calls the codec itself, and the
 * agent is out of the way.
 *
 * <p>One class's way through {@link dev.doorbell.agent.CodecTransformer}: a look at the bytes of
 * its constant pool ({@link dev.doorbell.agent.ConstantPoolScan}), which nearly all classes leave
 * again at once; whether it may be changed (options, signer, what its loader and module can see);
 * the change itself ({@link dev.doorbell.agent.ClassRewriter}, JVMS sections 4.4 and 4.7, through
 * {@code java.lang.classfile}). Whatever goes wrong, the class is loaded as it came and the reason
 * is kept in {@link dev.doorbell.agent.AgentReport}.
 *
 * <p>{@link dev.doorbell.agent.DoorbellAgent} is the JVM's to call, the report anybody's, from any
 * thread. No device is opened and no logging initialised before the application's own code does so.
 */
@NullMarked
package dev.doorbell.agent;

import org.jspecify.annotations.NullMarked;
