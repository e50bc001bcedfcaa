package io.millrace.cmaf;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cmaf.ExpectedTimes.Placed;
import io.millrace.demux.DemuxRecording;
import io.millrace.demux.elementary.ParameterSetPlacement;
import io.millrace.demux.fmp4.Fmp4Demuxer;
import io.millrace.ingest.IngestInput;
import io.millrace.ingest.IngestSettings;
import io.millrace.ingest.RecordedIngest;
import io.millrace.ingest.StreamIngest;
import io.millrace.media.AccessUnit;
import io.millrace.media.FrameRate;
import io.millrace.media.Language;
import io.millrace.media.Payload;
import io.millrace.media.Timescale;
import io.millrace.media.Track;
import io.millrace.media.TrackFormat;
import io.millrace.segment.SegmentSettings;
import io.millrace.segment.SegmentUnit;
import io.millrace.segment.SelectionSettings;
import io.millrace.segment.TrackSegment;
import io.millrace.segment.TrackSelection;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiPredicate;

/**
 * One input, published; and what was published, demuxed again: init and media segments of a
 * rendition joined, as its players read them. Access units are compared as lines of presentation
 * time, duration, key flag and bytes, in ticks of the published track. Decode times are in them:
 * they are the sums of the durations.
 */
final class RoundTrip {
  private final ParameterSetPlacement placement;
  private final ElementaryRecording source;
  private final TrackSelection selection;
  private final RecordedIngest ingest = new RecordedIngest();

  /** By rendition: init segment and media segments, one behind the other. */
  private final Map<String, ByteArrayOutputStream> published = new LinkedHashMap<>();

  /** With parameter sets in the init segment. */
  RoundTrip(byte[] bytes) {
    this(bytes, ParameterSetPlacement.INIT_SEGMENT);
  }

  RoundTrip(byte[] bytes, ParameterSetPlacement placement) {
    this.placement = placement;
    source = ElementaryRecording.of(bytes, placement);
    selection = TrackSelection.of(source.tracks(), SelectionSettings.DEFAULT);
    StreamIngest stream =
        new StreamIngest(
            "cam-1",
            new IngestSettings(
                SegmentSettings.DEFAULT,
                SelectionSettings.DEFAULT,
                placement,
                IngestSettings.DEFAULT.frameRate(),
                IngestSettings.DEFAULT.sessions()));
    stream.accept(IngestInput.chunk(1, 0, SegmentUnit.NO_DATE, Payload.of(bytes)), ingest);
    stream.accept(IngestInput.end(1, 1, SegmentUnit.NO_DATE), ingest);
    join();
  }

  private void join() {
    CmafPackager packager = new CmafPackager();
    Map<String, String> recipes = new LinkedHashMap<>();
    for (SegmentUnit unit : ingest.units) {
      for (PackagedTrack track : packager.pack(unit).tracks()) {
        String name = track.rendition();
        ByteArrayOutputStream file =
            published.computeIfAbsent(name, key -> new ByteArrayOutputStream());
        if (!track.recipe().equals(recipes.put(name, track.recipe()))) {
          file.writeBytes(track.initSegment().toByteArray());
        }
        file.writeBytes(CmafReader.join(track).toByteArray());
      }
    }
  }

  /**
   * The tracks that must be published, by their renditions: of those that are selected, the ones
   * that anything can be decoded of.
   */
  Map<String, Track> renditions() {
    Map<String, Track> renditions = new LinkedHashMap<>();
    Track video = selection.video();
    if (video != null && !pictures().isEmpty()) {
      renditions.put("video", video);
    }
    for (Track track : selection.audio()) {
      if (!source.formats(track).isEmpty()) {
        int number = selection.audio().indexOf(track) + 1;
        renditions.put(number == 1 ? "audio" : "audio-" + number, track);
      }
    }
    return renditions;
  }

  /** {@code hvc1 MPEG_TS}: the codec that a rendition has, and the container that it came in. */
  String kind(String rendition) {
    String codecs = sent(rendition).get(0).codecs();
    String entry = codecs.startsWith("mp4a") ? codecs : codecs.replaceAll("\\..*", "");
    return entry + " " + source.container().orElseThrow();
  }

  byte[] published(String rendition) {
    ByteArrayOutputStream file = published.get(rendition);
    return file == null ? new byte[0] : file.toByteArray();
  }

  /** Every access unit comes back with its bytes, its flag and its time, and every format. */
  void assertSame(String rendition) {
    assertThat(found(rendition)).as(rendition).isEqualTo(expected(rendition));
    ElementaryRecording again = ElementaryRecording.of(published(rendition), placement);
    List<TrackFormat> formats = again.formats(again.tracks().get(0));
    assertThat(formats)
        .as(rendition)
        .usingRecursiveComparison()
        .withEqualsForType(Payload::equals, Payload.class)
        .withEqualsForFields((BiPredicate<String, String>) Language::areSame, "language")
        .ignoringFields("frameRate") // for which MP4 has no place
        .isEqualTo(sent(rendition));
  }

  /** What comes back is something else, but nothing that was not sent, nor in another order. */
  void assertExplained(String rendition) {
    assertThat(found(rendition)).as(rendition).isNotEqualTo(expected(rendition));
    List<Payload> payloads = new ArrayList<>();
    source.units(track(rendition)).forEach(unit -> payloads.add(unit.data()));
    List<Payload> foundPayloads = new ArrayList<>();
    units(rendition).forEach(unit -> foundPayloads.add(unit.data()));
    foundPayloads.removeAll(silence(rendition));
    assertThat(payloads).as(rendition).containsSubsequence(foundPayloads);
  }

  private List<Payload> silence(String rendition) {
    return sent(rendition).stream()
        .filter(TrackFormat.Audio.class::isInstance)
        .map(format -> ((TrackFormat.Audio) format).silence())
        .toList();
  }

  private Track track(String rendition) {
    return Objects.requireNonNull(renditions().get(rendition), rendition);
  }

  private List<TrackFormat> sent(String rendition) {
    return source.formats(track(rendition));
  }

  private List<AccessUnit> units(String rendition) {
    DemuxRecording recording = DemuxRecording.of(new Fmp4Demuxer(), published(rendition));
    assertThat(recording.losses()).isEmpty();
    return recording.units();
  }

  /** What the project's own demuxer finds in what was published. */
  List<String> found(String rendition) {
    return units(rendition).stream()
        .map(unit -> line(new Placed(unit, unit.pts(), unit.duration())))
        .toList();
  }

  private List<String> expected(String rendition) {
    Track track = track(rendition);
    Timescale timescale = track.timescale();
    List<Placed> placed =
        rendition.equals("video")
            ? expectedPictures(track)
            : ExpectedTimes.sound(
                source.units(track),
                timescale,
                originIn(timescale),
                (TrackFormat.Audio) sent(rendition).get(0));
    return placed.stream().map(RoundTrip::line).toList();
  }

  private List<Placed> expectedPictures(Track track) {
    TrackSegment first = ingest.units.get(0).tracks().get(0);
    FrameRate rate = ((TrackFormat.Video) first.format()).frameRate();
    assertThat(first.timescale()).isEqualTo(ExpectedTimes.timescale(rate));
    Timescale timescale = track.timescale();
    return ExpectedTimes.pictures(
        pictures(), timescale, originIn(timescale), rate, first.timescale());
  }

  private static String line(Placed placed) {
    AccessUnit unit = placed.unit();
    String flag = unit.sync() ? "K" : "_";
    return "%d +%d %s %s"
        .formatted(placed.presentationTime(), placed.duration(), flag, unit.data());
  }

  /** From the first sync sample on, but for those that are shown before it. */
  private List<AccessUnit> pictures() {
    List<AccessUnit> all = source.units(Objects.requireNonNull(selection.video()));
    int first = 0;
    while (first < all.size() && !all.get(first).sync()) {
      first++;
    }
    List<AccessUnit> behind = all.subList(first, all.size());
    return behind.stream().filter(unit -> unit.pts() >= behind.get(0).pts()).toList();
  }

  /** The time stamp that stands at 0 for all tracks: of the first picture, else sound. */
  private long originIn(Timescale timescale) {
    Track video = selection.video();
    Track leader = video != null && !pictures().isEmpty() ? video : selection.audio().get(0);
    AccessUnit first = (leader.equals(video) ? pictures() : source.units(leader)).get(0);
    return leader.timescale().rescale(first.pts(), timescale);
  }
}
