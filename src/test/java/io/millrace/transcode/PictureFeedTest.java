package io.millrace.transcode;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.SecondOpinion;
import io.millrace.ingest.IngestInput;
import io.millrace.ingest.RecordedIngest;
import io.millrace.ingest.StreamIngest;
import io.millrace.libav.Pixels;
import io.millrace.media.Payload;
import io.millrace.media.Sample;
import io.millrace.segment.EncoderInput;
import io.millrace.segment.SegmentSettings;
import io.millrace.segment.SegmentUnit;
import io.millrace.segment.TrackSegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Segments decoded by themselves give the pictures of the whole stream decoded in one go. */
class PictureFeedTest {
  private static final int PICTURES = 120;

  @TempDir Path directory;

  /** A clip as one long segment. */
  private TrackSegment clip(String encoder, String suffix) throws Exception {
    SecondOpinion.assumeEncoder(encoder.split(" ")[0]);
    byte[] bytes =
        SecondOpinion.encoded(directory.resolve("clip." + suffix), encoder + " -an", PICTURES);
    RecordedIngest ingest = new RecordedIngest();
    StreamIngest stream = new StreamIngest("cam-1", new SegmentSettings(60_000, 0, 3000));
    stream.accept(IngestInput.chunk(1, 0, SegmentUnit.NO_DATE, Payload.of(bytes)), ingest);
    stream.accept(IngestInput.end(1, 1, SegmentUnit.NO_DATE), ingest);
    TrackSegment track = ingest.units.get(0).tracks().get(0);
    assertThat(track.samples()).hasSize(PICTURES);
    return track;
  }

  private static List<Payload> pictures(TrackSegment segment) {
    List<Payload> pictures = new ArrayList<>();
    new PictureFeed(segment).feed(picture -> pictures.add(Pixels.of(picture)));
    return pictures;
  }

  /**
   * The clip in segments of at least {@code length} samples, each cut where no later sample is
   * shown before an earlier one, with the samples since the last sync sample as their lead.
   */
  private static List<TrackSegment> cut(TrackSegment clip, int length) {
    List<Sample> samples = clip.samples();
    List<TrackSegment> segments = new ArrayList<>();
    long time = clip.baseMediaDecodeTime();
    int from = 0;
    for (int to = 1; to <= samples.size(); to++) {
      if (to == samples.size() || to - from >= length && isClean(samples, to)) {
        TrackSegment bare =
            new TrackSegment(
                clip.rendition(), clip.format(), clip.timescale(), time, samples.subList(from, to));
        List<Sample> lead = samples.subList(lastSync(samples, from), from);
        long end = time + bare.duration();
        segments.add(bare.withEncoding(new EncoderInput(lead, List.of(), time, end, false)));
        time = end;
        from = to;
      }
    }
    return segments;
  }

  /** Whether all samples from here on are shown at or after this one's decode time. */
  private static boolean isClean(List<Sample> samples, int index) {
    long time = 0;
    for (Sample sample : samples.subList(index, samples.size())) {
      if (time + sample.compositionOffset() < 0) {
        return false;
      }
      time += sample.duration();
    }
    return true;
  }

  private static int lastSync(List<Sample> samples, int before) {
    for (int i = before - 1; i >= 0; i--) {
      if (samples.get(i).sync()) {
        return i;
      }
    }
    return 0;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "libx264 -x264-params keyint=50:bframes=3:b-pyramid=normal",
        "libx265 -x265-params keyint=25:min-keyint=25:bframes=4:open-gop=1:log-level=none",
        "libx265 -x265-params keyint=40:bframes=3:open-gop=0:log-level=none",
        "libvpx-vp9 -g 50 -cpu-used 8 -deadline realtime"
      })
  void decodesAnySegmentWithItsLead(String encoder) throws Exception {
    TrackSegment clip = clip(encoder, "mkv");
    List<Payload> all = pictures(clip);
    assertThat(all).hasSize(PICTURES);
    List<TrackSegment> segments = cut(clip, 17);
    assertThat(segments).hasSizeGreaterThan(5);
    assertThat(segments).anyMatch(segment -> !segment.samples().get(0).sync());
    List<Payload> apart = new ArrayList<>();
    segments.forEach(segment -> apart.addAll(pictures(segment)));
    assertThat(apart).isEqualTo(all);
  }

  @Test
  void fillsTheStartOfASegmentThatHasNoLead() throws Exception {
    TrackSegment clip = clip("libx264 -bf 0 -g 30", "mkv");
    List<Payload> all = pictures(clip);
    TrackSegment second = cut(clip, 20).get(1).withEncoding(null);
    List<Payload> pictures = pictures(second);
    assertThat(pictures).hasSize(20).endsWith(all.subList(30, 40).toArray(Payload[]::new));
    assertThat(pictures.subList(0, 10)).containsOnly(all.get(30));
  }

  /** Each picture by itself, so that damage stays where it is. */
  @Test
  void showsThePictureBeforeInPlaceOfADamagedOneAndTheFirstAtTheStart() throws Exception {
    TrackSegment clip = clip("libx264 -x264-params keyint=1", "264");
    List<Payload> whole = pictures(clip);
    assertThat(whole).doesNotHaveDuplicates();
    List<Sample> samples = new ArrayList<>(clip.samples());
    for (int damaged : new int[] {0, 10, 11, PICTURES - 1}) {
      Sample sample = samples.get(damaged);
      Payload nothing = Payload.of(new byte[sample.data().length()]);
      samples.set(damaged, new Sample(sample.duration(), 0, sample.sync(), nothing));
    }
    TrackSegment torn =
        new TrackSegment(
            clip.rendition(), clip.format(), clip.timescale(), clip.baseMediaDecodeTime(), samples);
    List<Payload> expected = new ArrayList<>(whole);
    expected.set(0, whole.get(1));
    expected.set(10, whole.get(9));
    expected.set(11, whole.get(9));
    expected.set(PICTURES - 1, whole.get(PICTURES - 2));
    assertThat(pictures(torn)).isEqualTo(expected);
  }
}
