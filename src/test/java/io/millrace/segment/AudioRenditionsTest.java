package io.millrace.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.media.AccessUnit;
import io.millrace.media.Codec;
import io.millrace.media.Display;
import io.millrace.media.Payload;
import io.millrace.media.Sample;
import io.millrace.media.Timescale;
import io.millrace.media.Track;
import io.millrace.media.TrackFormat;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Several audio tracks of one stream: each is a rendition, and each segment has each of them. */
class AudioRenditionsTest {
  private static final SegmentSettings SETTINGS = new SegmentSettings(2000, 0, 3000);
  private static final int ENGLISH = 2;
  private static final int FRENCH = 3;
  private static final int GERMAN = 4;

  private final Recorded out = new Recorded();
  private Segmenter segmenter = new Segmenter("cam-1", SETTINGS);

  /** When something comes: sorted by it, as a muxer interleaves. */
  private record Timed(long at, AccessUnit unit) {}

  private static Track sound(int id, String language) {
    return new Track(
        id,
        Codec.AAC,
        "AAC",
        Payload.EMPTY,
        Track.Framing.RAW,
        Timescale.MPEG_TS,
        null,
        0,
        0,
        0,
        0,
        Display.UNDECLARED,
        language,
        Track.Use.PROGRAMME,
        false);
  }

  private static Track english() {
    return sound(ENGLISH, "eng");
  }

  private static Track french() {
    return sound(FRENCH, "fra");
  }

  private static Track video() {
    return Recorded.track(Recorded.VIDEO, Codec.H264, Timescale.MPEG_TS);
  }

  private static TrackFormat.Audio format(Track track) {
    TrackFormat.Audio like = Recorded.audio(48_000);
    return new TrackFormat.Audio(
        like.codec(),
        like.codecs(),
        like.configuration(),
        track.language(),
        like.sampleRate(),
        like.channels(),
        like.samplesPerFrame(),
        like.silence());
  }

  private void declare(Track... tracks) {
    segmenter.tracks(List.of(tracks), out);
    for (Track track : tracks) {
      if (track.id() == Recorded.VIDEO) {
        segmenter.format(track.id(), Recorded.video(null), out);
      } else {
        segmenter.format(track.id(), format(track), out);
      }
    }
  }

  /** Pictures at 25 per second with an IDR picture every two seconds, seconds from and to. */
  private static List<Timed> pictures(int from, int to) {
    List<Timed> units = new ArrayList<>();
    for (int i = from * 25; i < to * 25; i++) {
      Recorded.Sync sync = i % 50 == 0 ? Recorded.Sync.SYNC : Recorded.Sync.REST;
      units.add(new Timed(i * 3600L, Recorded.picture(i * 3600L, sync, i)));
    }
    return units;
  }

  private static List<Timed> sounds(int id, int from, int to, int lagMillis) {
    List<Timed> units = new ArrayList<>();
    for (long i = from * 48_000L / 1024; i < to * 48_000L / 1024; i++) {
      long pts = i * 1920;
      byte[] data = {(byte) id, (byte) i, (byte) (i >> 8)};
      AccessUnit unit = new AccessUnit(id, pts, 0, true, Payload.of(data), 0);
      units.add(new Timed(pts + lagMillis * 90L, unit));
    }
    return units;
  }

  @SafeVarargs
  private static List<AccessUnit> mixed(List<Timed>... tracks) {
    List<Timed> all = new ArrayList<>();
    for (List<Timed> track : tracks) {
      all.addAll(track);
    }
    all.sort(Comparator.comparingLong(Timed::at));
    return all.stream().map(Timed::unit).toList();
  }

  private void feed(List<AccessUnit> units) {
    for (AccessUnit unit : units) {
      segmenter.accessUnit(unit, SegmentUnit.NO_DATE, out);
    }
  }

  private static List<String> renditions(SegmentUnit unit) {
    return unit.tracks().stream().map(TrackSegment::rendition).toList();
  }

  /** Every decode time joins the one before, also over segments that a rendition has no part in. */
  private void assertContiguous() {
    Map<String, Long> ends = new TreeMap<>();
    for (SegmentUnit unit : out.units) {
      for (TrackSegment part : unit.tracks()) {
        long start = part.baseMediaDecodeTime();
        assertThat(ends.getOrDefault(part.rendition(), start)).isEqualTo(start);
        ends.put(part.rendition(), start + part.duration());
      }
    }
  }

  private List<Long> breaks() {
    return out.units.stream().filter(SegmentUnit::discontinuity).map(SegmentUnit::number).toList();
  }

  @Test
  void everySegmentHasEveryAudioTrack() {
    declare(video(), english(), french());
    feed(mixed(pictures(0, 20), sounds(ENGLISH, 0, 20, 100), sounds(FRENCH, 0, 20, 700)));
    segmenter.end(out);
    assertThat(out.units).hasSize(10);
    for (SegmentUnit unit : out.units) {
      assertThat(renditions(unit)).containsExactly("video", "audio", "audio-2");
      TrackSegment first = unit.tracks().get(1);
      TrackSegment second = unit.tracks().get(2);
      assertThat(second.baseMediaDecodeTime()).isEqualTo(first.baseMediaDecodeTime());
      assertThat(second.duration()).isEqualTo(first.duration());
      assertThat(first.format().language()).isEqualTo("eng");
      assertThat(second.format().language()).isEqualTo("fra");
      assertThat(first.samples().get(0).data().at(0)).isEqualTo((byte) ENGLISH);
      assertThat(second.samples().get(0).data().at(0)).isEqualTo((byte) FRENCH);
    }
    assertContiguous();
    assertThat(out.events).isEmpty();
    assertThat(out.dropped).isEmpty();
  }

  @Test
  void aSecondTrackDoesNotChangeTheFirst() {
    declare(video(), english());
    feed(mixed(pictures(0, 20), sounds(ENGLISH, 0, 20, 100)));
    segmenter.end(out);
    List<List<TrackSegment>> alone = out.units.stream().map(SegmentUnit::tracks).toList();
    out.units.clear();
    segmenter = new Segmenter("cam-1", SETTINGS);
    everySegmentHasEveryAudioTrack();
    for (int i = 0; i < alone.size(); i++) {
      assertThat(out.units.get(i).tracks().subList(0, 2)).isEqualTo(alone.get(i));
    }
  }

  @Test
  void x02ATrackThatComesLateBreaksAllRenditionsOnce() {
    declare(video(), english(), french());
    feed(mixed(pictures(0, 20), sounds(ENGLISH, 0, 20, 100), sounds(FRENCH, 11, 20, 100)));
    segmenter.end(out);
    assertThat(out.units).hasSize(10).allMatch(unit -> renditions(unit).contains("audio"));
    assertThat(renditions(out.units.get(4))).containsExactly("video", "audio");
    assertThat(renditions(out.units.get(5))).containsExactly("video", "audio", "audio-2");
    assertThat(breaks()).containsExactly(5L);
    assertThat(out.events).containsEntry(SegmentEvent.LATE_TRACK, 1);
    assertContiguous();
  }

  @Test
  void aTrackThatStopsBecomesSilence() {
    declare(video(), english(), french());
    feed(mixed(pictures(0, 20), sounds(ENGLISH, 0, 20, 100), sounds(FRENCH, 0, 9, 100)));
    segmenter.end(out);
    assertThat(out.units).hasSize(10);
    for (SegmentUnit unit : out.units.subList(0, 9)) {
      assertThat(renditions(unit)).containsExactly("video", "audio", "audio-2");
    }
    assertThat(out.units.get(7).tracks().get(2).samples())
        .allMatch(sample -> sample.data().equals(Recorded.SILENCE));
    assertThat(breaks()).isEmpty();
    assertContiguous();
  }

  @Test
  void x02AChangedSetBreaksAllAndKeepsLanguagesWhereTheyAre() {
    declare(video(), english(), french());
    feed(mixed(pictures(0, 6), sounds(ENGLISH, 0, 6, 100), sounds(FRENCH, 0, 6, 100)));
    // Another publisher: German is new, French came first, and the numbers mean something else.
    declare(video(), sound(2, "fre"), sound(GERMAN, "deu"), sound(3, "en"));
    feed(
        mixed(
            pictures(6, 12),
            sounds(2, 6, 12, 100),
            sounds(GERMAN, 6, 12, 100),
            sounds(3, 6, 12, 100)));
    segmenter.end(out);
    SegmentUnit last = out.units.get(out.units.size() - 1);
    assertThat(renditions(last)).containsExactly("video", "audio", "audio-2", "audio-3");
    assertThat(last.tracks().subList(1, 4))
        .extracting(part -> part.format().language())
        .containsExactly("en", "fre", "deu");
    assertThat(breaks()).containsExactly(3L);
    assertContiguous();
  }

  @Test
  void aTrackThatGoesLeavesTheOthersAlone() {
    declare(video(), english(), french());
    List<AccessUnit> all =
        mixed(pictures(0, 6), sounds(ENGLISH, 0, 20, 400), sounds(FRENCH, 0, 6, 400));
    int cut = 0;
    while (all.get(cut).pts() < 6 * 90_000 - 10_000) {
      cut++;
    }
    feed(all.subList(0, cut));
    declare(video(), french());
    List<AccessUnit> rest = all.subList(cut, all.size());
    feed(
        mixed(
            rest.stream()
                .filter(unit -> unit.trackId() != ENGLISH && unit.trackId() != Recorded.VIDEO)
                .map(unit -> new Timed(unit.pts() + 36_000, unit))
                .toList(),
            rest.stream()
                .filter(unit -> unit.trackId() == Recorded.VIDEO)
                .map(unit -> new Timed(unit.pts(), unit))
                .toList(),
            pictures(6, 12),
            sounds(FRENCH, 6, 12, 400)));
    segmenter.end(out);
    SegmentUnit last = out.units.get(out.units.size() - 1);
    assertThat(renditions(last)).containsExactly("video", "audio", "audio-2");
    assertThat(last.tracks().get(1).samples())
        .allMatch(sample -> sample.data().equals(Recorded.SILENCE));
    assertThat(breaks()).isEmpty();
    assertThat(out.events).isEmpty();
    assertContiguous();
    // What lagged behind the pictures when the set changed is still there.
    int french = 0;
    for (SegmentUnit unit : out.units) {
      for (TrackSegment part : unit.tracks()) {
        if (part.rendition().equals("audio-2")) {
          french += (int) part.samples().stream().filter(AudioRenditionsTest::isFrench).count();
        }
      }
    }
    assertThat(french).isGreaterThanOrEqualTo(12 * 48_000 / 1024 - 1);
  }

  private static boolean isFrench(Sample sample) {
    return sample.data().at(0) == FRENCH;
  }

  @Test
  void theFirstOfSeveralLeadsAStreamOfAudioAlone() {
    declare(english(), french());
    feed(mixed(sounds(FRENCH, 0, 20, 0), sounds(ENGLISH, 0, 20, 500)));
    segmenter.end(out);
    assertThat(out.units).allMatch(unit -> renditions(unit).equals(List.of("audio", "audio-2")));
    assertThat(out.units.size()).isBetween(9, 11);
    assertThat(out.units.get(0).tracks().get(0).samples()).hasSize(94);
    assertContiguous();
    assertThat(breaks()).isEmpty();
    assertThat(out.dropped).isEmpty();
    assertThat(out.events).isEmpty();
  }

  @Test
  void theOthersGoOnWhereTheLeaderStops() {
    declare(english(), french());
    feed(mixed(sounds(ENGLISH, 0, 6, 0), sounds(FRENCH, 0, 30, 10)));
    assertThat(out.units.size()).isGreaterThan(11);
    segmenter.end(out);
    assertThat(out.units.get(10).tracks().get(0).samples())
        .allMatch(sample -> sample.data().equals(Recorded.SILENCE));
    assertContiguous();
  }

  @Test
  void atTheEndNoneIsCutWhereTheLeaderStops() {
    declare(english(), french());
    feed(mixed(sounds(ENGLISH, 0, 5, 0), sounds(FRENCH, 0, 6, 0)));
    segmenter.end(out);
    List<TrackSegment> last = out.units.get(out.units.size() - 1).tracks();
    long leader = last.get(0).baseMediaDecodeTime() + last.get(0).duration();
    long other = last.get(1).baseMediaDecodeTime() + last.get(1).duration();
    assertThat(leader).isEqualTo(5 * 48_000L / 1024 * 1024);
    assertThat(other).isEqualTo(6 * 48_000L / 1024 * 1024);
    assertThat(out.dropped).isEmpty();
    assertContiguous();
  }

  @Test
  void anotherLeadsWhereTheFirstNeverSends() {
    segmenter.tracks(List.of(english(), french()), out);
    segmenter.format(FRENCH, format(french()), out);
    feed(mixed(sounds(FRENCH, 0, 30, 0)));
    segmenter.end(out);
    assertThat(out.units.size()).isGreaterThan(13);
    assertThat(out.units).allMatch(unit -> renditions(unit).equals(List.of("audio-2")));
    assertThat(out.dropped).isEmpty();
  }

  @Test
  void anotherLeadsWhereTheFirstGoes() {
    declare(english(), french());
    feed(mixed(sounds(ENGLISH, 0, 6, 0), sounds(FRENCH, 0, 6, 0)));
    declare(french());
    feed(mixed(sounds(FRENCH, 6, 20, 0)));
    segmenter.end(out);
    assertThat(out.units).allMatch(unit -> renditions(unit).equals(List.of("audio", "audio-2")));
    assertThat(breaks()).hasSize(1);
    assertContiguous();
  }

  @Test
  void isTheSameAfterSaveAndLoadAnywhere() {
    List<SegmentUnit> expected = run(null);
    assertThat(expected).hasSizeGreaterThanOrEqualTo(12);
    for (long seed = 1; seed <= 10; seed++) {
      assertThat(run(new Random(seed))).as("seed %d", seed).isEqualTo(expected);
    }
  }

  private List<SegmentUnit> run(@Nullable Random cuts) {
    out.units.clear();
    segmenter = new Segmenter("cam-1", SETTINGS);
    declare(video(), english(), french());
    feed(mixed(pictures(0, 8), sounds(ENGLISH, 0, 8, 300), sounds(FRENCH, 1, 8, 900)), cuts);
    declare(video(), french(), sound(GERMAN, "deu"));
    feed(mixed(pictures(8, 14), sounds(FRENCH, 8, 14, 900), sounds(GERMAN, 8, 14, 100)), cuts);
    declare(french(), english());
    feed(mixed(sounds(FRENCH, 14, 24, 900), sounds(ENGLISH, 14, 24, 100)), cuts);
    segmenter.end(out);
    assertContiguous();
    return List.copyOf(out.units);
  }

  private void feed(List<AccessUnit> units, @Nullable Random cuts) {
    for (AccessUnit unit : units) {
      segmenter.accessUnit(unit, 0, out);
      if (cuts != null && cuts.nextInt(60) == 0) {
        segmenter = Recorded.reload(segmenter, SETTINGS);
      }
    }
  }
}
