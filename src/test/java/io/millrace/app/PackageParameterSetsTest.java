package io.millrace.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.PublishedRuns;
import io.millrace.RealFiles;
import io.millrace.SecondOpinion;
import io.millrace.codec.h264.H264Syntax;
import io.millrace.codec.h265.H265Syntax;
import io.millrace.codec.nal.NalIndex;
import io.millrace.codec.nal.NalRole;
import io.millrace.codec.nal.NalSyntax;
import io.millrace.demux.DemuxRecording;
import io.millrace.demux.fmp4.Fmp4Demuxer;
import io.millrace.isobmff.BoxTree;
import io.millrace.media.AccessUnit;
import io.millrace.media.Codec;
import io.millrace.media.Payload;
import io.millrace.media.Track;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code --parameter-sets samples}: {@code avc3} and {@code hev1} in what is published, held
 * against the same input with the sets in its init segments.
 */
class PackageParameterSetsTest {
  private static final String TRAIN = "derived/dev/train_h264_aac_ffmpeg_live.mkv";

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    TRAIN + ", avc1.64001e, avc3.64001e, clean",
    "derived/dev/foreman_hevc_mkvmerge.mkv, hvc1.1.6.L93.80, hev1.1.6.L93.80,"
        + " 'WARN hev1=1, WARN independent-segments=1, WARN leading=2'"
  })
  void publishesTheSamePictures(String name, String inInit, String inSamples, String findings)
      throws Exception {
    Path file = file(name);
    Path init = packaged(file, "init-segment");
    Path samples = packaged(file, "samples");

    assertThat(mainPlaylist(init)).contains("CODECS=\"" + inInit);
    assertThat(mainPlaylist(samples)).isEqualTo(mainPlaylist(init).replace(inInit, inSamples));
    assertThat(boxes(initSegments(samples).get(0)))
        .contains("  " + inSamples.substring(0, 4) + " @");
    Map<List<Payload>, Integer> sets = setsOfSyncSamples(samples);
    assertThat(sets).hasSize(1);
    assertThat(sets.keySet().iterator().next()).hasSize(inSamples.startsWith("avc3") ? 2 : 3);

    assertThat(SecondOpinion.findings(samples.resolve("main.m3u8"))).isEqualTo(findings);
    assertSamePictures(init, samples);
    SecondOpinion.assertSamePictures(file.toString(), samples.resolve("main.m3u8").toString());
  }

  /**
   * Real footage, and behind it the same footage by another encoder under the same name: a change
   * of parameter sets that needs another init segment, or none.
   */
  @Test
  void changesParameterSetsWithoutADiscontinuity() throws Exception {
    SecondOpinion.assumeEncoder("libx264");
    Path first = directory.resolve("first.h264");
    Path second = directory.resolve("second.h264");
    SecondOpinion.ffmpeg(new String[] {"-i", file(TRAIN).toString(), "-an", "-c", "copy"}, first);
    String encoder =
        " -frames:v 120 -c:v libx264 -preset veryfast -profile:v high -level 3.0 -g 60 -refs 2"
            + " -colorspace bt709 -color_primaries bt709 -color_trc bt709";
    SecondOpinion.ffmpeg(("-i " + first + encoder).split(" "), second);
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(Files.readAllBytes(first));
    both.writeBytes(Files.readAllBytes(second));
    Path file = Files.write(directory.resolve("both.h264"), both.toByteArray());

    Path init = packaged(file, "init-segment");
    assertThat(initSegments(init)).hasSize(2);
    assertThat(breaks(init)).isEqualTo(1);

    Path samples = packaged(file, "samples");
    assertThat(initSegments(samples)).hasSize(1);
    assertThat(breaks(samples)).isZero();
    assertThat(mainPlaylist(samples)).contains("CODECS=\"avc3.64001e\"");
    assertThat(setsOfSyncSamples(samples).values()).containsExactly(0, 300);

    assertThat(SecondOpinion.findings(samples.resolve("main.m3u8"))).isEqualTo("clean");
    assertSamePictures(init, samples);
    SecondOpinion.assertSamePictures(file.toString(), samples.resolve("main.m3u8").toString());
  }

  private static Path file(String name) {
    Path file = RealFiles.MEDIA.resolve(name);
    assumeTrue(Files.exists(file), file + " is not here");
    return file;
  }

  /** Packages {@code input}; the directory of the stream. */
  private Path packaged(Path input, String place) {
    StringWriter err = new StringWriter();
    Path target = directory.resolve(place);
    int status =
        Millrace.run(
            new PrintWriter(new StringWriter()),
            new PrintWriter(err, true),
            ("package --parameter-sets " + place + " --stream cam " + input + " " + target)
                .split(" "));
    assertThat(status).as(err.toString()).isZero();
    return target.resolve("cam");
  }

  /** Both show the same pictures, the one with several init segments run by run. */
  private void assertSamePictures(Path init, Path samples) throws Exception {
    List<String> expected = new ArrayList<>();
    for (byte[] run : PublishedRuns.of(init.resolve("video"))) {
      Path file = Files.write(directory.resolve("run.mp4"), run);
      expected.addAll(SecondOpinion.pictures(file.toString()));
    }
    assertThat(SecondOpinion.pictures(samples.resolve("main.m3u8").toString()))
        .isNotEmpty()
        .isEqualTo(expected);
  }

  /** The multivariant playlist without the bit rates, which the sets in samples are a part of. */
  private static String mainPlaylist(Path stream) throws IOException {
    return Files.readString(stream.resolve("main.m3u8")).replaceAll("BANDWIDTH=\\d+", "BANDWIDTH");
  }

  private static long breaks(Path stream) throws IOException {
    return Files.readString(stream.resolve("video/index.m3u8"))
        .lines()
        .filter("#EXT-X-DISCONTINUITY"::equals)
        .count();
  }

  private static List<Path> initSegments(Path stream) throws IOException {
    try (Stream<Path> files = Files.list(stream.resolve("video"))) {
      return files.filter(file -> file.toString().endsWith(".mp4")).toList();
    }
  }

  private static String boxes(Path file) throws IOException {
    return BoxTree.print(Payload.of(Files.readAllBytes(file)));
  }

  /**
   * The parameter sets that are in each sync sample and in no other, and the index of the first
   * sample with them.
   */
  private static Map<List<Payload>, Integer> setsOfSyncSamples(Path stream) throws IOException {
    List<byte[]> runs = PublishedRuns.of(stream.resolve("video"));
    assertThat(runs).hasSize(1);
    DemuxRecording recording = DemuxRecording.of(new Fmp4Demuxer(), runs.get(0));
    assertThat(recording.losses()).isEmpty();
    Track track = recording.tracks().get(0);
    NalSyntax syntax = track.codec() == Codec.H264 ? H264Syntax.INSTANCE : H265Syntax.INSTANCE;
    Map<List<Payload>, Integer> all = new LinkedHashMap<>();
    List<AccessUnit> units = recording.units();
    for (int i = 0; i < units.size(); i++) {
      List<Payload> sets = sets(units.get(i).data(), syntax);
      assertThat(!sets.isEmpty()).as("sample %d", i).isEqualTo(units.get(i).sync());
      if (!sets.isEmpty()) {
        all.putIfAbsent(sets, i);
      }
    }
    return all;
  }

  /** The parameter sets of a sample, all of them in front of its picture. */
  private static List<Payload> sets(Payload sample, NalSyntax syntax) {
    NalIndex index = new NalIndex();
    index.read(syntax, sample, Track.Framing.LENGTH_PREFIXED, 4, 0);
    List<Payload> sets = new ArrayList<>();
    for (int i = 0; i < index.count(); i++) {
      if (index.role(i) == NalRole.PARAMETER_SET) {
        assertThat(i).isLessThan(index.firstOfPicture());
        sets.add(index.nalUnit(i));
      }
    }
    return sets;
  }
}
