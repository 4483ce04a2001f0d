package dev.doorbell.provider.cipher;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.lang.System.Logger.Level;
import java.security.Provider;
import org.junit.jupiter.api.Test;

class OptionalLibraryTest {
  /** Loads, and cannot work: what a library without its native code is. */
  public static final class Unloadable extends Provider {
    private static final long serialVersionUID = 1L;

    public Unloadable() {
      super("Unloadable", "1", "for tests");
      throw new UnsatisfiedLinkError("no native code for this machine");
    }
  }

  /** What is asked for a loading error and has none. */
  public static final class Loadable extends Provider {
    private static final long serialVersionUID = 1L;

    public Loadable() {
      super("Loadable", "1", "for tests");
    }

    public Throwable getLoadingError() {
      return null;
    }
  }

  /** Its constructor hides that its native code is missing. */
  public static final class Hollow extends Provider {
    private static final long serialVersionUID = 1L;

    public Hollow() {
      super("Hollow", "1", "for tests");
    }

    public Throwable getLoadingError() {
      return new UnsatisfiedLinkError("no native code for this machine");
    }
  }

  @Test
  void byDefaultThereIsNone() {
    assertNull(OptionalLibrary.find("jdk"));
  }

  @Test
  void anAbsentLibraryIsNoError() {
    assertNull(OptionalLibrary.CONSCRYPT.open("no.such.Library", Level.DEBUG));
  }

  @Test
  void aLibraryThatCannotLoadIsNoError() {
    assertNull(OptionalLibrary.CONSCRYPT.open(Unloadable.class.getName(), Level.DEBUG));
  }

  @Test
  void aLibraryWithoutItsNativeCodeIsNotTaken() {
    assertNull(OptionalLibrary.ACCP.open(Hollow.class.getName(), Level.DEBUG));
  }

  @Test
  void aLibraryThatWorksIsTaken() {
    assertNotNull(OptionalLibrary.ACCP.open(Loadable.class.getName(), Level.DEBUG));
  }
}
