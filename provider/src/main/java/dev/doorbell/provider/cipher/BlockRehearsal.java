package dev.doorbell.provider.cipher;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.Provider;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** CBC and CTR, both ways. */
final class BlockRehearsal implements Rehearsal {
  private static final int PIECE_BYTES = 128;

  private final Cipher encrypt;
  private final Cipher decrypt;
  private final byte[] in = new byte[PIECE_BYTES];
  private final byte[] out = new byte[PIECE_BYTES + 16];
  private final ByteBuffer input = ByteBuffer.wrap(in);
  private final ByteBuffer output = ByteBuffer.wrap(out);

  BlockRehearsal(String transformation, Provider library) throws GeneralSecurityException {
    SecretKeySpec key = new SecretKeySpec(new byte[16], "AES");
    IvParameterSpec iv = new IvParameterSpec(new byte[16]);
    encrypt = Cipher.getInstance(transformation, library);
    encrypt.init(Cipher.ENCRYPT_MODE, key, iv);
    decrypt = Cipher.getInstance(transformation, library);
    decrypt.init(Cipher.DECRYPT_MODE, key, iv);
  }

  @Override
  public void round(int n) throws GeneralSecurityException {
    // Both shapes: the modes' own methods are called twice as often as those above them, and so
    // become compiled code of their own before they become parts of their callers'. The second one
    // through buffers, so that Cipher's methods for whole messages in arrays know of neither mode:
    // what has met two of them is compiled for two, and is slower with short messages of one.
    encrypt.update(in, 0, PIECE_BYTES, out, 0);
    encrypt.doFinal(input.clear(), output.clear());
    decrypt.update(in, 0, PIECE_BYTES, out, 0);
    decrypt.doFinal(input.clear(), output.clear());
  }
}
