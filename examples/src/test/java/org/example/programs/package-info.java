/**
 * Programs that know nothing of Doorbell, as others write them: {@code
 * dev.doorbell.examples.UnmodifiedProgramsTest} starts them under the agent, which leaves packages
 * of {@code dev.doorbell} alone, and reads what they leave behind with the plain JDK.
 */
package org.example.programs;
