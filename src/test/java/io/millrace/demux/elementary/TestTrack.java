package io.millrace.demux.elementary;

import io.millrace.media.Codec;
import io.millrace.media.Display;
import io.millrace.media.FrameRate;
import io.millrace.media.Payload;
import io.millrace.media.Timescale;
import io.millrace.media.Track;
import io.millrace.media.Track.Framing;

/** Tracks as containers declare them. */
final class TestTrack {
  private TestTrack() {}

  /** A video track of id 1 with 25 frames per second. */
  static Track video(Codec codec, Payload configuration, Framing framing, Display display) {
    return new Track(
        1,
        codec,
        codec.name(),
        configuration,
        framing,
        Timescale.MPEG_TS,
        new FrameRate(25, 1),
        0,
        0,
        0,
        0,
        display,
        "und",
        Track.Use.PROGRAMME,
        true);
  }

  static Track raw(Codec codec, Payload configuration, Display display) {
    return video(codec, configuration, Framing.RAW, display);
  }
}
