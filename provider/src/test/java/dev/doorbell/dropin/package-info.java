/**
 * A program from outside, for tests that run it unchanged with and without Doorbell. In a package
 * of its own, because the packages of modules cannot be on the class path as well.
 */
package dev.doorbell.dropin;
