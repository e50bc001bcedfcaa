package io.millrace.transcode.worker;

import io.millrace.transcode.SegmentEncoder;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.Pointer;

/**
 * A worker that crashes inside FFmpeg at segment 1 of streams whose name begins with {@value
 * #POISON}, and encodes all others.
 */
public final class CrashingWorker {
  public static final String POISON = "poison";
  private static final long NOWHERE = 8;

  private CrashingWorker() {}

  public static void main(String[] arguments) {
    EncoderWorker.serve(
        request -> {
          if (request.unit().stream().startsWith(POISON) && request.unit().number() == 1) {
            avutil.av_frame_unref(new AVFrame(new Address(NOWHERE)));
          }
          return new SegmentEncoder(request.settings()).encode(request.unit(), request.shed());
        });
  }

  /** A pointer to where nothing is. */
  private static final class Address extends Pointer {
    Address(long address) {
      this.address = address;
    }
  }
}
