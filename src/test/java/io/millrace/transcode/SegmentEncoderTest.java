package io.millrace.transcode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.ingest.IngestInput;
import io.millrace.ingest.RecordedIngest;
import io.millrace.ingest.StreamIngest;
import io.millrace.libav.MediaFeed;
import io.millrace.libav.TestPicture;
import io.millrace.media.FrameRate;
import io.millrace.media.Ladder;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.Sample;
import io.millrace.media.TrackFormat;
import io.millrace.segment.SegmentSettings;
import io.millrace.segment.SegmentUnit;
import io.millrace.segment.TrackGap;
import io.millrace.segment.TrackSegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SegmentEncoderTest {
  private static final int GOP = 30;
  private static final SegmentEncoder ENCODER =
      new SegmentEncoder(TranscodeSettings.of(Ladder.parse("copy,144p:300k,90p:100k")));

  private static List<SegmentUnit> units;

  /** Four seconds of the test picture, with B-frames, in segments of one second. */
  @BeforeAll
  static void makeSegments() {
    RecordedIngest ingest = new RecordedIngest();
    StreamIngest stream = new StreamIngest("cam-1", new SegmentSettings(1000, 0, 3000));
    List<Payload> chunks = new ArrayList<>();
    TestPicture.Settings settings =
        new TestPicture.Settings(320, 180, new FrameRate(30, 1), GOP, MediaFeed.Container.MATROSKA);
    try (TestPicture picture = TestPicture.open(settings, chunks::add)) {
      while (picture.mediaMicros() < 4_000_000) {
        picture.step();
      }
      picture.finish();
    }
    long sequence = 0;
    for (Payload chunk : chunks) {
      stream.accept(IngestInput.chunk(1, sequence++, SegmentUnit.NO_DATE, chunk), ingest);
    }
    stream.accept(IngestInput.end(1, sequence, SegmentUnit.NO_DATE), ingest);
    units = ingest.units.stream().filter(unit -> !unit.tracks().isEmpty()).toList();
  }

  private static TrackSegment track(SegmentUnit unit, String rendition) {
    return unit.tracks().stream()
        .filter(track -> track.rendition().equals(rendition))
        .findFirst()
        .orElseThrow();
  }

  private static List<Long> presentationTimes(TrackSegment track) {
    List<Long> times = new ArrayList<>();
    long time = track.baseMediaDecodeTime();
    for (Sample sample : track.samples()) {
      times.add(time + sample.compositionOffset());
      time += sample.duration();
    }
    Collections.sort(times);
    return times;
  }

  /** The unit with other bytes in the picture at {@code index}, in decode order. */
  private static SegmentUnit damaged(SegmentUnit unit, int index) {
    List<TrackSegment> tracks = new ArrayList<>(unit.tracks());
    TrackSegment video = track(unit, "video");
    List<Sample> samples = new ArrayList<>(video.samples());
    for (int i = index < 0 ? 0 : index; i <= (index < 0 ? samples.size() - 1 : index); i++) {
      Sample sample = samples.get(i);
      Payload nothing = Payload.of(new byte[sample.data().length()]);
      samples.set(
          i, new Sample(sample.duration(), sample.compositionOffset(), sample.sync(), nothing));
    }
    tracks.set(
        tracks.indexOf(video),
        new TrackSegment(
            "video", video.format(), video.timescale(), video.baseMediaDecodeTime(), samples));
    return unit.withTracks(tracks);
  }

  @Test
  void givesEachRenditionTheTimesOfTheSource() {
    assertThat(units).hasSize(4);
    for (SegmentUnit unit : units) {
      SegmentUnit encoded = ENCODER.encode(unit);
      TrackSegment source = track(unit, "video");
      assertThat(encoded.tracks())
          .extracting(TrackSegment::rendition)
          .containsExactly("video", "video-144p", "video-90p", "audio");
      assertThat(track(encoded, "video")).isEqualTo(source);
      assertThat(track(encoded, "audio")).isEqualTo(track(unit, "audio"));
      for (String rendition : List.of("video-144p", "video-90p")) {
        TrackSegment rung = track(encoded, rendition);
        assertThat(presentationTimes(rung)).isEqualTo(presentationTimes(source));
        assertThat(rung.duration()).isEqualTo(source.duration());
        assertThat(rung.samples().get(0).sync()).isTrue();
        assertThat(rung.leading()).isEmpty();
      }
    }
  }

  @Test
  void hasOneFormatForEachRendition() {
    for (String rendition : List.of("video-144p", "video-90p")) {
      List<TrackFormat> formats =
          units.stream().map(unit -> track(ENCODER.encode(unit), rendition).format()).toList();
      assertThat(Collections.frequency(formats, formats.get(0))).isEqualTo(4);
      TrackFormat.Video video = (TrackFormat.Video) formats.get(0);
      assertThat(video.height()).isEqualTo(rendition.equals("video-144p") ? 144 : 90);
      assertThat(video.width()).isEqualTo(rendition.equals("video-144p") ? 256 : 160);
      assertThat(video.codecs()).startsWith("avc1.64");
    }
  }

  @Test
  void makesTheSameBytesInWhateverOrderAndBesideEachOther() throws Exception {
    List<SegmentUnit> inOrder = units.stream().map(ENCODER::encode).toList();
    List<SegmentUnit> backwards = new ArrayList<>();
    for (int i = units.size() - 1; i >= 0; i--) {
      backwards.add(0, ENCODER.encode(units.get(i)));
    }
    assertThat(backwards).isEqualTo(inOrder);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<SegmentUnit>> beside = new ArrayList<>();
      for (SegmentUnit unit : units) {
        beside.add(threads.submit(() -> ENCODER.encode(unit)));
      }
      for (int i = 0; i < units.size(); i++) {
        assertThat(beside.get(i).get()).isEqualTo(inOrder.get(i));
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void makesThePartThatIsWantedAndGapsOfTheOthers() {
    SegmentEncoder some =
        new SegmentEncoder(
            TranscodeSettings.of(Ladder.parse("copy,144p:300k,90p:100k")), "video-90p"::equals);
    SegmentUnit whole = ENCODER.encode(units.get(1));
    SegmentUnit part = some.encode(units.get(1));
    assertThat(part.tracks())
        .containsExactly(track(whole, "video"), track(whole, "video-90p"), track(whole, "audio"));
    assertThat(part.gaps())
        .containsExactly(TrackGap.of(units.get(1).tracks().get(0)).in("video-144p"));
  }

  @Test
  void fillsWhatIsDamaged() {
    SegmentUnit damaged = damaged(units.get(1), 10);
    TrackSegment rung = track(ENCODER.encode(damaged), "video-144p");
    assertThat(presentationTimes(rung)).isEqualTo(presentationTimes(track(units.get(1), "video")));
    assertThat(rung).isNotEqualTo(track(ENCODER.encode(units.get(1)), "video-144p"));
    assertThat(ENCODER.encode(damaged)).isEqualTo(ENCODER.encode(damaged));
    assertThat(ENCODER.encode(damaged, 0).damaged()).isPositive();
    assertThat(ENCODER.encode(units.get(1), 0).damaged()).isZero();
  }

  @Test
  void refusesASegmentWithoutOnePicture() {
    SegmentUnit damaged = damaged(units.get(0), -1);
    assertThatThrownBy(() -> ENCODER.encode(damaged))
        .isInstanceOf(MediaException.Malformed.class)
        .hasMessageContaining("video: none of 30 pictures can be decoded");
  }
}
