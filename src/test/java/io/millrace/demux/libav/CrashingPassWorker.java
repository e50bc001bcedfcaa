package io.millrace.demux.libav;

import io.millrace.media.Payload;
import java.nio.charset.StandardCharsets;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.Pointer;

/**
 * A worker that crashes inside FFmpeg whenever {@value #POISON} stands in the bytes that it is to
 * read, and reads all others.
 */
public final class CrashingPassWorker {
  public static final String POISON = "millrace: poison";
  private static final long NOWHERE = 8;

  private CrashingPassWorker() {}

  public static void main(String[] arguments) {
    PassWorker.serve(
        request -> {
          if (isPoison(request.bytes().tail())) {
            avutil.av_frame_unref(new AVFrame(new Address(NOWHERE)));
          }
          return request.answer();
        });
  }

  private static boolean isPoison(Payload bytes) {
    return new String(bytes.toByteArray(), StandardCharsets.ISO_8859_1).contains(POISON);
  }

  /** {@code file} with the poison in the middle of its bytes from {@code place} on. */
  public static byte[] poisoned(byte[] file, int place) {
    byte[] poisoned = file.clone();
    byte[] words = POISON.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(words, 0, poisoned, place, words.length);
    return poisoned;
  }

  /** A pointer to where nothing is. */
  private static final class Address extends Pointer {
    Address(long address) {
      this.address = address;
    }
  }
}
