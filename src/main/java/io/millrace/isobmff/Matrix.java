package io.millrace.isobmff;

import java.nio.ByteBuffer;

/**
 * How a point of the picture goes to the screen: {@code x' = a*x + c*y + tx}, {@code y' = b*x + d*y
 * + ty}, both axes from the top left. ISO/IEC 14496-12, 8.3.2 and 6.2.2.
 *
 * @param a 16.16 fixed point, and so are the others but u, v and w, which are 2.30
 */
public record Matrix(int a, int b, int u, int c, int d, int v, int tx, int ty, int w) {
  /** No rotation, no scaling. */
  public static final Matrix UNITY = new Matrix(0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000);

  static final int BYTES = 36;

  private static final int ONE = 0x1_0000;

  /**
   * Turns a picture clockwise, and back to the top left of the screen.
   *
   * @param degrees 0, 90, 180 or 270
   * @param width of the picture before it is turned, 16.16 fixed point
   * @param height of the picture before it is turned, 16.16 fixed point
   */
  public static Matrix rotated(int degrees, long width, long height) {
    return switch (degrees) {
      case 0 -> UNITY;
      case 90 -> turn(0, ONE, -ONE, 0, height, 0);
      case 180 -> turn(-ONE, 0, 0, -ONE, width, height);
      case 270 -> turn(0, -ONE, ONE, 0, 0, width);
      default ->
          throw new IllegalArgumentException("Invalid rotation: %d degrees".formatted(degrees));
    };
  }

  private static Matrix turn(int a, int b, int c, int d, long tx, long ty) {
    return new Matrix(a, b, 0, c, d, 0, (int) tx, (int) ty, UNITY.w);
  }

  /** Clockwise in degrees: 0, 90, 180 or 270; 0 for what is no rotation by a quarter turn. */
  public int rotation() {
    if (a == 0 && d == 0) {
      return b > 0 && c < 0 ? 90 : b < 0 && c > 0 ? 270 : 0;
    }
    return a < 0 && d < 0 && b == 0 && c == 0 ? 180 : 0;
  }

  static Matrix read(BoxInput in) {
    return new Matrix(
        (int) in.u32(),
        (int) in.u32(),
        (int) in.u32(),
        (int) in.u32(),
        (int) in.u32(),
        (int) in.u32(),
        (int) in.u32(),
        (int) in.u32(),
        (int) in.u32());
  }

  void write(ByteBuffer out) {
    out.putInt(a).putInt(b).putInt(u);
    out.putInt(c).putInt(d).putInt(v);
    out.putInt(tx).putInt(ty).putInt(w);
  }

  /** In one word where there is one. */
  @Override
  public String toString() {
    if (equals(UNITY)) {
      return "unity";
    }
    return "%d,%d,%d,%d,%d,%d,%d,%d,%d".formatted(a, b, u, c, d, v, tx, ty, w);
  }
}
