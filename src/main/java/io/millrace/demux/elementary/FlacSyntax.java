package io.millrace.demux.elementary;

import io.millrace.codec.flac.FlacFrame;
import io.millrace.codec.flac.StreamInfo;
import io.millrace.media.Codec;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.Track;
import io.millrace.media.TrackFormat;
import org.jspecify.annotations.Nullable;

/** FLAC: one frame each; the container has STREAMINFO, which every frame must agree with. */
final class FlacSyntax implements AudioSyntax {
  private final String language;
  private final StreamInfo info;

  FlacSyntax(Track track) {
    this.language = track.language();
    this.info = StreamInfo.parse(track.configuration(), 0);
  }

  @Override
  public Sound read(Payload data, long byteOffset, TrackFormat.@Nullable Audio before) {
    FlacFrame frame = FlacFrame.parse(data, byteOffset);
    if (!frame.fits(info)) {
      throw new MediaException.Malformed(byteOffset, "FLAC: %s in a stream of %s", frame, info);
    }
    int samples = frame.blockSize();
    return new Sound(data.length(), samples, before == null ? format(samples) : before);
  }

  private TrackFormat.Audio format(int firstSamples) {
    int samples = info.isFixedBlockSize() ? info.maxBlockSize() : firstSamples;
    return new TrackFormat.Audio(
        Codec.FLAC,
        "fLaC",
        info.dfla(),
        language,
        info.sampleRate(),
        info.channels(),
        samples,
        FlacFrame.silence(info, samples));
  }
}
