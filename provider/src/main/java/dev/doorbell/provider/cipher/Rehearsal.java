package dev.doorbell.provider.cipher;

import java.security.GeneralSecurityException;

/** Calls of one algorithm in the shapes that applications use, so often that they are compiled. */
interface Rehearsal {
  int rounds();

  /**
   * A short piece of work, some microseconds to a few milliseconds of it.
   *
   * @param n counts from 0
   */
  void round(int n) throws GeneralSecurityException;

  /** Makes the ciphers and the buffers, when the turn comes. */
  interface Maker {
    Rehearsal make() throws GeneralSecurityException;
  }
}
