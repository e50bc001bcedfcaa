package io.millrace.libav;

import static io.millrace.libav.Libav.check;

import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.DoublePointer;
import org.jspecify.annotations.Nullable;

/**
 * Pictures of any size and format to 8-bit 4:2:0 of one size. Bicubic with the flags that make it
 * the same for every SIMD level.
 */
public final class Scaler implements AutoCloseable {
  private static final int FORMAT = avutil.AV_PIX_FMT_YUV420P;

  private final int width;
  private final int height;
  private @Nullable SwsContext context;
  private int sourceWidth;
  private int sourceHeight;
  private int sourceFormat;

  /**
   * A scaler.
   *
   * @param width of its pictures, even
   * @param height of its pictures, even
   */
  public Scaler(int width, int height) {
    Libav.load();
    this.width = width;
    this.height = height;
  }

  /** A new picture with the time of {@code source}, which stays open. */
  public Picture scale(Picture source) {
    SwsContext scaling = contextFor(source);
    Picture scaled = Picture.allocated(width, height, FORMAT);
    try {
      check(swscale.sws_scale_frame(scaling, scaled.frame(), source.frame()), "sws_scale_frame");
      scaled.frame().pts(source.pts());
    } catch (Throwable e) {
      scaled.close();
      throw e;
    }
    return scaled;
  }

  /** Pictures may change their size or format in mid-stream. */
  private SwsContext contextFor(Picture source) {
    int format = source.frame().format();
    SwsContext known = context;
    if (known != null
        && source.width() == sourceWidth
        && source.height() == sourceHeight
        && format == sourceFormat) {
      return known;
    }
    close();
    sourceWidth = source.width();
    sourceHeight = source.height();
    sourceFormat = format;
    SwsContext opened =
        check(
            swscale.sws_getContext(
                sourceWidth,
                sourceHeight,
                format,
                width,
                height,
                FORMAT,
                swscale.SWS_BICUBIC | swscale.SWS_ACCURATE_RND | swscale.SWS_BITEXACT,
                null,
                null,
                (DoublePointer) null),
            "sws_getContext");
    context = opened;
    return opened;
  }

  @Override
  public void close() {
    if (context != null) {
      swscale.sws_freeContext(context);
      context = null;
    }
  }
}
