package io.millrace.libav;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns pictures of one form by quarters, pixel by pixel. */
public final class PictureTurn implements AutoCloseable {
  private final String chain;
  private @Nullable PictureFilter filter;

  /**
   * A turn.
   *
   * @param degrees clockwise: 90, 180 or 270
   */
  public PictureTurn(int degrees) {
    chain =
        switch (degrees) {
          case 90 -> "transpose=dir=clock";
          case 180 -> "hflip,vflip";
          case 270 -> "transpose=dir=cclock";
          default ->
              throw new IllegalArgumentException("Invalid turn: %d degrees".formatted(degrees));
        };
  }

  /** A new picture with the time of {@code picture}, which is closed. */
  public Picture turn(Picture picture) {
    List<Picture> turned = new ArrayList<>();
    try (picture) {
      PictureFilter open = filter;
      if (open == null) {
        open = new PictureFilter(picture, chain);
        filter = open;
      }
      open.filter(picture, turned::add);
    }
    if (turned.size() != 1) {
      turned.forEach(Picture::close);
      throw new LibavException("Cannot turn picture: %d came of it".formatted(turned.size()));
    }
    return turned.get(0);
  }

  @Override
  public void close() {
    if (filter != null) {
      filter.close();
    }
  }
}
