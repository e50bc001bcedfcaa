package io.millrace.codec.nal;

/** What the header of a NAL unit says in one of the codecs that are made of them. */
public interface NalSyntax {
  /** The codec as messages name it. */
  String title();

  /**
   * The type of the NAL unit whose first byte is at {@code at}, by the codec's own numbers;
   * negative where the header cannot be.
   *
   * @param length of the NAL unit, at least 1
   */
  int type(byte[] bytes, int at, int length);

  /** What a NAL unit of a type is there for. */
  NalRole role(int type);

  /** Whether the codec has NAL units of this type. */
  boolean isPossible(int type);

  /** Whether an access unit may begin with a NAL unit of this type. */
  boolean mayBeFirst(int type);
}
