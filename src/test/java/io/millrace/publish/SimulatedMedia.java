package io.millrace.publish;

import io.millrace.cmaf.CmafPackager;
import io.millrace.cmaf.PackagedSegment;
import io.millrace.media.Codec;
import io.millrace.media.Payload;
import io.millrace.media.Sample;
import io.millrace.media.Timescale;
import io.millrace.media.TrackFormat;
import io.millrace.segment.SegmentUnit;
import io.millrace.segment.TrackSegment;
import java.util.ArrayList;
import java.util.List;

/** A stream of two renditions of sound in segments of 2 s, a break now and then, as objects. */
final class SimulatedMedia {
  static final String STREAM = "cam-1";

  private static final TrackFormat.Audio FORMAT =
      new TrackFormat.Audio(
          Codec.AAC,
          "mp4a.40.2",
          Payload.of(new byte[] {0x11, (byte) 0x90}),
          "und",
          48_000,
          2,
          1024,
          Payload.of(new byte[] {0x21, 0x10}));
  private static final int FRAMES = 94;
  private static final int BREAK_EACH = 9;

  private SimulatedMedia() {}

  /**
   * @param filler what the samples are made of: another one, other bytes
   */
  static List<PackagedSegment> segments(int count, int filler) {
    CmafPackager packager = new CmafPackager();
    List<PackagedSegment> segments = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      List<TrackSegment> tracks = List.of(track("audio", n, filler), track("audio-2", n, filler));
      segments.add(packager.pack(unit(n, tracks, false)));
    }
    segments.add(packager.pack(unit(count, List.of(), true)));
    return segments;
  }

  private static SegmentUnit unit(int number, List<TrackSegment> tracks, boolean end) {
    boolean discontinuity = number % BREAK_EACH == BREAK_EACH - 1;
    return new SegmentUnit(STREAM, number, discontinuity, 2000L * number, 3, tracks, end);
  }

  private static TrackSegment track(String rendition, int number, int filler) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < FRAMES; i++) {
      samples.add(new Sample(1024, 0, true, Payload.of(new byte[] {(byte) filler, (byte) number})));
    }
    return new TrackSegment(
        rendition, FORMAT, new Timescale(48_000), (long) number * FRAMES * 1024, samples);
  }
}
