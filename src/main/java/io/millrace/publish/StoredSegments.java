package io.millrace.publish;

import io.millrace.cmaf.PackagedSegment;
import io.millrace.cmaf.PackagedTrack;
import io.millrace.media.FrameRate;
import io.millrace.media.TrackFormat;
import io.millrace.playlist.StoredSegment;
import io.millrace.playlist.StoredTrack;
import io.millrace.storage.ObjectName;
import java.util.List;

/** What remains of a packaged segment when its bytes are in the store. */
public final class StoredSegments {
  private StoredSegments() {}

  /** The same segment without its bytes. */
  public static StoredSegment of(PackagedSegment segment) {
    List<StoredTrack> tracks =
        segment.tracks().stream().map(track -> track(track, segment.number())).toList();
    return new StoredSegment(
        segment.stream(),
        segment.number(),
        segment.discontinuity(),
        segment.programDateTime(),
        segment.targetDuration(),
        tracks,
        segment.gaps(),
        segment.end());
  }

  private static StoredTrack track(PackagedTrack track, long number) {
    TrackFormat format = track.format();
    TrackFormat.Video video = format instanceof TrackFormat.Video v ? v : null;
    TrackFormat.Audio audio = format instanceof TrackFormat.Audio a ? a : null;
    FrameRate frameRate = video == null ? null : video.frameRate();
    return new StoredTrack(
        track.rendition(),
        format.codec().type().name(),
        format.codecs(),
        format.language(),
        video == null ? 0 : video.displayWidth(),
        video == null ? 0 : video.height(),
        frameRate == null ? 0 : frameRate.numerator(),
        frameRate == null ? 0 : frameRate.denominator(),
        audio == null ? 0 : audio.sampleRate(),
        audio == null ? 0 : audio.channels(),
        track.objects(),
        ObjectName.initFile(track.recipe()),
        ObjectName.segmentFile(number),
        track.timescale().ticksPerSecond(),
        track.baseMediaDecodeTime(),
        track.duration(),
        track.bytes(),
        track.independent(),
        video == null ? StoredTrack.UNSPECIFIED_TRANSFER : video.colour().transfer());
  }
}
