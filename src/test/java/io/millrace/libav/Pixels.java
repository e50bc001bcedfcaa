package io.millrace.libav;

import io.millrace.media.Payload;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;

/** What a picture shows, for tests that compare it: all planes without padding. */
public final class Pixels {
  private Pixels() {}

  /** A copy that outlives the picture. */
  public static Payload of(Picture picture) {
    AVFrame frame = picture.frame();
    int size = avutil.av_image_get_buffer_size(frame.format(), frame.width(), frame.height(), 1);
    try (BytePointer copy = new BytePointer(size)) {
      Libav.check(
          avutil.av_image_copy_to_buffer(
              copy,
              size,
              frame.data(),
              frame.linesize(),
              frame.format(),
              frame.width(),
              frame.height(),
              1),
          "av_image_copy_to_buffer");
      byte[] bytes = new byte[size];
      copy.get(bytes);
      return Payload.of(bytes);
    }
  }
}
