package io.millrace.demux;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.RealFiles;
import io.millrace.SecondOpinion;
import io.millrace.demux.detect.DetectingDemuxer;
import io.millrace.media.AccessUnit;
import io.millrace.media.Codec;
import io.millrace.media.MediaException;
import io.millrace.media.MediaType;
import io.millrace.media.Payload;
import io.millrace.media.Timescale;
import io.millrace.media.Track;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every real file that is read has the access units that ffprobe finds in it: as many, of the same
 * sizes, bytes, key flags and times. Where the two differ, {@link #DIFFERENCES} says why.
 */
class FfprobeAgreementTest {
  private static final Timescale MICROSECONDS = new Timescale(1_000_000);

  /** Half a millisecond of rounding on either side: Matroska and FLV have no finer times. */
  private static final long TOLERANCE_US = 1_001;

  private static final String LACED =
      "laced audio: ffprobe adds up rounded durations, we exact ones";

  /** End of the file name, track, and the difference that is right: what it is, and why. */
  private static final Map<String, String> DIFFERENCES =
      Map.ofEntries(
          entry("mkv/sample.mkv#2", "time at 5: 1150 us: " + LACED),
          entry("sample_last_cluster.mkv#2", "time at 5: 1150 us: " + LACED),
          entry("sample_with_ass_subtitles.mkv#2", "time at 5: 1150 us: " + LACED),
          entry("train_h264_aac_mkvmerge_lacing.mkv#2", "time at 7: 1333 us: " + LACED),
          entry("train_h264_zlibvideo.mkv#2", "time at 7: 1333 us: " + LACED),
          entry(
              "train_h264_aac_gst_streamable.mkv#2",
              "sync false, ffprobe true at 0 of 470: its blocks do not say so; the stage does"),
          entry("car-detection.mp4#2", "1416, ffprobe 1414: it drops what lies behind the edit"),
          entry("ts/sample.ac3#1", "8, ffprobe 9: the last frame is cut off"),
          entry("sample_ac3.ts#1900", "8, ffprobe 10: the first and last frames are cut off"),
          entry(
              "sample_h265.ts#256",
              "size 2517, ffprobe 2518 at 0 of 30: a zero before a start code is no part of a unit"),
          entry(
              "sample_latm.ts#256", "size 279, ffprobe 291 at 0 of 5: it leaves LOAS around them"),
          entry(
              "opus_audioinit_two_desc.mp4#1",
              "0, ffprobe 547: its base-data-offsets point between the samples"));

  @TestFactory
  Stream<DynamicTest> findsTheAccessUnitsThatFfprobeFinds() throws IOException {
    return RealFiles.all().stream()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    RealFiles.MEDIA.relativize(file).toString(), () -> compare(file)));
  }

  private static void compare(Path file) throws Exception {
    DemuxRecording ours = new DemuxRecording();
    DetectingDemuxer demuxer = new DetectingDemuxer();
    try {
      demuxer.push(Payload.of(Files.readAllBytes(file)), ours);
      demuxer.end(ours);
    } catch (MediaException e) {
      return; // refused: the table of files says so
    }
    JsonNode theirs = SecondOpinion.packets(file);
    if (!theirs.has("packets")) {
      return; // ffprobe does not read it
    }
    Map<String, String> found = differences(ours, theirs);
    Map<String, String> expected = expected(file);
    assertThat(found).hasSameSizeAs(expected);
    expected.forEach((track, what) -> assertThat(what).startsWith(found.get(track) + ": "));
  }

  private static Map<String, String> expected(Path file) {
    Map<String, String> expected = new TreeMap<>();
    DIFFERENCES.forEach(
        (name, what) -> {
          int split = name.indexOf('#');
          if (file.endsWith(Path.of(name.substring(0, split)))) {
            expected.put(name.substring(split + 1), what);
          }
        });
    return expected;
  }

  /** For each track whose access units differ: the first difference. */
  private static Map<String, String> differences(DemuxRecording ours, JsonNode theirs)
      throws Exception {
    Map<String, String> found = new TreeMap<>();
    for (Track track : ours.tracks()) {
      boolean other = track.codec() == Codec.OTHER_VIDEO || track.codec() == Codec.OTHER_AUDIO;
      if ((track.type() == MediaType.VIDEO || track.type() == MediaType.AUDIO) && !other) {
        Optional<String> difference = difference(track, ours, theirs);
        difference.ifPresent(what -> found.put(Integer.toString(track.id()), what));
      }
    }
    return found;
  }

  private static Optional<String> difference(Track track, DemuxRecording ours, JsonNode theirs)
      throws Exception {
    JsonNode stream = stream(track, ours.tracks(), theirs);
    List<AccessUnit> units = ours.units(track.id());
    if (stream == null) {
      return units.isEmpty() ? Optional.empty() : Optional.of("ffprobe has no such stream");
    }
    List<JsonNode> packets = new ArrayList<>();
    for (JsonNode packet : theirs.get("packets")) {
      if (packet.get("stream_index").asInt() == stream.get("index").asInt()) {
        packets.add(packet);
      }
    }
    if (units.size() != packets.size()) {
      return Optional.of("%d, ffprobe %d".formatted(units.size(), packets.size()));
    }
    Long offset = null;
    for (int i = 0; i < units.size(); i++) {
      String bytes = bytes(track, units.get(i), packets.get(i));
      if (!bytes.isEmpty()) {
        return Optional.of("%s at %d of %d".formatted(bytes, i, units.size()));
      }
      Long apart = apart(track, units.get(i), packets.get(i));
      offset = offset == null ? apart : offset;
      if (offset != null && apart != null && Math.abs(apart - offset) > TOLERANCE_US) {
        return Optional.of("time at %d: %d us".formatted(i, apart - offset));
      }
    }
    return Optional.empty();
  }

  private static @Nullable JsonNode stream(Track track, List<Track> tracks, JsonNode theirs) {
    String type = track.type().name().toLowerCase(Locale.ROOT);
    int ordinal = 0;
    for (Track other : tracks) {
      ordinal +=
          other.type() == track.type() && tracks.indexOf(other) < tracks.indexOf(track) ? 1 : 0;
    }
    int count = 0;
    for (JsonNode stream : theirs.get("streams")) {
      if (stream.has("id")) {
        if (Integer.decode(stream.get("id").asText()) == track.id()) {
          return stream;
        }
      } else if (stream.path("codec_type").asText().equals(type) && count++ == ordinal) {
        return stream;
      }
    }
    return null;
  }

  /** What differs in size, content or key flag; empty if nothing does. */
  private static String bytes(Track track, AccessUnit unit, JsonNode packet) throws Exception {
    int size = packet.get("size").asInt();
    // ffprobe leaves the ADTS header on, of 7 bytes or, with a CRC, 9.
    int header = size - unit.data().length();
    boolean adts = track.codec() == Codec.AAC && (header == 7 || header == 9);
    if (header != 0 && !adts) {
      return "size %d, ffprobe %d".formatted(unit.data().length(), size);
    }
    if (!adts && !md5(unit.data()).equals(packet.get("data_hash").asText())) {
      return "other bytes";
    }
    boolean key = packet.get("flags").asText().startsWith("K");
    return key == unit.sync() ? "" : "sync %b, ffprobe %b".formatted(unit.sync(), key);
  }

  private static String md5(Payload data) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("MD5");
    digest.update(data.buffer());
    return "MD5:" + HexFormat.of().formatHex(digest.digest());
  }

  private static @Nullable Long apart(Track track, AccessUnit unit, JsonNode packet) {
    if (!packet.has("pts_time")) {
      return null;
    }
    long theirs = new BigDecimal(packet.get("pts_time").asText()).movePointRight(6).longValue();
    return track.timescale().rescale(unit.pts(), MICROSECONDS) - theirs;
  }
}
