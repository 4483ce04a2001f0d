/**
 * The story on small files, and the architecture of all modules, which only this module sees
 * together.
 */
package dev.doorbell.examples;
