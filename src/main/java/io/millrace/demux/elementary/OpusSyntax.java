package io.millrace.demux.elementary;

import io.millrace.codec.opus.OpusHead;
import io.millrace.codec.opus.OpusPacket;
import io.millrace.media.Codec;
import io.millrace.media.Payload;
import io.millrace.media.Track;
import io.millrace.media.TrackFormat;
import org.jspecify.annotations.Nullable;

/** Opus: one packet each; the container has the configuration. RFC 7845. */
final class OpusSyntax implements AudioSyntax {
  private final String language;
  private final OpusHead head;

  OpusSyntax(Track track) {
    this.language = track.language();
    this.head =
        track.configuration().isEmpty()
            ? OpusHead.of(track.channels() == 1 ? 1 : 2)
            : OpusHead.parse(track.configuration(), 0);
  }

  @Override
  public Sound read(Payload data, long byteOffset, TrackFormat.@Nullable Audio before) {
    int samples = OpusPacket.samples(data, byteOffset);
    return new Sound(data.length(), samples, before == null ? format(samples) : before);
  }

  /** Silence lasts as long as the first packet; that others are longer is no other format. */
  private TrackFormat.Audio format(int samples) {
    return new TrackFormat.Audio(
        Codec.OPUS,
        "Opus",
        head.dops(),
        language,
        OpusPacket.SAMPLE_RATE,
        head.channels(),
        samples,
        OpusPacket.silence(head, samples));
  }
}
