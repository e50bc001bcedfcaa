package io.millrace.libav;

import static io.millrace.libav.Libav.check;

import org.bytedeco.ffmpeg.avutil.AVPixFmtDescriptor;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.jspecify.annotations.Nullable;

/**
 * Pictures of any size and format to 4:2:0 of one size and limited range. Bicubic with the flags
 * that make it the same for every SIMD level.
 */
public final class Scaler implements AutoCloseable {
  /** Colour matrices of ITU-T H.273 for red, green and blue where nobody says which: as players. */
  private static final int BT_709 = 1;

  private static final int BT_601 = 6;
  private static final int UNSPECIFIED = 2;
  private static final int HD_LINES = 720;

  private static final int ONE = 1 << 16;

  private final int width;
  private final int height;
  private final int format;
  private final int matrix;
  private @Nullable SwsContext context;
  private int sourceWidth;
  private int sourceHeight;
  private int sourceFormat;
  private int sourceRange;

  /**
   * A scaler.
   *
   * @param width of its pictures, even
   * @param height of its pictures, even
   * @param settings of who encodes them, for their form, and their colour where the source is of
   *     red, green and blue
   */
  public Scaler(int width, int height, VideoEncoder.Settings settings) {
    Libav.load();
    this.width = width;
    this.height = height;
    this.format = VideoEncoder.pixelFormat(settings);
    this.matrix = settings.colour().matrix();
  }

  /** A new picture with the time of {@code source}, which stays open. */
  public Picture scale(Picture source) {
    SwsContext scaling = contextFor(source);
    Picture scaled = Picture.allocated(width, height, format);
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
    int from = source.frame().format();
    int range = source.frame().color_range();
    SwsContext known = context;
    if (known != null
        && source.width() == sourceWidth
        && source.height() == sourceHeight
        && from == sourceFormat
        && range == sourceRange) {
      return known;
    }
    close();
    sourceWidth = source.width();
    sourceHeight = source.height();
    sourceFormat = from;
    sourceRange = range;
    SwsContext opened =
        check(
            swscale.sws_getContext(
                sourceWidth,
                sourceHeight,
                from,
                width,
                height,
                format,
                swscale.SWS_BICUBIC | swscale.SWS_ACCURATE_RND | swscale.SWS_BITEXACT,
                null,
                null,
                (DoublePointer) null),
            "sws_getContext");
    context = opened;
    setColour(opened);
    return opened;
  }

  /** Only where it is not what swscale takes for granted. */
  private void setColour(SwsContext opened) {
    boolean full = sourceRange == avutil.AVCOL_RANGE_JPEG;
    AVPixFmtDescriptor form =
        check(avutil.av_pix_fmt_desc_get(sourceFormat), "av_pix_fmt_desc_get");
    boolean rgb = (form.flags() & avutil.AV_PIX_FMT_FLAG_RGB) != 0;
    if (full || rgb) {
      IntPointer coefficients = swscale.sws_getCoefficients(rgb ? matrix() : UNSPECIFIED);
      check(
          swscale.sws_setColorspaceDetails(
              opened, coefficients, full ? 1 : 0, coefficients, 0, 0, ONE, ONE),
          "sws_setColorspaceDetails");
    }
  }

  private int matrix() {
    return matrix != UNSPECIFIED ? matrix : sourceHeight < HD_LINES ? BT_601 : BT_709;
  }

  @Override
  public void close() {
    if (context != null) {
      swscale.sws_freeContext(context);
      context = null;
    }
  }
}
