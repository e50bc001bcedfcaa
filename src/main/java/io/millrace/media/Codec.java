package io.millrace.media;

/**
 * A coding format that a container may carry. Whether Millrace passes it through is decided later.
 */
public enum Codec {
  H264(MediaType.VIDEO),
  H265(MediaType.VIDEO),
  AV1(MediaType.VIDEO),
  VP8(MediaType.VIDEO),
  VP9(MediaType.VIDEO),
  MPEG2_VIDEO(MediaType.VIDEO),
  OTHER_VIDEO(MediaType.VIDEO),
  AAC(MediaType.AUDIO),
  AC3(MediaType.AUDIO),
  EAC3(MediaType.AUDIO),
  OPUS(MediaType.AUDIO),
  VORBIS(MediaType.AUDIO),
  FLAC(MediaType.AUDIO),
  /** MPEG-1/2 audio: layer III, MP3, or of a layer that only its frames tell. */
  MPEG_AUDIO(MediaType.AUDIO),
  /** MPEG-1/2 audio of layers I and II, where the container or the first frame says so. */
  MP2(MediaType.AUDIO),
  DTS(MediaType.AUDIO),
  OTHER_AUDIO(MediaType.AUDIO),
  SUBTITLE(MediaType.SUBTITLE),
  DATA(MediaType.DATA);

  private final MediaType type;

  Codec(MediaType type) {
    this.type = type;
  }

  public MediaType type() {
    return type;
  }
}
