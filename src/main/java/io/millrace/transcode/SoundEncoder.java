package io.millrace.transcode;

import io.millrace.codec.aac.AudioSpecificConfig;
import io.millrace.codec.aac.SilentFrame;
import io.millrace.libav.AudioEncoder;
import io.millrace.libav.LibavException;
import io.millrace.media.AudioTarget;
import io.millrace.media.Codec;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.Sample;
import io.millrace.media.Timescale;
import io.millrace.media.TrackFormat;
import io.millrace.segment.AudioMargins;
import io.millrace.segment.EncoderInput;
import io.millrace.segment.TrackSegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Sound of any codec, rate and layout to AAC-LC at 48 kHz, segment by segment: decoder, resampler
 * and encoder have heard nothing else, so the result is a pure function of the segment and the
 * target. Segments that are encoded apart join without a seam, for each begins on what {@link
 * AudioMargins} says. Loudness stays as it is.
 */
public final class SoundEncoder {
  private static final Timescale TIMESCALE = new Timescale(EncoderInput.AUDIO_RATE);

  private final AudioTarget target;

  public SoundEncoder(AudioTarget target) {
    this.target = target;
  }

  /**
   * The sound of {@code source} from {@link EncoderInput#start} to {@link EncoderInput#end} in
   * whole frames.
   *
   * @throws MediaException if the decoder's configuration cannot be read
   * @throws LibavException if FFmpeg does not decode the codec or cannot do its work
   */
  public TrackSegment encode(TrackSegment source) {
    return encode(source, damaged -> {});
  }

  /**
   * The same.
   *
   * @param damaged is told how many access units are silent because they could not be decoded, if
   *     there are any
   */
  public TrackSegment encode(TrackSegment source, IntConsumer damaged) {
    EncoderInput input = source.encoding();
    if (input == null || !(source.format() instanceof TrackFormat.Audio format)) {
      throw new IllegalArgumentException(
          "Invalid segment of %s: no sound to be encoded".formatted(source.rendition()));
    }
    checkFrames(source, input);
    SoundFeed feed = new SoundFeed(source, format, input, target.layout());
    float[][] heard = feed.read();
    if (feed.damaged() > 0) {
      damaged.accept(feed.damaged());
    }
    return encoded(source, format.language(), input, heard);
  }

  private static void checkFrames(TrackSegment source, EncoderInput input) {
    if ((input.end() - input.start()) % EncoderInput.AUDIO_FRAME != 0) {
      throw new IllegalArgumentException(
          "Invalid segment of %s: samples %d to %d are not whole frames"
              .formatted(source.rendition(), input.start(), input.end()));
    }
  }

  private TrackSegment encoded(
      TrackSegment source, String language, EncoderInput input, float[][] heard) {
    long first = AudioMargins.firstHeard(input.start());
    List<AudioEncoder.Packet> packets = new ArrayList<>();
    try (AudioEncoder encoder = new AudioEncoder(target, EncoderInput.AUDIO_RATE)) {
      for (int at = 0; at < heard[0].length; at += EncoderInput.AUDIO_FRAME) {
        encoder.encode(heard, at, first + at, packets::add);
      }
      encoder.finish(packets::add);
      return new TrackSegment(
          source.rendition(),
          format(encoder.configuration(), language),
          TIMESCALE,
          input.start(),
          own(packets, input));
    }
  }

  private static List<Sample> own(List<AudioEncoder.Packet> packets, EncoderInput input) {
    List<Sample> samples = new ArrayList<>();
    for (AudioEncoder.Packet packet : packets) {
      if (packet.pts() >= input.start() && packet.pts() < input.end()) {
        samples.add(new Sample(EncoderInput.AUDIO_FRAME, 0, true, packet.data()));
      }
    }
    long expected = (input.end() - input.start()) / EncoderInput.AUDIO_FRAME;
    if (samples.size() != expected) {
      throw new IllegalStateException(
          "Encoder made %d frames, expected %d".formatted(samples.size(), expected));
    }
    return samples;
  }

  private TrackFormat.Audio format(Payload configuration, String language) {
    AudioSpecificConfig config = AudioSpecificConfig.parse(configuration, 0);
    return new TrackFormat.Audio(
        Codec.AAC,
        config.codecs(),
        configuration,
        language,
        EncoderInput.AUDIO_RATE,
        target.layout().channels(),
        EncoderInput.AUDIO_FRAME,
        SilentFrame.of(config));
  }
}
