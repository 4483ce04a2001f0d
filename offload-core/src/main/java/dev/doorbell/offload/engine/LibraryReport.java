package dev.doorbell.offload.engine;

/**
 * Whether an optional library that the software engine could use is in use, and why not.
 *
 * @param name a shared library's file name, or a provider's or artifact's name
 * @param howToGet what to install where it is missing
 * @param detail in words for people
 */
public record LibraryReport(String name, String howToGet, boolean usable, String detail) {}
