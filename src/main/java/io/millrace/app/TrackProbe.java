package io.millrace.app;

import io.millrace.codec.h264.AvcConfiguration;
import io.millrace.codec.h265.HevcConfiguration;
import io.millrace.codec.h265.NalUnitType;
import io.millrace.media.AccessUnit;
import io.millrace.media.Timescale;
import io.millrace.media.Track;
import io.millrace.media.TrackFormat;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What {@code millrace probe} learns of one track from its access units. */
final class TrackProbe {
  /** H.264 keeps at most 16 pictures back. ISO/IEC 14496-10, A.3.1. */
  private static final int MAX_REORDER = 16;

  private static final Timescale MICROSECONDS = new Timescale(1_000_000);

  private final Track track;
  private @Nullable TrackFormat format;
  private final Deque<Long> decoded = new ArrayDeque<>();
  private final GopCount gops = new GopCount();
  private long accessUnits;
  private long bytes;
  private long firstPts = Long.MAX_VALUE;
  private long lastPts = Long.MIN_VALUE;
  private long lastDuration;
  private long syncPts;
  private int reorderDepth;

  TrackProbe(Track track) {
    this.track = track;
  }

  void format(TrackFormat found) {
    format = found;
  }

  /** Takes an access unit as the container has it. */
  void count(AccessUnit unit) {
    accessUnits++;
    bytes += unit.data().length();
    firstPts = Math.min(firstPts, unit.pts());
    if (unit.pts() > lastPts) {
      lastPts = unit.pts();
      lastDuration = unit.duration();
    }
  }

  /** Takes a picture whose sync flag has been checked against its own bytes. */
  void picture(AccessUnit unit) {
    if (unit.sync()) {
      gops.begin();
      syncPts = unit.pts();
    } else if (unit.pts() < syncPts) {
      gops.leadingPicture();
    }
    gops.add();
    int ahead = 0;
    for (long pts : decoded) {
      ahead += pts > unit.pts() ? 1 : 0;
    }
    reorderDepth = Math.max(reorderDepth, ahead);
    decoded.addLast(unit.pts());
    if (decoded.size() > MAX_REORDER) {
      decoded.removeFirst();
    }
  }

  Track track() {
    return track;
  }

  @Nullable TrackFormat format() {
    return format;
  }

  /**
   * Whether pictures may be coded as fields: frame_mbs_only_flag of H.264 is 0, or HEVC says that
   * its source is interlaced.
   */
  boolean interlaced() {
    return switch (track.codec()) {
      case H264 ->
          format != null
              && AvcConfiguration.parse(format.configuration(), 0).sps().stream()
                  .anyMatch(sps -> !io.millrace.codec.h264.Sps.parse(sps, 0).frameMbsOnly());
      case H265 ->
          format != null
              && HevcConfiguration.parse(format.configuration(), 0)
                  .nalUnits(NalUnitType.SEQUENCE_PARAMETER_SET)
                  .stream()
                  .anyMatch(sps -> io.millrace.codec.h265.Sps.parse(sps, 0).isInterlaced());
      default -> false;
    };
  }

  GopCount gops() {
    return gops;
  }

  long accessUnits() {
    return accessUnits;
  }

  /** Coded bytes. */
  long bytes() {
    return bytes;
  }

  /** Pictures that are decoded before one that is shown earlier; above 0 there are B pictures. */
  int reorderDepth() {
    return reorderDepth;
  }

  /** Microseconds from the first access unit's start to the last one's end. */
  long durationMicros() {
    if (accessUnits == 0) {
      return 0;
    }
    long last = lastDuration > 0 || accessUnits < 2 ? lastDuration : span() / (accessUnits - 1);
    return track.timescale().rescale(span() + last, MICROSECONDS);
  }

  private long span() {
    return lastPts - firstPts;
  }

  /** Access units per second in thousandths; 0 if there are fewer than two. */
  long measuredMillihertz() {
    if (accessUnits < 2 || span() == 0) {
      return 0;
    }
    long micros = track.timescale().rescale(span(), MICROSECONDS);
    return micros == 0 ? 0 : ((accessUnits - 1) * 1_000_000_000 + micros / 2) / micros;
  }
}
