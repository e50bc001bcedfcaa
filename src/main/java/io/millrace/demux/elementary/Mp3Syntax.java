package io.millrace.demux.elementary;

import io.millrace.codec.mpegaudio.MpegAudioHeader;
import io.millrace.media.Codec;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.Track;
import io.millrace.media.TrackFormat;
import org.jspecify.annotations.Nullable;

/** MPEG audio of layer III: each frame says all there is to know. */
final class Mp3Syntax implements AudioSyntax {
  private static final int LAYER_3 = 3;

  private final String language;

  Mp3Syntax(Track track) {
    this.language = track.language();
  }

  @Override
  public Sound read(Payload data, long byteOffset, TrackFormat.@Nullable Audio before) {
    MpegAudioHeader header = MpegAudioHeader.parse(data, byteOffset);
    if (header.layer() != LAYER_3) {
      throw new MediaException.Unsupported(
          byteOffset, "MPEG audio: layer %d needs encoding", header.layer());
    }
    if (header.frameBytes() > data.length()) {
      throw new MediaException.Malformed(
          byteOffset,
          "MPEG audio: frame of %d bytes in %d bytes",
          header.frameBytes(),
          data.length());
    }
    return new Sound(header.frameBytes(), header.samples(), format(header, before));
  }

  private TrackFormat.Audio format(MpegAudioHeader header, TrackFormat.@Nullable Audio before) {
    return before != null && describes(before, header) ? before : newFormat(header);
  }

  private static boolean describes(TrackFormat.Audio format, MpegAudioHeader header) {
    return format.sampleRate() == header.sampleRate()
        && format.channels() == header.channels()
        && format.codecs().equals(header.codecs());
  }

  private TrackFormat.Audio newFormat(MpegAudioHeader header) {
    return new TrackFormat.Audio(
        Codec.MPEG_AUDIO,
        header.codecs(),
        Payload.EMPTY,
        language,
        header.sampleRate(),
        header.channels(),
        header.samples(),
        header.silence());
  }
}
