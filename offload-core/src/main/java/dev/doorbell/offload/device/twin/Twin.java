package dev.doorbell.offload.device.twin;
/** Placeholder until the twin lands. */
public final class Twin implements AutoCloseable {private Twin(){}
 /** x. */ public static Twin parse(String a,String b){throw new IllegalStateException("not yet");}
 @SuppressWarnings("exports") public dev.doorbell.offload.posix.SystemCalls systemCalls(){return null;}
 public java.nio.file.Path sysfsRoot(){return null;} public java.nio.file.Path deviceRoot(){return null;} @Override public void close(){} }
