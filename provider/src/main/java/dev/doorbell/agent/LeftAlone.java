package dev.doorbell.agent;

/**
 * A class that makes or extends a replaced class and was loaded as it came, or in part so.
 *
 * @param className binary name
 * @param loader its class loader's name, or else the name of that loader's class
 * @param detail for people
 */
public record LeftAlone(String className, String loader, Reason reason, String detail) {
  /** Why. */
  public enum Reason {
    /** The agent's options say so. */
    EXCLUDED,
    /** Its jar is signed: what runs should be what was signed. */
    SIGNED,
    /** Its loader does not find our classes. */
    NOT_VISIBLE,
    /** Its loader finds another copy of our classes, with devices and settings of its own. */
    OTHER_COPY,
    /** Its module cannot be made to read ours. */
    MODULE,
    /**
     * A constructor reference in a serializable lambda, whose serial form names the JDK's class;
     * the rest of the class was changed.
     */
    SERIALIZABLE_LAMBDA,
    /** It could not be read or changed. */
    FAILED
  }
}
