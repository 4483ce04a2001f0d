package dev.doorbell.examples;

import dev.doorbell.offload.Offload;
import dev.doorbell.provider.DoorbellProvider;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;

/**
 * Encrypts a file with AES/GCM on whatever there is, and says where the jobs ran: {@code
 * EncryptFile SOURCE TARGET}.
 */
public final class EncryptFile {
  private EncryptFile() {}

  public static void main(String[] args) throws IOException, GeneralSecurityException {
    if (args.length != 2) {
      System.err.println("usage: EncryptFile SOURCE TARGET");
      System.exit(2);
    }
    KeyGenerator generator = KeyGenerator.getInstance("AES");
    generator.init(256);
    SecretKey key = generator.generateKey();
    // An application that has the provider installed calls Cipher.getInstance(name) and changes
    // nothing.
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", new DoorbellProvider());
    try (OutputStream out =
        new SealingOutputStream(
            new BufferedOutputStream(Files.newOutputStream(Path.of(args[1]))), cipher, key)) {
      Files.copy(Path.of(args[0]), out);
    }
    // Only here, because without it nobody could read the example's file.
    System.out.println("key: " + HexFormat.of().formatHex(key.getEncoded()));
    WhereJobsRan.print(Offload.shared(), System.out);
  }
}
