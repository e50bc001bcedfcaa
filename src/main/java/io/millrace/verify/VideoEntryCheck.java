package io.millrace.verify;

import io.millrace.codec.av1.Av1Configuration;
import io.millrace.codec.av1.SequenceHeader;
import io.millrace.codec.h264.AvcConfiguration;
import io.millrace.codec.h264.H264Syntax;
import io.millrace.codec.h264.Sps;
import io.millrace.codec.h265.H265Syntax;
import io.millrace.codec.h265.HevcConfiguration;
import io.millrace.codec.h265.NalUnitType;
import io.millrace.codec.vp9.VpConfiguration;
import io.millrace.isobmff.Av1C;
import io.millrace.isobmff.AvcC;
import io.millrace.isobmff.Box;
import io.millrace.isobmff.Colr;
import io.millrace.isobmff.HvcC;
import io.millrace.isobmff.Pasp;
import io.millrace.isobmff.VisualSampleEntry;
import io.millrace.isobmff.VpcC;
import io.millrace.media.Colour;
import io.millrace.media.FrameRate;
import io.millrace.media.Payload;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The sample entry of a video track against what its codec says. ISO/IEC 14496-15. */
final class VideoEntryCheck {
  private static final int LENGTH_SIZE = 4;
  private static final int UNSPECIFIED = 2;

  private final Findings.About about;
  private final String place;

  VideoEntryCheck(Findings.About about, String place) {
    this.about = about;
    this.place = place;
  }

  /** What one parameter set says of the pictures. */
  private record Picture(int width, int height, Colour colour, @Nullable FrameRate frameRate) {}

  /**
   * What the configuration says.
   *
   * @param pictures one for each sequence parameter set; empty if they are elsewhere
   */
  private record Coded(
      String codecs, List<Picture> pictures, TrackHeader.@Nullable NalFormat nal) {}

  @Nullable TrackHeader read(SampleEntryCheck.Track track, VisualSampleEntry entry) {
    Coded coded = coded(entry);
    if (coded == null) {
      return null;
    }
    checkSize(track, entry, coded.pictures());
    Colour colour = colour(entry, coded.pictures());
    FrameRate rate = coded.pictures().isEmpty() ? null : coded.pictures().get(0).frameRate();
    TrackHeader.Video video =
        new TrackHeader.Video(
            round(track.tkhd().width()),
            round(track.tkhd().height()),
            colour.transfer(),
            rate,
            coded.nal());
    return new TrackHeader(
        track.tkhd().trackId(),
        track.timescale(),
        entry.type(),
        coded.codecs(),
        track.defaults(),
        track.edited(),
        video,
        null);
  }

  /** 16.16 fixed point to the nearest. */
  private static int round(long fixed) {
    return (int) ((fixed + 0x8000) >> 16);
  }

  /** Null after a finding. */
  private @Nullable Coded coded(VisualSampleEntry entry) {
    Class<? extends Box> wanted =
        switch (entry.type()) {
          case "avc1", "avc3" -> AvcC.class;
          case "hvc1", "hev1" -> HvcC.class;
          case "av01" -> Av1C.class;
          case "vp09" -> VpcC.class;
          default -> Box.class;
        };
    Box configuration = InitCheck.first(entry.boxes(), wanted);
    boolean found = wanted != Box.class && configuration != null;
    if (!about.check(Rule.I_13, found, place, "no configuration that is known")) {
      return null;
    }
    boolean inSamples = entry.type().equals("avc3") || entry.type().equals("hev1");
    about.check(Rule.I_15, !inSamples, place, "%s", entry.type());
    if (configuration instanceof AvcC avcC) {
      return avc(entry, AvcConfiguration.parse(avcC.configuration(), 0), !inSamples);
    }
    if (configuration instanceof HvcC hvcC) {
      return hevc(entry, HevcConfiguration.parse(hvcC.configuration(), 0), !inSamples);
    }
    if (configuration instanceof Av1C av1C) {
      return av1(Av1Configuration.parse(av1C.configuration(), 0));
    }
    return configuration instanceof VpcC vpcC ? vp9(vpcC) : null;
  }

  private Coded avc(VisualSampleEntry entry, AvcConfiguration config, boolean complete) {
    checkSets(complete, !config.sps().isEmpty() && !config.pps().isEmpty());
    List<Picture> pictures = new ArrayList<>();
    boolean same = config.sps().isEmpty();
    for (Payload set : config.sps()) {
      Sps sps = Sps.parse(set, 0);
      pictures.add(
          new Picture(sps.width(), sps.height(), sps.vui().colour(), sps.vui().frameRate()));
      same |=
          sps.profileIdc() == config.profileIdc()
              && sps.constraintFlags() == config.constraintFlags()
              && sps.levelIdc() == config.levelIdc();
    }
    String codecs =
        String.format(
            Locale.ROOT,
            "%s.%02x%02x%02x",
            entry.type(),
            config.profileIdc(),
            config.constraintFlags(),
            config.levelIdc());
    about.check(Rule.I_16, same, place, "avcC is of %s, no SPS in it is", codecs);
    checkLength(config.lengthSize());
    Set<Payload> sets = new HashSet<>(config.sps());
    sets.addAll(config.pps());
    return new Coded(
        codecs,
        pictures,
        new TrackHeader.NalFormat(H264Syntax.INSTANCE, config.lengthSize(), sets, complete));
  }

  private Coded hevc(VisualSampleEntry entry, HevcConfiguration config, boolean complete) {
    List<Payload> all = config.nalUnits(NalUnitType.SEQUENCE_PARAMETER_SET);
    List<Payload> vps = config.nalUnits(NalUnitType.VIDEO_PARAMETER_SET);
    List<Payload> pps = config.nalUnits(NalUnitType.PICTURE_PARAMETER_SET);
    checkSets(complete, !all.isEmpty() && !vps.isEmpty() && !pps.isEmpty());
    List<Picture> pictures = new ArrayList<>();
    boolean same = all.isEmpty();
    for (Payload set : all) {
      io.millrace.codec.h265.Sps sps = io.millrace.codec.h265.Sps.parse(set, 0);
      boolean fields = sps.vui().fieldSequence();
      int height = fields ? 2 * sps.height() : sps.height();
      FrameRate rate = fields ? null : sps.vui().frameRate();
      pictures.add(new Picture(sps.width(), height, sps.vui().colour(), rate));
      same |= sps.profileTierLevel().equals(config.profileTierLevel());
    }
    String codecs = config.profileTierLevel().codecs(entry.type());
    about.check(Rule.I_16, same, place, "hvcC is of %s, no SPS in it is", codecs);
    checkLength(config.lengthSize());
    Set<Payload> sets = new HashSet<>(all);
    sets.addAll(vps);
    sets.addAll(pps);
    return new Coded(
        codecs,
        pictures,
        new TrackHeader.NalFormat(H265Syntax.INSTANCE, config.lengthSize(), sets, complete));
  }

  private void checkSets(boolean complete, boolean found) {
    about.check(Rule.I_14, !complete || found, place, "the configuration lacks parameter sets");
  }

  private void checkLength(int lengthSize) {
    about.check(
        Rule.I_16, lengthSize == LENGTH_SIZE, place, "NAL unit lengths of %d bytes", lengthSize);
  }

  private static Coded av1(Av1Configuration config) {
    Payload obu = config.sequenceHeader(0);
    if (obu == null) {
      return new Coded("", List.of(), null);
    }
    SequenceHeader header = SequenceHeader.parseObu(obu, 0);
    Picture picture =
        new Picture(header.width(), header.height(), header.colour(), header.frameRate());
    return new Coded(header.codecs(), List.of(picture), null);
  }

  private static Coded vp9(VpcC box) {
    return new Coded(VpConfiguration.parse(box.configuration(), 0).codecs(), List.of(), null);
  }

  private void checkSize(
      SampleEntryCheck.Track track, VisualSampleEntry entry, List<Picture> pictures) {
    boolean coded = pictures.isEmpty();
    for (Picture picture : pictures) {
      // The pictures of a field sequence are fields, whether they are published in pairs or not.
      coded |= picture.width() == entry.width() && picture.height() == entry.height();
    }
    about.check(
        Rule.I_17,
        coded,
        place,
        "%dx%d, the bitstream has %s",
        entry.width(),
        entry.height(),
        pictures.isEmpty() ? "none" : pictures.get(0).width() + "x" + pictures.get(0).height());
    Pasp pasp = InitCheck.first(entry.boxes(), Pasp.class);
    long width = (long) entry.width() << 16;
    if (pasp != null && pasp.horizontalSpacing() > 0 && pasp.verticalSpacing() > 0) {
      long shown = width * pasp.horizontalSpacing() / pasp.verticalSpacing();
      // What tkhd cannot say, or nobody can have meant, is shown as it is coded.
      width = shown < 0x1_0000 || shown > 0xffff_ffffL ? width : shown;
    }
    boolean shown =
        Math.abs(track.tkhd().width() - width) <= 0x1_0000
            && round(track.tkhd().height()) == entry.height();
    about.check(
        Rule.I_17,
        shown,
        place,
        "%dx%d, shown as %d pixels wide; tkhd %dx%d",
        entry.width(),
        entry.height(),
        round(width),
        round(track.tkhd().width()),
        round(track.tkhd().height()));
  }

  /** What colr says, or else the bitstream. */
  private Colour colour(VisualSampleEntry entry, List<Picture> pictures) {
    Colour coded = pictures.isEmpty() ? Colour.UNSPECIFIED : pictures.get(0).colour();
    Colr colr = InitCheck.first(entry.boxes(), Colr.class);
    if (colr == null) {
      return coded;
    }
    Colour told = colr.colour();
    about.check(
        Rule.I_18,
        agree(told.primaries(), coded.primaries())
            && agree(told.transfer(), coded.transfer())
            && agree(told.matrix(), coded.matrix()),
        place,
        "colr %s, the bitstream %s",
        text(told),
        text(coded));
    return told;
  }

  private static boolean agree(int told, int coded) {
    return coded == UNSPECIFIED || told == coded;
  }

  private static String text(Colour colour) {
    return "%d/%d/%d".formatted(colour.primaries(), colour.transfer(), colour.matrix());
  }
}
