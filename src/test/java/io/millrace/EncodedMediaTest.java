package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.demux.elementary.ParameterSetPlacement;
import io.millrace.ingest.IngestSettings;
import io.millrace.ingest.RecordedIngest;
import io.millrace.ingest.SessionSettings;
import io.millrace.media.FrameRate;
import io.millrace.media.Ladder;
import io.millrace.media.Treatment;
import io.millrace.segment.EncodingSettings;
import io.millrace.segment.SegmentSettings;
import io.millrace.segment.SelectionSettings;
import io.millrace.transcode.SegmentEncoder;
import io.millrace.transcode.TranscodeSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What browsers do not decode, through the whole library to what they do. */
class EncodedMediaTest {
  private static final Path MEDIA = Path.of("../shared/media");
  private static final String ANDROIDX =
      "androidx+media/libraries/test_data/src/test/assets/media/";
  private static final int SECONDS = 10;

  @TempDir Path directory;

  /** For players of H.264 and AAC and nothing else. */
  private static IngestSettings settings(Ladder ladder, Treatment treatment) {
    SelectionSettings players =
        new SelectionSettings(
            SelectionSettings.codecs(List.of("h264", "aac")),
            SelectionSettings.BY_RULE,
            List.of(),
            EncodingSettings.of(ladder, treatment, treatment));
    return new IngestSettings(
        SegmentSettings.DEFAULT,
        players,
        ParameterSetPlacement.INIT_SEGMENT,
        new FrameRate(25, 1),
        SessionSettings.DEFAULT);
  }

  private RecordedIngest publish(byte[] bytes, String written, Treatment treatment) {
    Ladder ladder = Ladder.parse(written);
    SegmentEncoder encoder = new SegmentEncoder(TranscodeSettings.of(ladder));
    RecordedIngest ingest = new RecordedIngest();
    Publication.publish(bytes, settings(ladder, treatment), encoder::encode, directory, ingest);
    return ingest;
  }

  private Path playlist() {
    return directory.resolve("cam-1/main.m3u8");
  }

  /** All segments of a rendition as one file. */
  private Path rendition(String name) throws IOException {
    List<byte[]> runs = PublishedRuns.of(directory.resolve("cam-1").resolve(name));
    assertThat(runs).hasSize(1);
    return Files.write(directory.resolve(name + ".mp4"), runs.get(0));
  }

  @ParameterizedTest
  @CsvSource({
    "ts, libx265 -x265-params log-level=error, eac3",
    "webm, libvpx-vp9 -deadline realtime -cpu-used 8, libopus",
    "webm, libvpx -deadline realtime -cpu-used 8, libvorbis",
    "avi, mpeg4 -bf 2 -vtag XVID, libmp3lame",
    "mkv, mpeg4 -bf 2, flac",
    "ts, mpeg2video -bf 2, mp2",
    "mkv, mpeg2video -bf 2, dca",
    "mkv, libtheora, pcm_s24le",
    "nut, mpeg4, ac3"
  })
  void publishesWhatBrowsersDoNotDecode(String suffix, String video, String audio)
      throws Exception {
    SecondOpinion.assumeEncoder(video.split(" ", 2)[0]);
    Path file = directory.resolve("source." + suffix);
    String[] options =
        "-y -f lavfi -i testsrc2=rate=25:size=320x180 -f lavfi -i sine=sample_rate=48000 -t %d"
            .formatted(SECONDS)
            .split(" ");
    String[] codecs = "-strict -2 -g 50 -c:v %s -c:a %s".formatted(video, audio).split(" ");
    SecondOpinion.ffmpeg(joined(options, codecs, file.toString()));
    RecordedIngest ingest = publish(Files.readAllBytes(file), "source", Treatment.AUTO);

    assertThat(ingest.losses).isEmpty();
    assertThat(ingest.rejected).isEmpty();
    SecondOpinion.assertConforming(playlist().toString());
    SecondOpinion.assertDecodes(playlist().toString());
    JsonNode pictures = SecondOpinion.packets(rendition("video"));
    assertThat(pictures.at("/streams/0/codec_name").asText()).isEqualTo("h264");
    assertThat(pictures.get("packets")).hasSize(SECONDS * 25);
    JsonNode sound = SecondOpinion.packets(rendition("audio"));
    assertThat(sound.at("/streams/0/codec_name").asText()).isEqualTo("aac");
    assertThat(sound.get("packets").size())
        .isCloseTo(SECONDS * 48_000 / 1024, within(audio.equals("flac") ? 5 : 4));
  }

  private static String[] joined(String[] options, String[] codecs, String file) {
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(List.of(codecs));
    all.add(file);
    return all.toArray(String[]::new);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "golden/mkv/sample_with_dts.mkv",
        "golden/mkv/sample_with_vorbis_audio.mkv",
        ANDROIDX + "mkv/bbb_1ch_12kHz_q10_vorbis.webm",
        ANDROIDX + "mka/bear-opus-negative-gain.mka",
        "rust-av+matroska/assets/bbb-vp9-opus.webm",
        "golden/ts/sample_h265.ts",
        "golden/mka/bear-flac-16bit.mka"
      })
  void publishesRealFilesForTheSimplestPlayers(String name) throws Exception {
    Path file = MEDIA.resolve(name);
    assumeTrue(Files.exists(file), file + " is not here");
    RecordedIngest ingest = publish(Files.readAllBytes(file), "copy,90p:100k", Treatment.AUTO);
    assertThat(ingest.rejected).isEmpty();
    // Clips of less than half a second have no shorter target duration.
    SecondOpinion.assertConforming(playlist().toString(), "--ignore", "targetduration-loose");
    SecondOpinion.assertDecodes(playlist().toString());
    assertThat(Files.readString(playlist())).doesNotContain("hvc1", "vp09", "ec-3", "opus");
  }

  /** One IDR picture and recovery points for ever, as broadcast encoders send it. */
  @Test
  void encodesOpenGroupsOfPicturesWithoutIdr() throws Exception {
    SecondOpinion.assumeEncoder("libx264");
    Path file = directory.resolve("open.ts");
    SecondOpinion.ffmpeg(
        ("-y -f lavfi -i testsrc2=rate=25:size=320x180 -t 10 -c:v libx264 -preset veryfast"
                + " -x264-params open-gop=1:keyint=25:scenecut=0:bframes=3 -an "
                + file)
            .split(" "));
    publish(Files.readAllBytes(file), "180p:crf18", Treatment.TRANSCODE);
    SecondOpinion.assertConforming(playlist().toString());
    JsonNode pictures = SecondOpinion.packets(rendition("video-180p"));
    assertThat(pictures.get("packets")).hasSize(250);
    List<String> source = SecondOpinion.pictures(file.toString());
    assertThat(source).hasSize(250);
    assertThat(differences(file, directory.resolve("video-180p.mp4")))
        .as("pictures far off")
        .isZero();
  }

  /** How many pictures are not those of the source, give or take what the encoder has changed. */
  private static int differences(Path source, Path encoded) throws Exception {
    byte[] a = SecondOpinion.luma(source.toString());
    byte[] b = SecondOpinion.luma(encoded.toString());
    assertThat(b).hasSameSizeAs(a);
    int size = 320 * 180;
    int far = 0;
    for (int at = 0; at < a.length; at += size) {
      long sum = 0;
      for (int i = at; i < at + size; i++) {
        sum += Math.abs((a[i] & 0xff) - (b[i] & 0xff));
      }
      far += sum > 3L * size ? 1 : 0;
    }
    return far;
  }
}
