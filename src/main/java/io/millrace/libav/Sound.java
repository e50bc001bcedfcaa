package io.millrace.libav;

import static io.millrace.libav.Libav.check;

import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;

/** Decoded sound of one rate, layout and format in native memory. Whoever takes it closes it. */
public final class Sound implements AutoCloseable {
  /** In place of a time stamp: this goes on where the sound before it ended. */
  public static final long NO_PTS = avutil.AV_NOPTS_VALUE;

  private final AVFrame frame;

  private Sound(AVFrame frame) {
    this.frame = frame;
  }

  /** Takes what {@code frame} holds, which is empty then. */
  static Sound takenFrom(AVFrame frame) {
    AVFrame taken = check(avutil.av_frame_alloc(), "av_frame_alloc");
    avutil.av_frame_move_ref(taken, frame);
    return new Sound(taken);
  }

  AVFrame frame() {
    return frame;
  }

  /** As it was given to the decoder with the access unit, or {@link #NO_PTS}. */
  public long pts() {
    return frame.pts();
  }

  /** Samples of each channel. */
  public int samples() {
    return frame.nb_samples();
  }

  /** Hz. */
  public int sampleRate() {
    return frame.sample_rate();
  }

  public int channels() {
    return frame.ch_layout().nb_channels();
  }

  @Override
  public void close() {
    avutil.av_frame_free(frame);
  }
}
