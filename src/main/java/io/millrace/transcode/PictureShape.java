package io.millrace.transcode;

import io.millrace.media.Rung;
import io.millrace.media.TrackFormat;

/**
 * The size of a rendition: square pixels in the shape in which players show the source, turned as
 * it says, to the nearest even number.
 *
 * @param width of the rendition, pixels
 * @param height of the rendition, pixels
 * @param rotation clockwise in degrees, how the source's pictures are turned: 0, 90, 180 or 270
 */
record PictureShape(int width, int height, int rotation) {
  static PictureShape of(Rung rung, TrackFormat.Video source) {
    long shownWidth = lies(source.rotation()) ? source.height() : source.displayWidth();
    long shownHeight = shownHeight(source);
    long half = (rung.height() * shownWidth + shownHeight) / (2 * shownHeight);
    return new PictureShape(
        Math.toIntExact(Math.max(1, half) * 2), rung.height(), source.rotation());
  }

  /** Lines of the source's pictures once they are turned. */
  static int shownHeight(TrackFormat.Video source) {
    return lies(source.rotation()) ? source.displayWidth() : source.height();
  }

  private static boolean lies(int rotation) {
    return rotation == 90 || rotation == 270;
  }

  /** Width before turning. */
  int unturnedWidth() {
    return lies(rotation) ? height : width;
  }

  /** Height before turning. */
  int unturnedHeight() {
    return lies(rotation) ? width : height;
  }
}
