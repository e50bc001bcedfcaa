package io.millrace.demux.raw;

import org.jspecify.annotations.Nullable;

/** The streams without a container, told by what their first bytes say in agreement. */
public enum RawStream {
  /** AAC behind ADTS headers, AC-3, E-AC-3 or MPEG audio. */
  PACKED_AUDIO,
  /** H.264 behind start codes. */
  H264,
  /** HEVC behind start codes. */
  H265;

  /** What is certain of a stream that begins with these bytes, whatever comes; null if nothing. */
  public static @Nullable RawStream beginning(byte[] bytes, int length) {
    return find(bytes, length, FrameChain.Rest.IGNORED);
  }

  /** What is certain of a stream that is these bytes and no more; null if nothing. */
  public static @Nullable RawStream whole(byte[] bytes, int length) {
    return find(bytes, length, FrameChain.Rest.NONE);
  }

  private static @Nullable RawStream find(byte[] bytes, int length, FrameChain.Rest rest) {
    RawStream video = ByteStreamHead.codec(bytes, length, rest);
    if (video != null) {
      return video;
    }
    boolean isAudio = FrameChain.find(bytes, 0, 0, length, rest).kind() != null;
    return isAudio ? PACKED_AUDIO : null;
  }
}
