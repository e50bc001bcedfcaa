package io.millrace.transcode;

import io.millrace.codec.h264.H264Syntax;
import io.millrace.codec.h265.H265Syntax;
import io.millrace.codec.nal.NalIndex;
import io.millrace.codec.nal.NalRole;
import io.millrace.codec.nal.NalSyntax;
import io.millrace.codec.nal.NalUnits;
import io.millrace.media.Codec;
import io.millrace.media.Colour;
import io.millrace.media.FrameRate;
import io.millrace.media.Payload;
import io.millrace.media.PixelAspect;
import io.millrace.media.Rung;
import io.millrace.media.Track;
import io.millrace.media.TrackFormat;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an encoder of NAL units writes, as samples and the format of their track. */
final class RenditionFormat {
  /** SMPTE ST 2084 and ARIB STD-B67, the transfers of high dynamic range. ITU-T H.273, 8.2. */
  private static final int PQ = 16;

  private static final int HLG = 18;

  /** Red, green and blue as they are, and what they become here. ITU-T H.273, 8.3. */
  private static final int IDENTITY = 0;

  private static final int BT_709 = 1;

  private final Codec codec;
  private final NalSyntax syntax;
  private final int bitDepth;
  private final Colour colour;
  private final NalIndex index = new NalIndex();

  private RenditionFormat(Codec codec, int bitDepth, Colour colour) {
    this.codec = codec;
    this.syntax = codec == Codec.H265 ? H265Syntax.INSTANCE : H264Syntax.INSTANCE;
    this.bitDepth = bitDepth;
    this.colour = colour;
  }

  /**
   * What a rung makes of a source: 8 bits, but 10 in HEVC where the source has a high dynamic range
   * and the rung does not ask for Main. Colours stay what they are, in limited range.
   */
  static RenditionFormat of(Rung rung, TrackFormat.Video source) {
    Colour from = source.colour();
    boolean high = from.transfer() == PQ || from.transfer() == HLG;
    boolean deep = high && rung.output() == Codec.H265 && rung.profile() == null;
    int matrix = from.matrix() == IDENTITY ? BT_709 : from.matrix();
    Colour to = new Colour(from.primaries(), from.transfer(), matrix, false);
    return new RenditionFormat(rung.output(), deep ? 10 : 8, to);
  }

  int bitDepth() {
    return bitDepth;
  }

  Colour colour() {
    return colour;
  }

  /** The picture's slices behind their lengths, without parameter sets and words of the encoder. */
  Payload sample(Payload annexB) {
    index.read(syntax, annexB, Track.Framing.ANNEX_B, 0, 0);
    index.remove(NalRole.PARAMETER_SET, NalRole.OTHER);
    return index.sample();
  }

  /**
   * The format of the track.
   *
   * @param annexB with the parameter sets in it
   */
  TrackFormat.Video format(Payload annexB, TrackFormat.Video source, @Nullable FrameRate rate) {
    List<Payload> sets = new ArrayList<>();
    NalUnits nalUnits = NalUnits.annexB(syntax, annexB);
    while (nalUnits.next()) {
      if (syntax.role(nalUnits.type()) == NalRole.PARAMETER_SET) {
        sets.add(nalUnits.payload());
      }
    }
    return codec == Codec.H265 ? h265(sets, source, rate) : h264(sets, source, rate);
  }

  private static TrackFormat.Video h264(
      List<Payload> nalUnits, TrackFormat.Video source, @Nullable FrameRate rate) {
    var sets = io.millrace.codec.h264.ParameterSets.NONE.with(nalUnits, 0);
    io.millrace.codec.h264.Sps sps = sets.sequence();
    return new TrackFormat.Video(
        Codec.H264,
        sps.codecs("avc1"),
        sets.configuration().payload(),
        source.language(),
        sps.width(),
        sps.height(),
        PixelAspect.SQUARE,
        sps.vui().colour(),
        source.hdr(),
        0,
        rate);
  }

  private static TrackFormat.Video h265(
      List<Payload> nalUnits, TrackFormat.Video source, @Nullable FrameRate rate) {
    var sets = io.millrace.codec.h265.ParameterSets.NONE.with(nalUnits, 0);
    io.millrace.codec.h265.Sps sps = sets.sequence();
    return new TrackFormat.Video(
        Codec.H265,
        sps.profileTierLevel().codecs("hvc1"),
        sets.completeConfiguration().payload(),
        source.language(),
        sps.width(),
        sps.height(),
        PixelAspect.SQUARE,
        sps.vui().colour(),
        source.hdr(),
        0,
        rate);
  }
}
