package io.millrace.transcode;

import io.millrace.codec.h264.H264Syntax;
import io.millrace.codec.h264.NalUnitType;
import io.millrace.codec.h264.ParameterSets;
import io.millrace.codec.h264.Sps;
import io.millrace.codec.nal.NalIndex;
import io.millrace.codec.nal.NalRole;
import io.millrace.codec.nal.NalUnits;
import io.millrace.libav.Picture;
import io.millrace.libav.Scaler;
import io.millrace.libav.VideoEncoder;
import io.millrace.media.Codec;
import io.millrace.media.FrameRate;
import io.millrace.media.Hdr;
import io.millrace.media.Ladder;
import io.millrace.media.Payload;
import io.millrace.media.PixelAspect;
import io.millrace.media.Sample;
import io.millrace.media.Track;
import io.millrace.media.TrackFormat;
import io.millrace.segment.TrackSegment;
import java.util.ArrayList;
import java.util.List;

/** Makes one rendition of one segment. */
final class RungEncoder implements AutoCloseable {
  private static final int CRF = 23;
  private static final String PRESET = "veryfast";
  private static final long SYNC_SECONDS = 2;

  /**
   * For rate control alone, where nobody says the rate: it must not follow a segment's pictures.
   */
  private static final FrameRate UNKNOWN_RATE = new FrameRate(30, 1);

  private final Ladder.Rung rung;
  private final TrackSegment source;
  private final TrackFormat.Video sourceFormat;
  private final Scaler scaler;
  private final VideoEncoder encoder;
  private final NalIndex index = new NalIndex();
  private final List<VideoEncoder.Packet> packets = new ArrayList<>();

  RungEncoder(Ladder.Rung rung, TrackSegment source, TrackFormat.Video sourceFormat) {
    this.rung = rung;
    this.source = source;
    this.sourceFormat = sourceFormat;
    int width = width(rung, sourceFormat);
    this.scaler = new Scaler(width, rung.height());
    FrameRate rate = sourceFormat.frameRate() == null ? UNKNOWN_RATE : sourceFormat.frameRate();
    this.encoder =
        new VideoEncoder(
            new VideoEncoder.Settings(
                width,
                rung.height(),
                rate,
                sourceFormat.colour(),
                rung.bitRate(),
                CRF,
                PRESET,
                syncInterval(rate)));
  }

  private static int syncInterval(FrameRate rate) {
    return (int) Math.max(1, SYNC_SECONDS * rate.numerator() / rate.denominator());
  }

  /** Square pixels in the shape of the source, to the nearest even number. */
  private static int width(Ladder.Rung rung, TrackFormat.Video source) {
    long doubled = 2L * source.height();
    long half = ((long) rung.height() * source.displayWidth() + source.height()) / doubled;
    return Math.toIntExact(Math.max(1, half) * 2);
  }

  /** Takes the next picture, which stays open. */
  void encode(Picture picture) {
    try (Picture scaled = scaler.scale(picture)) {
      encoder.encode(scaled, packets::add);
    }
  }

  /** The rendition, after the last picture. */
  TrackSegment finish() {
    encoder.finish(packets::add);
    List<Sample> clock = source.samples();
    long[] times = new long[clock.size()];
    for (int i = 1; i < times.length; i++) {
      times[i] = times[i - 1] + clock.get(i - 1).duration();
    }
    List<Sample> samples = new ArrayList<>();
    for (VideoEncoder.Packet packet : packets) {
      int order = samples.size();
      samples.add(
          new Sample(
              clock.get(order).duration(),
              times[packet.index()] - times[order],
              packet.sync(),
              sample(packet.data())));
    }
    return new TrackSegment(
        rung.rendition(), format(), source.timescale(), source.baseMediaDecodeTime(), samples);
  }

  private TrackFormat.Video format() {
    List<Payload> all = new ArrayList<>();
    NalUnits nalUnits = NalUnits.annexB(H264Syntax.INSTANCE, encoder.parameterSets());
    while (nalUnits.next()) {
      if (NalUnitType.isParameterSet(nalUnits.type())) {
        all.add(nalUnits.payload());
      }
    }
    ParameterSets sets = ParameterSets.NONE.with(all, 0);
    Sps sps = sets.sequence();
    return new TrackFormat.Video(
        Codec.H264,
        sps.codecs("avc1"),
        sets.configuration().payload(),
        sourceFormat.language(),
        sps.width(),
        sps.height(),
        PixelAspect.SQUARE,
        sps.vui().colour(),
        Hdr.UNKNOWN,
        sourceFormat.rotation(),
        sourceFormat.frameRate());
  }

  /** The slices behind their lengths: x264's words about itself and parameter sets stay out. */
  private Payload sample(Payload annexB) {
    index.read(H264Syntax.INSTANCE, annexB, Track.Framing.ANNEX_B, 0, 0);
    index.remove(NalRole.PARAMETER_SET, NalRole.OTHER);
    return index.sample();
  }

  @Override
  public void close() {
    scaler.close();
    encoder.close();
  }
}
