/**
 * Why is it not using the hardware? A program ({@code java -jar doorbell-provider-VERSION.jar
 * doctor}) and an API that tell for each device and each algorithm where its work is done, why, and
 * what would change that.
 *
 * <p>{@link dev.doorbell.doctor.Doctor} looks, {@link dev.doorbell.doctor.Report} is what it saw,
 * {@link dev.doorbell.doctor.FindingCode} lists all that it can see; docs/TROUBLESHOOTING.md has a
 * section for each. {@link dev.doorbell.doctor.Main} is compiled for old releases, so that a JVM
 * that is too old hears why nothing works. One thread.
 */
@NullMarked
package dev.doorbell.doctor;

import org.jspecify.annotations.NullMarked;
