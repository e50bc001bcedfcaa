package io.millrace.demux.libav;

import io.millrace.libav.ContainerPacket;
import io.millrace.libav.ContainerReader;
import io.millrace.libav.ContainerReader.Certainty;
import io.millrace.libav.ContainerTrack;
import io.millrace.libav.InputBytes;
import io.millrace.libav.LibavException;
import io.millrace.media.Payload;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the first bytes of a stream say of it.
 *
 * @param format FFmpeg's word for it, empty if it has none
 * @param tracks empty if they cannot be found
 * @param known the tracks that {@code headBytes} show
 * @param headBytes that are needed to open the container
 * @param needsMore with more bytes it might be something else
 * @param complaint why no track is found
 */
record Opening(
    String format,
    List<ContainerTrack> tracks,
    Set<Integer> known,
    int headBytes,
    boolean needsMore,
    String complaint) {
  /** Bytes behind the first packet that some demuxers look at before they read it. */
  private static final int SLACK_BYTES = 64 << 10;

  /**
   * Looks at the bytes of a stream from its front.
   *
   * @param beginning as many as its format is told from
   */
  static Opening of(InputBytes bytes, Payload beginning) {
    String format =
        ContainerReader.formatOf(beginning, Certainty.CERTAIN)
            .or(() -> ContainerReader.formatOf(beginning, Certainty.LIKELY))
            .orElse(byStartCode(beginning));
    if (format.isEmpty()) {
      return nothing("", "FFmpeg does not know its format either");
    }
    try (ContainerReader reader = ContainerReader.open(format, bytes)) {
      List<ContainerTrack> tracks = reader.findTracks();
      boolean needsMore = reader.passedEnd();
      return tracks.isEmpty()
          ? nothing(format, "FFmpeg finds no tracks in it (%s)".formatted(format))
          : withHead(format, bytes, tracks, needsMore);
    } catch (LibavException e) {
      return nothing(format, "FFmpeg reads no %s in it: %s".formatted(format, e.getMessage()));
    }
  }

  /** FFmpeg counts start codes, and is not sure where several formats have as many. */
  private static String byStartCode(Payload beginning) {
    boolean startCode =
        beginning.length() > 3
            && beginning.at(0) == 0
            && beginning.at(1) == 0
            && beginning.at(2) == 1;
    return switch (startCode ? beginning.unsignedAt(3) : 0) {
      case 0xba -> "mpeg"; // pack_start_code. ISO/IEC 13818-1, 2.5.3.4
      case 0xb3 -> "mpegvideo"; // sequence_header_code. ISO/IEC 13818-2, 6.2.1
      case 0xb0, 0xb5 -> "m4v"; // visual_object_sequence_start_code. ISO/IEC 14496-2, 6.2.1
      default -> "";
    };
  }

  private static Opening nothing(String format, String complaint) {
    return new Opening(format, List.of(), Set.of(), 0, true, complaint);
  }

  /** Reads up to the first packet, or where tracks are known by their packets, one of each. */
  private static Opening withHead(
      String format, InputBytes bytes, List<ContainerTrack> tracks, boolean needsMore) {
    Set<Integer> missing = new TreeSet<>();
    tracks.forEach(track -> missing.add(track.id()));
    Set<Integer> known = new TreeSet<>();
    long end = 0;
    try (ContainerReader reader = ContainerReader.open(format, bytes)) {
      ContainerPacket packet = reader.read();
      while (packet != null && !missing.isEmpty()) {
        end = Math.max(end, packet.position() + packet.data().length());
        missing.remove(packet.track());
        known.add(packet.track());
        if (!reader.findsTracksByPackets()) {
          missing.clear();
        }
        packet = reader.read();
      }
    }
    long head = Math.min(bytes.end(), end + SLACK_BYTES);
    return new Opening(format, tracks, known, (int) head, needsMore, "");
  }

  /** The tracks of a container that is read from {@code from} on. */
  static List<ContainerTrack> tracksFrom(String format, InputBytes bytes, long from) {
    try (ContainerReader reader = ContainerReader.open(format, bytes)) {
      if (from > 0) {
        reader.seek(from);
      }
      return reader.findTracks();
    } catch (LibavException e) {
      return List.of();
    }
  }
}
