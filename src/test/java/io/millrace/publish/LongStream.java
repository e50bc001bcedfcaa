package io.millrace.publish;

import io.millrace.playlist.StoredSegment;
import io.millrace.playlist.StoredTrack;
import io.millrace.storage.ObjectName;
import java.util.ArrayList;
import java.util.List;

/**
 * Stored segments as a live stream makes them: 60 frames of 30000/1001 per second, AAC tiled under
 * them, a short segment and a discontinuity now and then, audio that comes late or goes.
 */
final class LongStream {
  static final String STREAM = "cam-1";
  static final int TARGET_SECONDS = 3;

  private static final int VIDEO_TIMESCALE = 30_000;
  private static final int AUDIO_TIMESCALE = 48_000;
  private static final int FRAME_TICKS = 1_001;
  private static final long START_MILLIS = 1_767_225_600_000L; // 2026-01-01T00:00:00Z

  private final List<StoredSegment> segments = new ArrayList<>();
  private long frames;
  private long jumpMillis;

  /** {@code count} segments and an END; audio stands in those that are in none of the holes. */
  static List<StoredSegment> of(int count, int holeFrom, int holeTo) {
    LongStream stream = new LongStream();
    for (int n = 0; n < count; n++) {
      stream.add(n, n >= holeFrom && n < holeTo);
    }
    stream.segments.add(
        new StoredSegment(STREAM, count, false, Long.MIN_VALUE, TARGET_SECONDS, List.of(), true));
    return stream.segments;
  }

  private void add(int number, boolean silent) {
    boolean discontinuity = number > 0 && number % 17 == 0;
    jumpMillis += discontinuity ? 12_345 : 0;
    long end = frames + (number % 17 == 16 ? 23 : 60); // the last before a break is short
    List<StoredTrack> tracks = new ArrayList<>();
    tracks.add(video(number, end));
    if (!silent) {
      tracks.add(audio(number, end));
    }
    long millis = START_MILLIS + jumpMillis + frames * FRAME_TICKS / 30;
    segments.add(
        new StoredSegment(STREAM, number, discontinuity, millis, TARGET_SECONDS, tracks, false));
    frames = end;
  }

  private StoredTrack video(int number, long end) {
    return new StoredTrack(
        "video",
        "VIDEO",
        "avc1.64001f",
        "und",
        1280,
        720,
        30_000,
        1_001,
        0,
        0,
        "init-" + (number < 40 ? "aaaaaaaaaaaa" : "bbbbbbbbbbbb") + ".mp4",
        ObjectName.segmentFile(number),
        VIDEO_TIMESCALE,
        frames * FRAME_TICKS,
        (end - frames) * FRAME_TICKS,
        700_000 + number * 7919 % 50_000,
        true);
  }

  private StoredTrack audio(int number, long end) {
    long first = audioFrame(frames);
    long last = audioFrame(end);
    return new StoredTrack(
        "audio",
        "AUDIO",
        "mp4a.40.2",
        "en",
        0,
        0,
        0,
        0,
        AUDIO_TIMESCALE,
        2,
        "init-cccccccccccc.mp4",
        ObjectName.segmentFile(number),
        AUDIO_TIMESCALE,
        first * 1024,
        (last - first) * 1024,
        32_000,
        true);
  }

  private static long audioFrame(long frame) {
    return frame * FRAME_TICKS * AUDIO_TIMESCALE / VIDEO_TIMESCALE / 1024;
  }
}
