package dev.doorbell.provider.cipher;

import java.security.GeneralSecurityException;

/** Calls of one algorithm in the shapes that applications use, to be made until compiled. */
interface Rehearsal {
  /**
   * A few calls, some microseconds to a few milliseconds of work.
   *
   * @param n counts from 0
   */
  void round(int n) throws GeneralSecurityException;
}
