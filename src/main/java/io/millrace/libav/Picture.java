package io.millrace.libav;

import static io.millrace.libav.Libav.check;

import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;

/** A decoded picture in native memory. Whoever takes it closes it. */
public final class Picture implements AutoCloseable {
  private final AVFrame frame;

  private Picture(AVFrame frame) {
    this.frame = frame;
  }

  /** Takes what {@code frame} holds, which is empty then. */
  static Picture takenFrom(AVFrame frame) {
    AVFrame taken = check(avutil.av_frame_alloc(), "av_frame_alloc");
    avutil.av_frame_move_ref(taken, frame);
    return new Picture(taken);
  }

  /** A picture without planes. */
  static Picture empty() {
    return new Picture(check(avutil.av_frame_alloc(), "av_frame_alloc"));
  }

  /** An empty picture of a size, whose planes have memory. */
  static Picture allocated(int width, int height, int pixelFormat) {
    Picture picture = new Picture(check(avutil.av_frame_alloc(), "av_frame_alloc"));
    try {
      picture.frame.width(width).height(height).format(pixelFormat);
      check(avutil.av_frame_get_buffer(picture.frame, 0), "av_frame_get_buffer");
    } catch (Throwable e) {
      picture.close();
      throw e;
    }
    return picture;
  }

  AVFrame frame() {
    return frame;
  }

  /** As it was given to the decoder with the access unit. */
  public long pts() {
    return frame.pts();
  }

  public int width() {
    return frame.width();
  }

  public int height() {
    return frame.height();
  }

  @Override
  public void close() {
    avutil.av_frame_free(frame);
  }
}
