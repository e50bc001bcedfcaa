package io.millrace.segment;

import io.millrace.media.AccessUnit;
import io.millrace.media.Codec;
import io.millrace.media.Colour;
import io.millrace.media.Display;
import io.millrace.media.FrameRate;
import io.millrace.media.Hdr;
import io.millrace.media.MediaType;
import io.millrace.media.Payload;
import io.millrace.media.PixelAspect;
import io.millrace.media.SavedState;
import io.millrace.media.Timescale;
import io.millrace.media.Track;
import io.millrace.media.TrackFormat;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A segmenter's answers, kept; and the tracks that the tests feed it. */
final class Recorded implements SegmentHandler {
  static final int VIDEO = 1;
  static final int AUDIO = 2;
  static final Payload SILENCE = Payload.of(new byte[] {0});

  final List<SegmentUnit> units = new ArrayList<>();
  final Map<DropReason, Integer> dropped = new EnumMap<>(DropReason.class);
  final Map<SegmentEvent, Integer> events = new EnumMap<>(SegmentEvent.class);
  @Nullable Consumer<SegmentUnit> sink;

  @Override
  public void onSegment(SegmentUnit unit) {
    if (sink != null) {
      sink.accept(unit);
    } else {
      units.add(unit);
    }
  }

  @Override
  public void onDropped(MediaType type, DropReason reason, int count) {
    dropped.merge(reason, count, Integer::sum);
  }

  @Override
  public void onEvent(SegmentEvent event, int count, String detail) {
    events.merge(event, count, Integer::sum);
  }

  /** A segmenter of {@code cam-1} that takes every track, after a restore. */
  static Segmenter reload(Segmenter segmenter, SegmentSettings settings) {
    return SavedState.reload(
        segmenter::save, in -> Segmenter.load(in, "cam-1", settings, SelectionSettings.DEFAULT));
  }

  static Track track(int id, Codec codec, Timescale timescale) {
    return new Track(
        id,
        codec,
        codec.name(),
        Payload.EMPTY,
        Track.Framing.RAW,
        timescale,
        null,
        0,
        0,
        0,
        0,
        Display.UNDECLARED,
        "und",
        Track.Use.PROGRAMME,
        false);
  }

  static TrackFormat.Video video(@Nullable FrameRate rate) {
    return video(Codec.H264, "avc1.64001f", rate);
  }

  /** H.265 in the same words. */
  static TrackFormat.Video h265(@Nullable FrameRate rate) {
    return video(Codec.H265, "hvc1.1.6.L93.90", rate);
  }

  private static TrackFormat.Video video(Codec codec, String codecs, @Nullable FrameRate rate) {
    return new TrackFormat.Video(
        codec,
        codecs,
        Payload.of(new byte[] {1, 2, 3}),
        "und",
        640,
        360,
        PixelAspect.SQUARE,
        Colour.UNSPECIFIED,
        Hdr.UNKNOWN,
        0,
        rate);
  }

  static TrackFormat.Audio audio(int sampleRate) {
    return new TrackFormat.Audio(
        Codec.AAC,
        "mp4a.40.2",
        Payload.of(new byte[] {0x11, (byte) 0x90}),
        "und",
        sampleRate,
        2,
        1024,
        SILENCE);
  }

  static AccessUnit picture(long pts, Sync sync, int tag) {
    return new AccessUnit(
        VIDEO,
        pts,
        0,
        sync == Sync.SYNC,
        Payload.of(new byte[] {(byte) tag, (byte) (tag >> 8)}),
        0);
  }

  static AccessUnit sound(long pts, int tag) {
    return new AccessUnit(
        AUDIO, pts, 0, true, Payload.of(new byte[] {1, (byte) tag, (byte) (tag >> 8)}), 0);
  }

  enum Sync {
    SYNC,
    REST
  }
}
