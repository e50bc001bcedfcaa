package io.millrace.cmaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.GoldenFile;
import io.millrace.isobmff.Box;
import io.millrace.isobmff.BoxReader;
import io.millrace.isobmff.BoxTree;
import io.millrace.isobmff.Co64;
import io.millrace.isobmff.Container;
import io.millrace.isobmff.Ctts;
import io.millrace.isobmff.Stco;
import io.millrace.isobmff.Stsc;
import io.millrace.isobmff.Stsd;
import io.millrace.isobmff.Stss;
import io.millrace.isobmff.Stsz;
import io.millrace.isobmff.Stts;
import io.millrace.media.Codec;
import io.millrace.media.Colour;
import io.millrace.media.FrameRate;
import io.millrace.media.Hdr;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.PixelAspect;
import io.millrace.media.Sample;
import io.millrace.media.Timescale;
import io.millrace.media.TrackFormat;
import io.millrace.segment.SegmentUnit;
import io.millrace.segment.TrackSegment;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressiveMp4Test {
  private static final Timescale NTSC = new Timescale(30_000);
  private static final Timescale AUDIO_48K = new Timescale(48_000);
  private static final TrackFormat.Audio AUDIO =
      new TrackFormat.Audio(
          Codec.AAC,
          "mp4a.40.2",
          Payload.of(new byte[] {0x11, (byte) 0x90}),
          "en",
          48_000,
          2,
          1_024,
          Payload.EMPTY);

  private static TrackFormat.Video video(int width) {
    Payload avcC = Payload.of(HexFormat.of().parseHex("0164001fffe1000467640001010003680001"));
    return new TrackFormat.Video(
        Codec.H264,
        "avc1.64001f",
        avcC,
        "und",
        width,
        360,
        PixelAspect.SQUARE,
        new Colour(1, 1, 1, false),
        Hdr.UNKNOWN,
        0,
        new FrameRate(30_000, 1_001));
  }

  private static Sample sample(long duration, long offset, boolean sync, int bytes) {
    return new Sample(duration, offset, sync, Payload.of(new byte[bytes]));
  }

  private static TrackSegment pictures(long time, int width, Sample... samples) {
    return new TrackSegment("video", video(width), NTSC, time, List.of(samples));
  }

  private static TrackSegment sound(long time, Sample... samples) {
    return new TrackSegment("audio", AUDIO, AUDIO_48K, time, List.of(samples));
  }

  private static SegmentUnit unit(long number, TrackSegment... tracks) {
    return new SegmentUnit("cam", number, false, SegmentUnit.NO_DATE, 2, List.of(tracks), false);
  }

  private static ProgressiveMp4 of(SegmentUnit... units) {
    ProgressiveMp4 file = new ProgressiveMp4();
    for (SegmentUnit unit : units) {
      file.add(unit);
    }
    return file;
  }

  /** The header with {@code mediaBytes} zeros behind it. */
  private static Payload whole(ProgressiveMp4 file) {
    Payload header = file.header();
    byte[] bytes = new byte[Math.toIntExact(header.length() + file.mediaBytes())];
    header.copyTo(bytes, 0);
    return Payload.of(bytes);
  }

  private static <T> List<T> find(List<Box> boxes, Class<T> type) {
    List<T> found = new ArrayList<>();
    for (Box box : boxes) {
      if (type.isInstance(box)) {
        found.add(type.cast(box));
      } else if (box instanceof Container container) {
        found.addAll(find(container.boxes(), type));
      }
    }
    return found;
  }

  /** {@code ftyp} and {@code moov}: the header without the header of {@code mdat}. */
  private static List<Box> moov(ProgressiveMp4 file, int mdatHeader) {
    Payload header = file.header();
    return BoxReader.read(header.slice(0, header.length() - mdatHeader), 0);
  }

  private static final SegmentUnit FIRST =
      unit(
          0,
          pictures(
              0,
              640,
              sample(1_001, 0, true, 900),
              sample(1_001, 2_002, false, 300),
              sample(1_001, -1_001, false, 100)),
          sound(512, sample(1_024, 0, true, 7), sample(1_024, 0, true, 7)));
  private static final SegmentUnit SECOND =
      unit(
          1,
          pictures(3_003, 640, sample(1_001, 0, true, 800), sample(1_001, 0, false, 200)),
          sound(2_560, sample(1_024, 0, true, 7)));

  @Test
  void hasTheBoxesThatWereReviewed() {
    GoldenFile.assertMatches("cmaf/progressive.boxes", BoxTree.print(whole(of(FIRST, SECOND))));
  }

  @Test
  void s45SaysOnceWhatRepeats() {
    List<Box> moov = moov(of(FIRST, SECOND), 8);
    assertThat(find(moov, Stts.class))
        .containsExactly(
            new Stts(List.of(new Stts.Run(5, 1_001))), new Stts(List.of(new Stts.Run(3, 1_024))));
    assertThat(find(moov, Ctts.class))
        .as("pictures only, signed")
        .containsExactly(
            new Ctts(
                1,
                List.of(
                    new Ctts.Run(1, 0),
                    new Ctts.Run(1, 2_002),
                    new Ctts.Run(1, -1_001),
                    new Ctts.Run(2, 0))));
    assertThat(find(moov, Stss.class))
        .as("none where every sample is a sync sample")
        .containsExactly(new Stss(List.of(1L, 4L)));
    assertThat(find(moov, Stsz.class))
        .containsExactly(
            new Stsz(0, 5, List.of(900L, 300L, 100L, 800L, 200L)), new Stsz(7, 3, List.of()));
  }

  @Test
  void s47ChunksLieInTheOrderTheyWereAdded() {
    ProgressiveMp4 file = of(FIRST, SECOND);
    long media = file.header().length();
    assertThat(find(moov(file, 8), Stco.class))
        .containsExactly(
            new Stco(List.of(media, media + 1_314)),
            new Stco(List.of(media + 1_300, media + 2_314)));
    assertThat(file.mediaBytes()).isEqualTo(2_321);
    assertThat(file.samples()).isEqualTo(8);
  }

  @Test
  void s46OffsetsHave64BitsBehind4GiBAndSoHasTheSizeOfMdat() {
    Payload large = Payload.of(new byte[64 << 20]);
    ProgressiveMp4 file = new ProgressiveMp4();
    for (int i = 0; i < 64; i++) {
      Sample sample = new Sample(1_001, 0, true, large);
      file.add(unit(i, new TrackSegment("video", video(640), NTSC, 1_001L * i, List.of(sample))));
    }
    assertThat(file.mediaBytes()).isEqualTo(1L << 32);

    Payload header = file.header();
    List<Co64> offsets = find(moov(file, 16), Co64.class);
    assertThat(offsets).hasSize(1);
    assertThat(offsets.get(0).chunkOffsets().get(63)).isEqualTo(header.length() + (63L << 26));
    assertThat(header.slice(header.length() - 16, 16))
        .isEqualTo(Payload.of(HexFormat.of().parseHex("000000016d6461740000000100000010")));
  }

  @Test
  void s46OffsetsHave64BitsBehind4GiBWhileTheSizeOfMdatFitsIn32() {
    Payload large = Payload.of(new byte[64 << 20]);
    ProgressiveMp4 file = new ProgressiveMp4();
    for (int i = 0; i < 64; i++) {
      Payload data = i < 63 ? large : large.slice(0, (64 << 20) - 200);
      Sample sample = new Sample(1_001, 0, true, data);
      file.add(unit(i, new TrackSegment("video", video(640), NTSC, 1_001L * i, List.of(sample))));
    }
    assertThat(find(moov(file, 8), Co64.class)).hasSize(1);
  }

  @Test
  void soundThatBeginsLaterIsToldByAnEditExactToTheSample() {
    assertThat(BoxTree.print(whole(of(FIRST))))
        .contains("elst")
        .contains("mvhd @36 +108 timescale=48000");
    SegmentUnit together = unit(0, sound(0, sample(1_024, 0, true, 7)));
    assertThat(BoxTree.print(whole(of(together)))).doesNotContain("elst");
  }

  @Test
  void aHoleInATrackIsTheSampleBeforeIt() {
    ProgressiveMp4 file =
        of(
            unit(0, sound(0, sample(1_024, 0, true, 7), sample(1_024, 0, true, 7))),
            unit(1, sound(5_000, sample(1_024, 0, true, 7))));
    assertThat(find(moov(file, 8), Stts.class))
        .containsExactly(
            new Stts(
                List.of(new Stts.Run(1, 1_024), new Stts.Run(1, 3_976), new Stts.Run(1, 1_024))));
  }

  @Test
  void anotherFormatIsAnotherSampleEntry() {
    ProgressiveMp4 file =
        of(
            unit(0, pictures(0, 640, sample(1_001, 0, true, 9))),
            unit(1, pictures(1_001, 320, sample(1_001, 0, true, 9))),
            unit(2, pictures(2_002, 640, sample(1_001, 0, true, 9))));
    List<Box> moov = moov(file, 8);
    assertThat(find(moov, Stsd.class).get(0).boxes()).hasSize(2);
    assertThat(find(moov, Stsc.class))
        .containsExactly(
            new Stsc(List.of(new Stsc.Run(1, 1, 1), new Stsc.Run(2, 1, 2), new Stsc.Run(3, 1, 1))));
  }

  @Test
  void refusesATrackThatGoesBack() {
    ProgressiveMp4 file = of(FIRST);
    assertThatThrownBy(() -> file.add(unit(1, sound(512, sample(1_024, 0, true, 7)))))
        .isInstanceOf(MediaException.Unsupported.class)
        .hasMessageContaining("audio: 1 samples at 512 of 48000 ticks do not fit");
  }

  @Test
  void refusesAFileOfNothing() {
    assertThatThrownBy(() -> new ProgressiveMp4().header())
        .isInstanceOf(IllegalStateException.class);
  }
}
