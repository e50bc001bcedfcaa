package io.millrace.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.media.MediaType;
import io.millrace.media.SavedState;
import io.millrace.media.Timescale;
import io.millrace.playlist.StoredSegment;
import io.millrace.playlist.StoredTrack;
import io.millrace.playlist.hls.ListedSegment;
import io.millrace.playlist.hls.MediaListing;
import io.millrace.segment.TrackGap;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StreamPlaylistsTest {
  private static final int COUNT = 120;
  private static final String VIDEO = "cam-1/video/index.m3u8";
  private static final String AUDIO = "cam-1/audio/index.m3u8";
  private static final String MAIN = "cam-1/main.m3u8";
  private static final PlaylistSettings LIVE = PlaylistSettings.live(6);

  /** All versions of each playlist, in order. */
  private static Map<String, List<MediaListing>> versions(List<PlaylistUpdate> updates) {
    Map<String, List<MediaListing>> versions = new HashMap<>();
    for (PlaylistUpdate update : updates) {
      if (!update.name().equals(MAIN)) {
        versions
            .computeIfAbsent(update.name(), name -> new ArrayList<>())
            .add(MediaListing.read(update.text()));
      }
    }
    return versions;
  }

  private static List<MediaListing> versions(List<PlaylistUpdate> updates, String name) {
    return versions(updates).getOrDefault(name, List.of());
  }

  private static List<PlaylistUpdate> run(List<StoredSegment> segments, PlaylistSettings settings) {
    return run(segments, StreamPlaylists.start("cam-1", settings));
  }

  private static List<PlaylistUpdate> run(List<StoredSegment> segments, StreamPlaylists playlists) {
    List<PlaylistUpdate> updates = new ArrayList<>();
    segments.forEach(segment -> updates.addAll(playlists.accept(segment)));
    assertThat(playlists.hasEnded()).isTrue();
    return updates;
  }

  /** A steady stream, one whose audio comes late, and one whose audio goes for a while. */
  private static final List<List<PlaylistUpdate>> RUNS =
      List.of(
          run(LongStream.of(COUNT, 0, 0), LIVE),
          run(LongStream.of(COUNT, 0, 20), LIVE),
          run(LongStream.of(COUNT, 30, 34), LIVE),
          run(LongStream.of(COUNT, 50, 80), LIVE),
          run(LongStream.of(COUNT, 70, COUNT), PlaylistSettings.live(10)),
          run(LongStream.of(COUNT, 3, 5), PlaylistSettings.event()));

  private interface Step {
    void check(MediaListing before, MediaListing after);
  }

  private static void forEachStep(Step step) {
    for (List<PlaylistUpdate> run : RUNS) {
      for (List<MediaListing> versions : versions(run).values()) {
        for (int i = 1; i < versions.size(); i++) {
          step.check(versions.get(i - 1), versions.get(i));
        }
      }
    }
  }

  @Test
  void p05TargetDurationNeverChanges() {
    forEachStep(
        (before, after) ->
            assertThat(after.targetDuration()).isEqualTo(before.targetDuration()).isEqualTo(3));
  }

  @Test
  void p10MediaSequenceGrowsByWhatLeftAndNeverGoesBack() {
    forEachStep(
        (before, after) -> {
          assertThat(after.mediaSequence()).isGreaterThanOrEqualTo(before.mediaSequence());
          for (long n = after.mediaSequence(); n < before.end(); n++) {
            assertThat(after.segment(n).uri()).isEqualTo(before.segment(n).uri());
            assertThat(after.segment(n).uri()).isEqualTo("%08d.m4s".formatted(n));
          }
        });
  }

  @Test
  void tellsThePublisherWhereEachVersionStartsAndEnds() {
    for (PlaylistUpdate update : RUNS.get(1)) {
      if (!update.name().equals(MAIN) && !update.ended()) {
        MediaListing text = MediaListing.read(update.text());
        assertThat(update.mediaSequence()).isEqualTo(text.mediaSequence());
        assertThat(update.end()).isEqualTo(text.end());
      }
    }
  }

  @Test
  void p11DiscontinuitySequenceGrowsByTheTagsThatLeft() {
    forEachStep(
        (before, after) -> {
          long left = 0;
          for (long n = before.mediaSequence(); n < after.mediaSequence(); n++) {
            left += before.segment(n).discontinuity() ? 1 : 0;
          }
          assertThat(after.discontinuitySequence())
              .isEqualTo(before.discontinuitySequence() + left);
        });
  }

  @Test
  void p13OnlyAppendsRemovesFromTheFrontAndEnds() {
    forEachStep(
        (before, after) -> {
          assertThat(after.end()).isGreaterThanOrEqualTo(before.end());
          for (long n = after.mediaSequence(); n < before.end(); n++) {
            assertThat(after.segment(n))
                .usingRecursiveComparison()
                .ignoringFields("line", "lines")
                .isEqualTo(before.segment(n));
          }
        });
  }

  @Test
  void p15KeepsThreeTargetDurationsAndP16SixSegments() {
    forEachStep(
        (before, after) -> {
          if (after.mediaSequence() > before.mediaSequence()) {
            assertThat(after.micros()).isGreaterThanOrEqualTo(3 * 3_000_000L);
            assertThat(after.segments()).hasSizeGreaterThanOrEqualTo(6);
          }
        });
  }

  @Test
  void p17DeletesOnlyWhatNoPlaylistOfTheLastMinutesListed() {
    for (List<PlaylistUpdate> run : RUNS) {
      Map<String, Long> lastListed = new HashMap<>();
      Set<String> deleted = new HashSet<>();
      long elapsedMicros = 0;
      for (PlaylistUpdate update : run) {
        if (!update.name().equals(MAIN)) {
          MediaListing text = MediaListing.read(update.text());
          if (update.name().equals(VIDEO)) {
            elapsedMicros += text.segments().get(text.segments().size() - 1).micros();
          }
          for (ListedSegment entry : text.segments()) {
            String name = update.name().replace("index.m3u8", entry.uri());
            lastListed.put(name, elapsedMicros);
            assertThat(deleted).doesNotContain(name);
          }
        }
        for (String name : update.expired()) {
          // Six segments of 2 s are the longest list; its own 2 s come on top.
          assertThat(elapsedMicros - lastListed.getOrDefault(name, Long.MAX_VALUE))
              .isGreaterThan(12_000_000L);
          assertThat(deleted.add(name)).isTrue();
        }
      }
    }
  }

  @Test
  void p17DeletesEverythingInTheEndButTheLastWindows() {
    Set<String> deleted = new HashSet<>();
    run(LongStream.of(COUNT, 0, 0), LIVE).forEach(update -> deleted.addAll(update.expired()));

    assertThat(deleted).hasSizeGreaterThan(2 * (COUNT - 20));
    assertThat(deleted).contains("cam-1/video/00000000.m4s", "cam-1/audio/00000099.m4s");
  }

  @Test
  void p23EveryEntryHasADateAndP24ItFollowsTheDurations() {
    for (List<PlaylistUpdate> run : RUNS) {
      for (List<MediaListing> versions : versions(run).values()) {
        versions.forEach(StreamPlaylistsTest::checkDates);
      }
    }
  }

  private static void checkDates(MediaListing text) {
    for (int i = 0; i < text.segments().size(); i++) {
      ListedSegment entry = text.segments().get(i);
      assertThat(entry.programDateTime()).isPositive();
      if (i > 0) {
        ListedSegment before = text.segments().get(i - 1);
        long step = entry.programDateTime() - before.programDateTime();
        assertThat(step).isPositive();
        if (!entry.discontinuity()) {
          assertThat(step * 1000 - before.micros()).isBetween(-23_000L, 23_000L);
        }
      }
    }
  }

  @Test
  void p25WritesTheEndOnceAndNothingAfterIt() {
    for (List<PlaylistUpdate> run : RUNS) {
      for (List<MediaListing> versions : versions(run).values()) {
        for (int i = 0; i < versions.size(); i++) {
          assertThat(versions.get(i).ended()).isEqualTo(i == versions.size() - 1);
        }
      }
    }
  }

  @Test
  void x02NumbersDiscontinuitiesAlikeInAllRenditions() {
    for (List<PlaylistUpdate> run : RUNS) {
      MediaListing video = MediaListing.read("");
      for (PlaylistUpdate update : run) {
        if (update.name().equals(VIDEO)) {
          video = MediaListing.read(update.text());
        } else if (update.name().equals(AUDIO)) {
          MediaListing audio = MediaListing.read(update.text());
          assertThat(audio.end()).isEqualTo(video.end());
          for (long n = audio.mediaSequence(); n < audio.end(); n++) {
            assertThat(audio.segment(n).discontinuityNumber())
                .isEqualTo(video.segment(n).discontinuityNumber());
          }
        }
      }
    }
  }

  @Test
  void marksSegmentsWithoutARenditionAsGaps() {
    List<MediaListing> audio = versions(run(LongStream.of(60, 30, 34), LIVE), AUDIO);
    MediaListing last = audio.get(34);

    assertThat(last.end()).isEqualTo(35);
    for (long n = last.mediaSequence(); n < 35; n++) {
      assertThat(last.segment(n).gap()).isEqualTo(n >= 30 && n < 34);
    }
  }

  /** Nothing of the segments could be made; those of other numbers are as they were. */
  private static List<StoredSegment> withGaps(List<StoredSegment> segments, Set<Long> missing) {
    return segments.stream().map(s -> missing.contains(s.number()) ? withoutTracks(s) : s).toList();
  }

  private static StoredSegment withoutTracks(StoredSegment segment) {
    List<TrackGap> gaps = new ArrayList<>();
    for (StoredTrack track : segment.tracks()) {
      gaps.add(
          new TrackGap(
              track.rendition().equals("video") ? "source" : track.rendition(),
              MediaType.valueOf(track.type()),
              new Timescale(track.timescale()),
              track.baseMediaDecodeTime(),
              track.duration()));
    }
    return new StoredSegment(
        segment.stream(),
        segment.number(),
        segment.discontinuity(),
        segment.programDateTime(),
        segment.targetDuration(),
        List.of(),
        gaps,
        segment.end());
  }

  @Test
  void listsWhatCouldNotBeMadeAsGapsOfTheSameLength() {
    List<StoredSegment> whole = LongStream.of(40, 0, 0);
    List<PlaylistUpdate> run = run(withGaps(whole, Set.of(5L, 6L, 17L)), PlaylistSettings.event());
    for (String name : List.of(VIDEO, AUDIO)) {
      MediaListing expected = last(versions(run(whole, PlaylistSettings.event()), name));
      MediaListing actual = last(versions(run, name));
      for (long n = 0; n < 40; n++) {
        assertThat(actual.segment(n).gap()).isEqualTo(n == 5 || n == 6 || n == 17);
        assertThat(actual.segment(n).micros()).isEqualTo(expected.segment(n).micros());
        assertThat(actual.segment(n).discontinuity())
            .isEqualTo(expected.segment(n).discontinuity());
      }
    }
  }

  private static MediaListing last(List<MediaListing> versions) {
    return versions.get(versions.size() - 1);
  }

  @Test
  void goesOnBehindAWindowOfNothingButGapsAndBehindGapsAtTheStart() {
    Set<Long> missing = new HashSet<>(Set.of(0L));
    for (long n = 20; n < 50; n++) {
      missing.add(n);
    }
    List<PlaylistUpdate> run = run(withGaps(LongStream.of(60, 0, 0), missing), LIVE);
    MediaListing last = last(versions(run, VIDEO));
    assertThat(versions(run, VIDEO).get(0).mediaSequence()).isEqualTo(1);
    assertThat(last.end()).isEqualTo(60);
    assertThat(last.segment(59).gap()).isFalse();
    assertThat(run.stream().filter(update -> update.name().equals(MAIN)))
        .noneMatch(update -> update.end() > 21 && update.end() < 50);
  }

  @Test
  void keepsGapsThroughACheckpoint() throws Exception {
    StoredSegment gap = withoutTracks(LongStream.of(4, 0, 0).get(3));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    SavedSegments.write(new DataOutputStream(bytes), gap);
    assertThat(
            SavedSegments.readSegment(
                new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()))))
        .isEqualTo(gap);
  }

  @Test
  void startsTheListOfALateRenditionAtItsFirstSegment() {
    List<PlaylistUpdate> run = run(LongStream.of(60, 0, 20), LIVE);

    MediaListing first = versions(run, AUDIO).get(0);
    assertThat(first.mediaSequence()).isEqualTo(20);
    assertThat(first.segments()).hasSize(1);
    assertThat(run.stream().filter(update -> update.name().equals(MAIN)).map(PlaylistUpdate::text))
        .anyMatch(text -> !text.contains("TYPE=AUDIO"))
        .anyMatch(text -> text.contains("TYPE=AUDIO"));
  }

  @Test
  void leavesARenditionOutOfTheVariantsWhenItsListHoldsOnlyGaps() {
    List<String> main =
        run(LongStream.of(COUNT, 50, 80), LIVE).stream()
            .filter(update -> update.name().equals(MAIN))
            .map(update -> update.end() + " " + update.text().contains("TYPE=AUDIO"))
            .toList();

    assertThat(main).contains("1 true", "81 true");
    assertThat(main).anyMatch(line -> line.endsWith("false"));
  }

  @Test
  void publishesMediaPlaylistsBeforeTheMultivariantOne() {
    List<String> names =
        run(LongStream.of(10, 0, 0), LIVE).stream()
            .filter(update -> update.end() == 1)
            .map(PlaylistUpdate::name)
            .toList();

    assertThat(names).containsExactly(VIDEO, AUDIO, MAIN);
  }

  @Test
  void writesTheMultivariantPlaylistOnlyWhenItIsNoLongerTrue() {
    long count =
        run(LongStream.of(COUNT, 0, 0), LIVE).stream()
            .filter(update -> update.name().equals(MAIN))
            .count();

    // Each is a new peak of these random sizes; a version per segment would be COUNT.
    assertThat(count).isBetween(1L, COUNT / 4L);
  }

  @Test
  void tellsOfHistoryTheLastVersionsAndNoOthers() {
    for (PlaylistSettings settings :
        List.of(LIVE, PlaylistSettings.event(), PlaylistSettings.vod())) {
      List<StoredSegment> segments = LongStream.of(COUNT, 30, 34);
      Map<String, String> last = new HashMap<>();
      run(segments, settings).forEach(update -> last.put(update.name(), update.text()));
      List<PlaylistUpdate> history = run(segments, StreamPlaylists.ofHistory("cam-1", settings));
      assertThat(history).extracting(PlaylistUpdate::name).containsExactly(VIDEO, AUDIO, MAIN);
      assertThat(history).allMatch(update -> update.text().equals(last.get(update.name())));
    }
  }

  @Test
  void tellsTheSameHoweverTheSegmentsAreShuffled() {
    List<StoredSegment> segments = LongStream.of(COUNT, 30, 34);
    List<PlaylistUpdate> expected = run(segments, LIVE);
    for (long seed = 1; seed <= 10; seed++) {
      List<StoredSegment> shuffled = new ArrayList<>();
      for (int at = 0; at < segments.size(); at += 15) {
        List<StoredSegment> some =
            new ArrayList<>(segments.subList(at, Math.min(segments.size(), at + 15)));
        some.addAll(
            List.copyOf(some.subList(0, Math.min(3, some.size())))); // a replay brings some twice
        Collections.shuffle(some, new Random(seed));
        shuffled.addAll(some);
      }
      assertThat(run(shuffled, LIVE)).describedAs("seed %d", seed).isEqualTo(expected);
    }
  }

  @Test
  void tellsTheSameWhenItIsSavedAndLoadedBetweenAnyTwoSegments() {
    for (PlaylistSettings settings : List.of(LIVE, PlaylistSettings.event())) {
      List<StoredSegment> segments = LongStream.of(40, 10, 14);
      Collections.swap(segments, 20, 22);
      StreamPlaylists playlists = StreamPlaylists.start("cam-1", settings);
      List<PlaylistUpdate> updates = new ArrayList<>();
      for (StoredSegment segment : segments) {
        updates.addAll(playlists.accept(segment));
        playlists = SavedState.reload(playlists::save, in -> StreamPlaylists.load(in, settings));
      }
      assertThat(updates).isEqualTo(run(segments, settings));
    }
  }

  @Test
  void refusesStateOfALaterVersion() {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(new byte[] {9}));

    assertThatThrownBy(() -> StreamPlaylists.load(in, LIVE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("stream playlists: version 9, newest known is 1");
  }

  @Test
  void writesOneVodPlaylistAtTheEnd() {
    List<PlaylistUpdate> updates = run(LongStream.of(30, 0, 0), PlaylistSettings.vod());

    assertThat(updates).extracting(PlaylistUpdate::name).containsExactly(VIDEO, AUDIO, MAIN);
    assertThat(MediaListing.read(updates.get(0).text()).segments()).hasSize(30);
    assertThat(updates.get(0).text()).contains("#EXT-X-PLAYLIST-TYPE:VOD", "#EXT-X-ENDLIST");
  }

  @Test
  void isBrokenWhenASegmentNeverComes() {
    PlaylistSettings settings =
        new PlaylistSettings(LIVE.kind(), 6, PlaylistSettings.Expiry.DELETE, 5);
    StreamPlaylists playlists = StreamPlaylists.start("cam-1", settings);
    List<StoredSegment> segments = LongStream.of(20, 0, 0);
    for (int n = 1; n <= 5; n++) {
      assertThat(playlists.accept(segments.get(n))).isEmpty();
    }

    assertThatThrownBy(() -> playlists.accept(segments.get(6)))
        .isInstanceOf(BrokenStreamException.class)
        .hasMessage(
            "Stream cam-1: segment 0 never came, 6 later ones wait for it;"
                + " nothing more of it is published");
    assertThat(playlists.accept(segments.get(0))).isEmpty();
  }

  @Test
  void isBrokenWhenDecodeTimesDoNotJoin() {
    StreamPlaylists playlists = StreamPlaylists.start("cam-1", LIVE);
    List<StoredSegment> segments = LongStream.of(20, 0, 0);
    playlists.accept(segments.get(0));
    StoredSegment next = segments.get(1);
    StoredTrack video = next.tracks().get(0);
    StoredSegment late =
        new StoredSegment(
            "cam-1",
            1,
            true,
            next.programDateTime(),
            next.targetDuration(),
            List.of(oneTickLater(video)),
            false);

    assertThatThrownBy(() -> playlists.accept(late))
        .hasMessageContaining("video/00000001.m4s: base media decode time 60061, expected 60060");
  }

  private static StoredTrack oneTickLater(StoredTrack track) {
    return new StoredTrack(
        track.rendition(),
        track.type(),
        track.codecs(),
        track.language(),
        track.width(),
        track.height(),
        track.frameRateNumerator(),
        track.frameRateDenominator(),
        track.sampleRate(),
        track.channels(),
        track.initFile(),
        track.segmentFile(),
        track.timescale(),
        track.baseMediaDecodeTime() + 1,
        track.duration(),
        track.bytes(),
        true);
  }
}
