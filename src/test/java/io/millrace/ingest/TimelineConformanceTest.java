package io.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.media.Payload;
import io.millrace.media.Sample;
import io.millrace.segment.SegmentSettings;
import io.millrace.segment.SegmentUnit;
import io.millrace.segment.TrackSegment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rules of the timeline, by id, on real footage with a lost record in its middle. */
class TimelineConformanceTest {
  private static final Path FILE =
      Path.of("../shared/media/derived/dev/train_h264_aac_ffmpeg_live.mkv");

  private final RecordedIngest out = new RecordedIngest();
  private final StreamIngest stream = new StreamIngest("cam-1", SegmentSettings.DEFAULT);

  @BeforeEach
  void publish() throws IOException {
    assumeTrue(Files.exists(FILE), FILE + " is not here");
    List<Payload> pieces = RecordedIngest.pieces(Files.readAllBytes(FILE), 16 << 10);
    for (int i = 0; i < pieces.size(); i++) {
      if (i != 40) {
        stream.accept(IngestInput.chunk(1, i, i * 100L, pieces.get(i)), out);
      }
    }
    stream.accept(IngestInput.end(1, pieces.size(), 0), out);
    assertThat(out.units).hasSizeGreaterThan(3);
  }

  private List<TrackSegment> rendition(String name) {
    List<TrackSegment> parts = new ArrayList<>();
    for (SegmentUnit unit : out.units) {
      unit.tracks().stream().filter(part -> part.rendition().equals(name)).forEach(parts::add);
    }
    assertThat(parts).hasSameSizeAs(out.units);
    return parts;
  }

  private void neighbours(String name, BiConsumer<TrackSegment, TrackSegment> check) {
    List<TrackSegment> parts = rendition(name);
    for (int i = 1; i < parts.size(); i++) {
      check.accept(parts.get(i - 1), parts.get(i));
    }
  }

  private static long end(TrackSegment part) {
    return part.baseMediaDecodeTime() + part.duration();
  }

  @Test
  void s10s11DecodeTimesJoinAlsoOverALoss() {
    neighbours("video", (a, b) -> assertThat(b.baseMediaDecodeTime()).isEqualTo(end(a)));
    neighbours("audio", (a, b) -> assertThat(b.baseMediaDecodeTime()).isEqualTo(end(a)));
  }

  @Test
  void s12EachVideoSegmentStartsWithASyncSample() {
    assertThat(rendition("video")).allMatch(part -> part.samples().get(0).sync());
  }

  @Test
  void s16PresentationTimesAreTheDecodeTimesInAnotherOrder() {
    for (TrackSegment part : rendition("video")) {
      List<Long> decode = new ArrayList<>();
      List<Long> presentation = new ArrayList<>();
      long time = part.baseMediaDecodeTime();
      for (Sample sample : part.samples()) {
        decode.add(time);
        presentation.add(time + sample.compositionOffset());
        time += sample.duration();
      }
      assertThat(presentation).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(decode);
    }
  }

  @Test
  void s17NoPictureIsShownOutsideItsSegment() {
    for (TrackSegment part : rendition("video")) {
      long time = part.baseMediaDecodeTime();
      for (Sample sample : part.samples()) {
        assertThat(time + sample.compositionOffset())
            .isBetween(part.baseMediaDecodeTime(), end(part) - 1);
        time += sample.duration();
      }
    }
  }

  @Test
  void s18EverySampleLastsLessThanATarget() {
    for (TrackSegment part : rendition("video")) {
      long target = 2L * part.timescale().ticksPerSecond();
      assertThat(part.samples()).allMatch(sample -> sample.duration() < target);
    }
  }

  @Test
  void s20s21SoundIsWholeFramesWithoutAHole() {
    for (TrackSegment part : rendition("audio")) {
      assertThat(part.samples()).allMatch(sample -> sample.duration() == 1024);
    }
  }

  @Test
  void s23z08SoundStaysWithinAFrameOfThePictures() {
    List<TrackSegment> video = rendition("video");
    List<TrackSegment> audio = rendition("audio");
    for (int i = 0; i + 1 < video.size(); i++) {
      long rate = audio.get(i).timescale().ticksPerSecond();
      long pictures = end(video.get(i)) * rate / video.get(i).timescale().ticksPerSecond();
      assertThat(pictures - end(audio.get(i))).as("segment %d", i).isBetween(0L, 1023L);
    }
  }

  @Test
  void x02x07BreaksAndNumbersAreThoseOfTheSegment() {
    assertThat(out.units.stream().filter(SegmentUnit::discontinuity)).hasSize(1);
    for (int i = 0; i < out.units.size(); i++) {
      assertThat(out.units.get(i).number()).isEqualTo(i); // z03: no number is missing
      assertThat(out.units.get(i).tracks()).hasSize(2);
    }
  }

  @Test
  void x03TheTargetDurationIsOneForTheStream() {
    assertThat(out.units).extracting(SegmentUnit::targetDuration).containsOnly(2);
  }

  @Test
  void z07TheAccountCloses() {
    assertThat(stream.account().onTheirWay()).isZero();
    assertThat(stream.account().publishedAccessUnits()).isPositive();
    assertThat(stream.account().dropped()).isNotEmpty();
  }
}
