package io.millrace.demux.raw;

import io.millrace.demux.framing.VideoSyntax;
import io.millrace.media.Codec;

/** The codecs whose byte streams are read. */
enum VideoKind {
  H264("H.264 byte stream", Codec.H264, VideoSyntax.H264) {
    @Override
    PictureReader pictures() {
      return new H264Pictures();
    }
  },
  H265("HEVC byte stream", Codec.H265, VideoSyntax.H265) {
    @Override
    PictureReader pictures() {
      return new H265Pictures();
    }
  };

  private final String title;
  private final Codec codec;
  private final VideoSyntax syntax;

  VideoKind(String title, Codec codec, VideoSyntax syntax) {
    this.title = title;
    this.codec = codec;
    this.syntax = syntax;
  }

  String title() {
    return title;
  }

  Codec codec() {
    return codec;
  }

  VideoSyntax syntax() {
    return syntax;
  }

  abstract PictureReader pictures();
}
