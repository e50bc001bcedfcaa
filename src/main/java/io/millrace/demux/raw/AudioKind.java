package io.millrace.demux.raw;

import io.millrace.demux.framing.Ac3Syntax;
import io.millrace.demux.framing.AdtsSyntax;
import io.millrace.demux.framing.AudioSyntax;
import io.millrace.demux.framing.MpegAudioSyntax;
import io.millrace.media.Codec;

/** What packed audio may be made of. Saved state holds these names: a name is for ever. */
enum AudioKind {
  ADTS("ADTS", Codec.AAC) {
    @Override
    AudioSyntax syntax() {
      return new AdtsSyntax();
    }
  },
  AC3("AC-3", Codec.AC3) {
    @Override
    AudioSyntax syntax() {
      return new Ac3Syntax();
    }
  },
  EAC3("E-AC-3", Codec.EAC3) {
    @Override
    AudioSyntax syntax() {
      return new Ac3Syntax();
    }
  },
  MPEG_AUDIO("MPEG audio", Codec.MPEG_AUDIO) {
    @Override
    AudioSyntax syntax() {
      return new MpegAudioSyntax();
    }
  };

  private final String title;
  private final Codec codec;

  AudioKind(String title, Codec codec) {
    this.title = title;
    this.codec = codec;
  }

  String title() {
    return title;
  }

  Codec codec() {
    return codec;
  }

  /** How its frames are read, with nothing read yet. */
  abstract AudioSyntax syntax();
}
