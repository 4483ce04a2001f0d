/**
 * Programs that know nothing of Doorbell, as others write them. {@code examples/run --example} and
 * {@code dev.doorbell.examples.UnmodifiedProgramsTest} start them under the agent, which leaves
 * packages of {@code dev.doorbell} alone; the test reads what they leave behind with the plain JDK.
 */
package org.example.programs;
