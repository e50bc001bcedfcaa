package io.millrace.libav;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Large digits for a picture's luma plane, drawn from bars: a font would have to be installed.
 * Knows {@code 0} to {@code 9}, {@code :} and the space.
 */
final class SevenSegmentText {
  /** Bars of each digit, one bit each: top, two upper, middle, two lower (left first), bottom. */
  private static final int[] BARS = {0x77, 0x24, 0x5d, 0x6d, 0x2e, 0x6b, 0x7b, 0x25, 0x7f, 0x6f};

  private final int height;
  private final int width;
  private final int stroke;
  private final byte[] ink;

  /**
   * @param height of a digit, pixels
   */
  SevenSegmentText(int height) {
    this.height = height;
    this.width = height * 5 / 9;
    this.stroke = Math.max(2, height / 8);
    this.ink = new byte[width];
    Arrays.fill(ink, (byte) 235); // white in studio range, BT.709
  }

  /** Width of {@code text}, pixels. */
  int widthOf(String text) {
    int pixels = 0;
    for (int i = 0; i < text.length(); i++) {
      pixels += advance(text.charAt(i));
    }
    return pixels - stroke;
  }

  private int advance(char c) {
    return (c == ':' ? stroke : width) + stroke;
  }

  /** Draws {@code text} with its upper left corner at {@code x}, {@code y}. */
  void draw(ByteBuffer plane, int lineSize, int x, int y, String text) {
    int at = x;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ':') {
        bar(plane, lineSize, at, y + height / 4, stroke, stroke);
        bar(plane, lineSize, at, y + height * 5 / 8, stroke, stroke);
      } else if (c >= '0' && c <= '9') {
        // The bars of a 1 are the right ones: without a shift it would lean on its neighbour.
        digit(plane, lineSize, c == '1' ? at - (width - stroke) / 2 : at, y, BARS[c - '0']);
      }
      at += advance(c);
    }
  }

  private void digit(ByteBuffer plane, int lineSize, int x, int y, int bars) {
    int half = height / 2;
    int right = x + width - stroke;
    int middle = y + half - stroke / 2;
    int bottom = y + height - stroke;
    draw(bars & 0x01, plane, lineSize, x, y, width, stroke);
    draw(bars & 0x02, plane, lineSize, x, y, stroke, half);
    draw(bars & 0x04, plane, lineSize, right, y, stroke, half);
    draw(bars & 0x08, plane, lineSize, x, middle, width, stroke);
    draw(bars & 0x10, plane, lineSize, x, y + half, stroke, height - half);
    draw(bars & 0x20, plane, lineSize, right, y + half, stroke, height - half);
    draw(bars & 0x40, plane, lineSize, x, bottom, width, stroke);
  }

  private void draw(int wanted, ByteBuffer plane, int lineSize, int x, int y, int w, int h) {
    if (wanted != 0) {
      bar(plane, lineSize, x, y, w, h);
    }
  }

  private void bar(ByteBuffer plane, int lineSize, int x, int y, int w, int h) {
    for (int row = y; row < y + h; row++) {
      plane.put(row * lineSize + x, ink, 0, w);
    }
  }
}
