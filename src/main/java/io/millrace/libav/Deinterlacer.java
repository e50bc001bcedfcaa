package io.millrace.libav;

import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/**
 * One picture for each picture of two fields, by bwdif, from the fields of the pictures around it.
 * Pictures that are not interlaced pass as they are, at once before the first one that is.
 */
public final class Deinterlacer implements AutoCloseable {
  private static final String CHAIN = "bwdif=mode=send_frame:parity=auto:deint=interlaced";

  private @Nullable PictureFilter filter;

  /**
   * Takes the next picture in the order of output, which is closed.
   *
   * @param out takes what is ready, in the same order and with the same times, and closes it
   */
  public void filter(Picture picture, Consumer<Picture> out) {
    PictureFilter open = filter;
    if (open == null && !isInterlaced(picture)) {
      out.accept(picture);
      return;
    }
    try (picture) {
      if (open != null && !open.takes(picture)) {
        drain(out);
        open = null;
      }
      if (open == null) {
        Libav.load();
        open = new PictureFilter(picture, CHAIN);
        filter = open;
      }
      open.filter(picture, out);
    }
  }

  private static boolean isInterlaced(Picture picture) {
    return (picture.frame().flags() & AVFrame.AV_FRAME_FLAG_INTERLACED) != 0;
  }

  /** Hands out what is still held. */
  public void drain(Consumer<Picture> out) {
    PictureFilter open = filter;
    if (open != null) {
      open.filter(null, out);
      close();
    }
  }

  @Override
  public void close() {
    if (filter != null) {
      filter.close();
      filter = null;
    }
  }
}
