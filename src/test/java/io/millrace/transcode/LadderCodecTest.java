package io.millrace.transcode;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.EncodedPictures;
import io.millrace.SecondOpinion;
import io.millrace.media.Codec;
import io.millrace.media.Colour;
import io.millrace.media.Hdr;
import io.millrace.media.Ladder;
import io.millrace.media.Rung;
import io.millrace.media.Sample;
import io.millrace.media.TrackFormat;
import io.millrace.segment.SegmentUnit;
import io.millrace.segment.TrackSegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every codec and recipe. */
class LadderCodecTest {
  private static final int BUFFER_SECONDS = 2;

  @TempDir static Path directory;

  private static List<SegmentUnit> units;

  /** Three segments of a little more than three seconds, hard to encode: noise over the picture. */
  @BeforeAll
  static void makeSegments() throws Exception {
    Path source = directory.resolve("source.mkv");
    SecondOpinion.ffmpeg(
        ("-f lavfi -i testsrc2=size=256x144:rate=25,noise=alls=40:allf=t:all_seed=7"
                + " -frames:v 240 -c:v libx264 -preset ultrafast -g 80 -sc_threshold 0 -bf 2")
            .split(" "),
        source);
    units = EncodedPictures.segments(Files.readAllBytes(source), 3000);
    assertThat(units).hasSize(3);
  }

  private static List<TrackSegment> encode(String rung) {
    SegmentEncoder encoder = new SegmentEncoder(TranscodeSettings.of(Ladder.parse(rung)));
    return units.stream().map(unit -> encoder.encode(unit).tracks().get(0)).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "144p:300k",
        "144p:crf30",
        "144p:crf0",
        "144p:200k:crf20:ultrafast:baseline",
        "72p30:100k:medium:main",
        "144p50:400k:faster:high",
        "144p:300k:ultrafast:hevc",
        "72p:crf35:superfast:main:hevc"
      })
  void hasOneFormatAndClosedSegments(String written) throws Exception {
    Rung rung = Ladder.parse(written).rungs().get(0);
    List<TrackSegment> segments = encode(written);
    List<TrackFormat> formats = segments.stream().map(TrackSegment::format).toList();
    assertThat(Collections.frequency(formats, formats.get(0))).isEqualTo(3);
    assertThat(formats.get(0).codec()).isEqualTo(rung.output());
    assertThat(formats.get(0).codecs()).startsWith(prefix(rung));
    for (TrackSegment segment : segments) {
      assertThat(segment.leading()).isEmpty();
      assertThat(syncs(segment)).containsExactly(0L, 2L);
    }
    List<SegmentUnit> encoded = new ArrayList<>();
    for (int i = 0; i < units.size(); i++) {
      encoded.add(units.get(i).withTracks(List.of(segments.get(i))));
    }
    Path file = EncodedPictures.write(directory.resolve("all.mp4"), encoded, rung.rendition());
    SecondOpinion.assertDecodes(file.toString());
    int places = segments.stream().mapToInt(segment -> segment.samples().size()).sum();
    assertThat(SecondOpinion.pictures(file.toString())).hasSize(places);
  }

  private static String prefix(Rung rung) {
    if (rung.output() == Codec.H265) {
      return "hvc1.1.";
    }
    if (rung.profile() == null) {
      return rung.quality() == 0 ? "avc1.f4" : "avc1.64";
    }
    return switch (rung.profile()) {
      case BASELINE -> "avc1.42";
      case MAIN -> "avc1.4d";
      case HIGH -> "avc1.64";
    };
  }

  /** When sync samples are shown, whole seconds since the start. */
  private static List<Long> syncs(TrackSegment segment) {
    List<Long> seconds = new ArrayList<>();
    long time = 0;
    for (Sample sample : segment.samples()) {
      if (sample.sync()) {
        seconds.add((time + sample.compositionOffset()) / segment.timescale().ticksPerSecond());
      }
      time += sample.duration();
    }
    return seconds;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"144p:300k", "144p:300k:crf10:ultrafast", "144p50:200k:medium", "144p:300k:hevc"})
  void keepsToTheBitRateAndHalfABuffer(String written) {
    int bitRate = Ladder.parse(written).rungs().get(0).bitRate();
    for (TrackSegment segment : encode(written)) {
      long most =
          bitRate * segment.duration() / segment.timescale().ticksPerSecond()
              + BUFFER_SECONDS * bitRate / 2;
      assertThat(segment.bytes() * 8).isLessThanOrEqualTo(most).isGreaterThan(most / 3);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"144p:300k:medium", "144p:300k:ultrafast:hevc", "144p:crf30:fast:hevc"})
  void makesTheSameBytesInWhateverOrderAndBesideEachOther(String written) throws Exception {
    List<TrackSegment> inOrder = encode(written);
    SegmentEncoder encoder = new SegmentEncoder(TranscodeSettings.of(Ladder.parse(written)));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<TrackSegment>> beside = new ArrayList<>();
      for (int i = units.size() - 1; i >= 0; i--) {
        SegmentUnit unit = units.get(i);
        beside.add(0, threads.submit(() -> encoder.encode(unit).tracks().get(0)));
      }
      for (int i = 0; i < units.size(); i++) {
        assertThat(beside.get(i).get()).isEqualTo(inOrder.get(i));
      }
    } finally {
      threads.shutdown();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 18})
  void keepsHighDynamicRange(int transfer) {
    Colour colour = new Colour(9, transfer, 9, false);
    Hdr hdr = new Hdr(null, new Hdr.LightLevel(1000, 400));
    SegmentUnit unit = graded(units.get(0), colour, hdr);
    SegmentEncoder encoder =
        new SegmentEncoder(
            TranscodeSettings.of(Ladder.parse("144p:crf40:hevc,72p:crf40:main:hevc,64p:crf40")));
    List<TrackSegment> encoded = encoder.encode(unit).tracks();
    assertThat(encoded)
        .extracting(track -> track.format().codecs().substring(0, 7))
        .containsExactly("hvc1.2.", "hvc1.1.", "avc1.64");
    for (TrackSegment track : encoded) {
      TrackFormat.Video format = (TrackFormat.Video) track.format();
      assertThat(format.colour()).isEqualTo(colour);
      assertThat(format.hdr()).isEqualTo(hdr);
    }
  }

  private static SegmentUnit graded(SegmentUnit unit, Colour colour, Hdr hdr) {
    TrackSegment track = unit.tracks().get(0);
    TrackFormat.Video format = (TrackFormat.Video) track.format();
    TrackFormat.Video other =
        new TrackFormat.Video(
            format.codec(),
            format.codecs(),
            format.configuration(),
            format.language(),
            format.width(),
            format.height(),
            format.pixelAspect(),
            colour,
            hdr,
            0,
            format.frameRate());
    return unit.withTracks(
        List.of(
            new TrackSegment(
                track.rendition(),
                other,
                track.timescale(),
                track.baseMediaDecodeTime(),
                track.samples())));
  }

  @Test
  void keepsTenBitsOfHighDynamicRange() throws Exception {
    Path source = directory.resolve("hdr.mkv");
    SecondOpinion.ffmpeg(
        ("-f lavfi -i testsrc2=size=128x72:rate=25,format=yuv420p10,noise=alls=2"
                + " -frames:v 25 -c:v libx265 -x265-params log-level=none:lossless=1"
                + " -color_primaries bt2020 -color_trc smpte2084 -colorspace bt2020nc")
            .split(" "),
        source);
    List<SegmentUnit> hdr = EncodedPictures.segments(Files.readAllBytes(source), 3000);
    SegmentEncoder encoder =
        new SegmentEncoder(TranscodeSettings.of(Ladder.parse("72p:crf5:hevc")));
    SegmentUnit encoded = encoder.encode(hdr.get(0));
    Path file =
        EncodedPictures.write(directory.resolve("hdr.mp4"), List.of(encoded), "video-72p-hevc");
    assertThat(SecondOpinion.packets(file).get("streams").get(0).get("pix_fmt").asText())
        .isEqualTo("yuv420p10le");
    assertThat(SecondOpinion.pictures(file.toString())).hasSize(25);
  }
}
