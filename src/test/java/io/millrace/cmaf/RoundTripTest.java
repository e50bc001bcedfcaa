package io.millrace.cmaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.demux.detect.DetectingDemuxer;
import io.millrace.demux.elementary.DropReason;
import io.millrace.demux.elementary.ElementaryHandler;
import io.millrace.demux.elementary.ElementaryStage;
import io.millrace.ingest.IngestInput;
import io.millrace.ingest.RecordedIngest;
import io.millrace.ingest.StreamIngest;
import io.millrace.media.AccessUnit;
import io.millrace.media.MediaException;
import io.millrace.media.MediaType;
import io.millrace.media.Payload;
import io.millrace.media.Sample;
import io.millrace.media.Track;
import io.millrace.media.TrackFormat;
import io.millrace.segment.SegmentSettings;
import io.millrace.segment.SegmentUnit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** demux(package(x)) = x: what players get is, byte for byte, what the publisher sent. */
class RoundTripTest {
  private static final Path MEDIA = Path.of("../shared/media");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "derived/dev/train_h264_aac_ffmpeg_live.mkv",
        "derived/dev/train_h264_aac_gst_streamable.mkv",
        "derived/dev/train_h264_aac_mkvmerge_lacing.mkv",
        "derived/dev/train_h264_zlibvideo.mkv",
        "derived/dev/train_h264_aac_ptswrap.ts",
        "golden/mkv/sample_with_chapters.mkv",
        "golden/ts/sample_h265.ts",
        "derived/dev/foreman_hevc_mkvmerge.mkv"
      })
  void givesTheAccessUnitsBack(String name) throws IOException {
    Path file = MEDIA.resolve(name);
    assumeTrue(Files.exists(file), file + " is not here");
    byte[] bytes = Files.readAllBytes(file);

    Map<MediaType, List<Payload>> sent = sent(bytes);
    Map<MediaType, List<Payload>> got = got(bytes);

    assertThat(got.get(MediaType.VIDEO)).isEqualTo(sent.get(MediaType.VIDEO));
    if (!sent.containsKey(MediaType.AUDIO)) {
      return;
    }
    // Sound in front of the first picture is not published; all the rest is, in its order.
    List<Payload> audio = got.getOrDefault(MediaType.AUDIO, List.of());
    List<Payload> sound = sent.getOrDefault(MediaType.AUDIO, List.of());
    assertThat(Collections.indexOfSubList(sound, audio)).isBetween(0, 3);
    assertThat(audio.size()).isGreaterThanOrEqualTo(Math.max(1, sound.size() - 3));
  }

  private static Map<MediaType, List<Payload>> sent(byte[] bytes) {
    Collected collected = new Collected();
    ElementaryStage stage = new ElementaryStage(collected);
    DetectingDemuxer demuxer = new DetectingDemuxer();
    demuxer.push(Payload.of(bytes), stage);
    demuxer.end(stage);
    return collected.payloads;
  }

  private static Map<MediaType, List<Payload>> got(byte[] bytes) {
    RecordedIngest ingest = new RecordedIngest();
    StreamIngest stream = new StreamIngest("cam-1", SegmentSettings.DEFAULT);
    stream.accept(IngestInput.chunk(1, 0, SegmentUnit.NO_DATE, Payload.of(bytes)), ingest);
    stream.accept(IngestInput.end(1, 1, SegmentUnit.NO_DATE), ingest);
    assertThat(ingest.events).isEmpty();
    CmafPackager packager = new CmafPackager();
    Map<MediaType, List<Payload>> payloads = new EnumMap<>(MediaType.class);
    for (SegmentUnit unit : ingest.units) {
      for (PackagedTrack track : packager.pack(unit).tracks()) {
        List<Payload> list =
            payloads.computeIfAbsent(track.format().codec().type(), type -> new ArrayList<>());
        CmafReader.read(
                track.initSegment(), CmafReader.join(track), track.rendition(), track.format())
            .samples()
            .stream()
            .map(Sample::data)
            .forEach(list::add);
      }
    }
    return payloads;
  }

  /** The payloads of each track, in order. */
  private static final class Collected implements ElementaryHandler {
    final Map<MediaType, List<Payload>> payloads = new EnumMap<>(MediaType.class);
    private List<Track> tracks = List.of();

    @Override
    public void onTracks(List<Track> all) {
      tracks = all;
    }

    @Override
    public void onFormat(int trackId, TrackFormat format) {}

    @Override
    public void onAccessUnit(AccessUnit unit) {
      for (Track track : tracks) {
        if (track.id() == unit.trackId()) {
          payloads.computeIfAbsent(track.type(), type -> new ArrayList<>()).add(unit.data());
        }
      }
    }

    @Override
    public void onDropped(int trackId, DropReason reason, long byteOffset) {
      throw new AssertionError("dropped: " + reason);
    }

    @Override
    public void onLoss(int trackId, MediaException reason) {
      throw new AssertionError(reason);
    }
  }
}
