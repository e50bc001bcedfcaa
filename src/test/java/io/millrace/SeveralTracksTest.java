package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.cmaf.CmafPackager;
import io.millrace.ingest.IngestInput;
import io.millrace.ingest.IngestSettings;
import io.millrace.ingest.RecordedIngest;
import io.millrace.ingest.StreamIngest;
import io.millrace.media.Payload;
import io.millrace.media.TrackFormat;
import io.millrace.publish.PlaylistPublisher;
import io.millrace.publish.PlaylistSettings;
import io.millrace.publish.PlaylistUpdate;
import io.millrace.publish.PublishListener;
import io.millrace.publish.RetrySettings;
import io.millrace.publish.SegmentWriter;
import io.millrace.publish.StreamPlaylists;
import io.millrace.segment.EncodingSettings;
import io.millrace.segment.SegmentSettings;
import io.millrace.segment.SegmentUnit;
import io.millrace.segment.SelectionSettings;
import io.millrace.segment.TrackSegment;
import io.millrace.storage.ObjectStore;
import io.millrace.storage.local.LocalStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams of several audio tracks, and sessions of another layout, from bytes to playlists. */
class SeveralTracksTest {
  private static final SegmentSettings SEGMENTS = new SegmentSettings(2000, 0, 3000);
  private static final List<String> TWO = List.of("eng", "fra");
  private static final int PACKET_BYTES = 188;

  private static final String TRAIN = "derived/dev/train_h264_aac_ffmpeg_live.mkv";
  private static final String FOREMAN = "derived/dev/foreman_hevc_mkvmerge.mkv";
  private static final String BUNNY = "rust-av+matroska/assets/bbb-vp9-opus.webm";
  private static final String SURROUND =
      "shaka-project+shaka-player/test/test/assets/hls-raw-ac3/fileSequence0.ac3";

  @TempDir Path directory;

  private final RecordedIngest out = new RecordedIngest();
  private IngestSettings settings = IngestSettings.of(SEGMENTS);

  /** Publishes {@code sessions} one after the other. */
  private StreamIngest publish(byte[]... sessions) {
    StreamIngest stream = new StreamIngest("cam-1", settings);
    long sequence = 0;
    for (int session = 0; session < sessions.length; session++) {
      sequence = 0;
      for (Payload piece : RecordedIngest.pieces(sessions[session], 32 << 10)) {
        stream.accept(IngestInput.chunk(session, sequence++, SegmentUnit.NO_DATE, piece), out);
      }
    }
    stream.accept(IngestInput.end(sessions.length - 1, sequence, SegmentUnit.NO_DATE), out);
    assertThat(out.rejected).isEmpty();
    assertThat(stream.account().onTheirWay()).isZero();
    try (ObjectStore store = LocalStore.open(directory)) {
      write(store);
    }
    return stream;
  }

  private void write(ObjectStore store) {
    PublishListener silent = PublishListener.SILENT;
    CmafPackager packager = new CmafPackager();
    SegmentWriter writer = new SegmentWriter(store, RetrySettings.DEFAULT, silent);
    StreamPlaylists playlists = StreamPlaylists.start("cam-1", PlaylistSettings.vod());
    PlaylistPublisher publisher =
        new PlaylistPublisher(store, "test", RetrySettings.DEFAULT, silent);
    for (SegmentUnit unit : out.units) {
      for (PlaylistUpdate update : playlists.accept(writer.write(packager.pack(unit)).join())) {
        publisher.publish(update).join();
      }
    }
  }

  private String playlist(String name) throws IOException {
    return Files.readString(directory.resolve("cam-1").resolve(name));
  }

  private static List<String> renditions(SegmentUnit unit) {
    return unit.tracks().stream().map(TrackSegment::rendition).toList();
  }

  private Set<Long> breaks() {
    Set<Long> breaks = new HashSet<>();
    out.units.stream()
        .filter(SegmentUnit::discontinuity)
        .forEach(unit -> breaks.add(unit.number()));
    return breaks;
  }

  private void assertTimelines() {
    Map<String, Long> ends = new HashMap<>();
    for (SegmentUnit unit : out.units) {
      for (TrackSegment part : unit.tracks()) {
        String name = part.rendition() + "@" + part.timescale();
        long start = part.baseMediaDecodeTime();
        assertThat(start).isGreaterThanOrEqualTo(ends.getOrDefault(name, 0L));
        ends.put(name, start + part.duration());
      }
    }
    assertThat(out.units).extracting(SegmentUnit::targetDuration).containsOnly(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mkv", "ts"})
  void v08EachLanguageIsARendition(String suffix) throws Exception {
    publish(MadeMedia.make(directory, suffix, "320x180", TWO));
    assertThat(out.units)
        .hasSize(5)
        .allMatch(unit -> renditions(unit).equals(List.of("video", "audio", "audio-2")));
    assertThat(breaks()).isEmpty();
    assertThat(playlist("main.m3u8"))
        .contains(
            "NAME=\"English\",LANGUAGE=\"eng\",DEFAULT=YES,AUTOSELECT=YES,CHANNELS=\"2\",URI=\"audio/index.m3u8\"",
            "NAME=\"French\",LANGUAGE=\"fra\",DEFAULT=NO,AUTOSELECT=YES,CHANNELS=\"2\",URI=\"audio-2/index.m3u8\"");
    String main = directory.resolve("cam-1/main.m3u8").toString();
    SecondOpinion.assertConforming(main);
    SecondOpinion.assertDecodes(main);
  }

  @Test
  void takesTheTracksThatAreChosen() throws Exception {
    settings =
        new IngestSettings(
            SEGMENTS,
            new SelectionSettings(
                SelectionSettings.DEFAULT.codecs(),
                SelectionSettings.BY_RULE,
                List.of("fr"),
                EncodingSettings.NONE),
            settings.parameterSets(),
            settings.frameRate(),
            settings.sessions());
    StreamIngest stream = publish(MadeMedia.make(directory, "mkv", "320x180", TWO));
    assertThat(playlist("main.m3u8")).contains("NAME=\"audio\",LANGUAGE=\"fra\"");
    assertThat(stream.account().dropped().get("AUDIO_NOT_SELECTED")).isGreaterThan(400);
    SecondOpinion.assertConforming(directory.resolve("cam-1/main.m3u8").toString());
  }

  @Test
  void saysOnceWhatNeedsEncodingAndCountsEachOfIt() throws Exception {
    StreamIngest stream =
        publish(
            MadeMedia.make(
                directory, "mkv", "320x180", TWO, "-c:a:0", "libvorbis", "-disposition:a:1", "0"));
    assertThat(out.events)
        .containsExactly(
            "NEEDS_ENCODING audio track 2 (A_VORBIS): VORBIS needs encoding; it is not published");
    assertThat(stream.account().dropped().get("AUDIO_NEEDS_ENCODING")).isGreaterThan(100);
    assertThat(playlist("main.m3u8")).contains("NAME=\"audio\",LANGUAGE=\"fra\"");
  }

  @Test
  void soundAloneOfTwoLanguagesIsLedByTheFirst() throws Exception {
    publish(MadeMedia.make(directory, "mkv", "", TWO));
    assertThat(out.units.subList(0, 5))
        .allMatch(unit -> renditions(unit).equals(List.of("audio", "audio-2")));
    assertThat(breaks()).isEmpty();
    assertThat(playlist("main.m3u8")).contains("AUDIO=\"audio\"\naudio/index.m3u8\n");
    SecondOpinion.assertDecodes(directory.resolve("cam-1/main.m3u8").toString());
  }

  @Test
  void x02p05ASessionOfAnotherLayoutBreaksAllRenditionsOnce() throws Exception {
    byte[] first = MadeMedia.make(directory, "mkv", "320x180", List.of("eng"));
    byte[] larger = MadeMedia.make(directory, "ts", "640x360", List.of("fra", "eng"));
    byte[] mute = MadeMedia.make(directory, "mkv", "640x360", List.of());
    byte[] sound = MadeMedia.make(directory, "ts", "", List.of("eng"));
    publish(first, larger, mute, sound);

    assertTimelines();
    assertThat(breaks()).hasSize(3).contains(5L, 10L, 15L);
    assertThat(renditions(out.units.get(4))).containsExactly("video", "audio");
    assertThat(renditions(out.units.get(5))).containsExactly("video", "audio", "audio-2");
    assertThat(renditions(out.units.get(10))).containsExactly("video", "audio", "audio-2");
    assertThat(out.units.get(10).tracks().get(2).silentSamples()).isGreaterThan(90);
    assertThat(renditions(out.units.get(15))).containsExactly("audio", "audio-2");
    assertThat(out.units.get(17).tracks().get(0).silentSamples()).isZero();
    assertThat(out.units.get(17).tracks().get(1).silentSamples()).isGreaterThan(90);
    assertThat(out.units.get(7).tracks().subList(1, 3))
        .extracting(part -> part.format().language())
        .containsExactly("eng", "fra");
    TrackFormat.Video video = (TrackFormat.Video) out.units.get(5).tracks().get(0).format();
    assertThat(video.width()).isEqualTo(640);
    for (String rendition : List.of("video", "audio", "audio-2")) {
      long tags =
          playlist(rendition + "/index.m3u8")
              .lines()
              .filter("#EXT-X-DISCONTINUITY"::equals)
              .count();
      assertThat(tags).as(rendition).isEqualTo(3);
    }
  }

  @Test
  void p20AnotherSampleRateGoesOnInTheSameRendition() throws Exception {
    byte[] first = MadeMedia.make(directory, "mkv", "320x180", List.of("eng"));
    byte[] other = MadeMedia.make(directory, "mkv", "320x180", List.of("eng"), "-ar", "44100");
    publish(first, other);
    assertTimelines();
    assertThat(breaks()).containsExactly(5L);
    assertThat(out.units).allMatch(unit -> renditions(unit).equals(List.of("video", "audio")));
    assertThat(playlist("audio/index.m3u8").lines().filter(line -> line.startsWith("#EXT-X-MAP")))
        .hasSize(2);
    TrackSegment before = out.units.get(4).tracks().get(1);
    TrackSegment after = out.units.get(5).tracks().get(1);
    long end = before.baseMediaDecodeTime() + before.duration();
    assertThat(after.baseMediaDecodeTime())
        .isBetween(
            before.timescale().rescaleUp(end, after.timescale()),
            before.timescale().rescaleUp(end, after.timescale()) + 1024);
    SecondOpinion.assertDecodes(directory.resolve("cam-1/main.m3u8").toString());
  }

  /** Three publishers one after the other; no codec of one is the next one's. */
  @Test
  void v02p05SessionsOfOtherCodecsBreakAllRenditionsOnce() throws Exception {
    List<Path> files = List.of(real(TRAIN), real(FOREMAN), real(BUNNY));
    publish(
        Files.readAllBytes(files.get(0)),
        Files.readAllBytes(files.get(1)),
        Files.readAllBytes(files.get(2)));

    assertTimelines();
    assertThat(codecs(0)).isEqualTo("5 avc1.64001e, 5 hvc1.1.6.L93.80, 1 vp09.00.21.08");
    assertThat(codecs(1)).isEqualTo("10 mp4a.40.2, 1 Opus");
    assertThat(breaksOf("video")).containsExactly("00000005.m4s", "00000010.m4s");
    assertThat(breaksOf("audio")).isEqualTo(breaksOf("video"));
    assertThat(playlist("main.m3u8"))
        .contains("CODECS=\"avc1.64001e,hvc1.1.6.L93.80,vp09.00.21.08,mp4a.40.2,Opus\"");
    assertThat(PublishedRuns.of(directory.resolve("cam-1/audio"))).hasSize(2);
    List<byte[]> runs = PublishedRuns.of(directory.resolve("cam-1/video"));
    assertThat(runs).hasSize(3);
    for (int i = 0; i < runs.size(); i++) {
      Path run = Files.write(directory.resolve("run.mp4"), runs.get(i));
      SecondOpinion.assertSamePictures(files.get(i).toString(), run.toString());
    }
  }

  /** Real coded frames in a transport stream whose map says another codec from a place on. */
  @ParameterizedTest
  @CsvSource({
    FOREMAN + ", '4 avc1.64001e, 3 hvc1.1.6.L93.80', 'avc1.64001e,hvc1.1.6.L93.80,mp4a.40.2,ac-3'",
    TRAIN + ", '7 avc1.64001e', 'avc1.64001e,mp4a.40.2,ac-3'"
  })
  void v02x02AnotherCodecInTheProgramMapBreaksAllRenditionsOnce(
      String pictures, String videoCodecs, String codecs) throws Exception {
    Path first = directory.resolve("first.ts");
    Path second = directory.resolve("second.ts");
    SecondOpinion.ffmpeg(("-i " + real(TRAIN) + " -c copy -t 6").split(" "), first);
    SecondOpinion.ffmpeg(
        ("-i "
                + real(pictures)
                + " -i "
                + real(SURROUND)
                + " -map 0:v -map 1:a -c copy -t 5"
                + " -metadata:s:a:0 language=eng -tables_version 1 -output_ts_offset 6.2")
            .split(" "),
        second);
    publish(continued(Files.readAllBytes(first), Files.readAllBytes(second)));

    assertThat(out.losses).isEmpty();
    assertTimelines();
    assertThat(out.units).allMatch(unit -> renditions(unit).equals(List.of("video", "audio")));
    assertThat(codecs(0)).isEqualTo(videoCodecs);
    assertThat(codecs(1)).isEqualTo("4 mp4a.40.2, 3 ac-3");
    assertThat(breaksOf("video")).containsExactly("00000004.m4s");
    assertThat(breaksOf("audio")).containsExactly("00000004.m4s");
    assertThat(playlist("main.m3u8")).contains("CODECS=\"" + codecs + "\"");
    assertThat(PublishedRuns.of(directory.resolve("cam-1/audio"))).hasSize(2);
  }

  private static Path real(String name) {
    Path file = RealFiles.MEDIA.resolve(name);
    assumeTrue(Files.exists(file), file + " is not here");
    return file;
  }

  /** How many segments in turn a track has of each codec. */
  private String codecs(int track) {
    List<String> runs = new ArrayList<>();
    int count = 0;
    for (int i = 0; i < out.units.size(); i++) {
      String own = out.units.get(i).tracks().get(track).format().codecs();
      count++;
      boolean last = i + 1 == out.units.size();
      if (last || !own.equals(out.units.get(i + 1).tracks().get(track).format().codecs())) {
        runs.add(count + " " + own);
        count = 0;
      }
    }
    return String.join(", ", runs);
  }

  /** The segments in front of which a media playlist has a discontinuity. */
  private List<String> breaksOf(String rendition) throws IOException {
    String text = playlist(rendition + "/index.m3u8");
    assertThat(text).contains("#EXT-X-TARGETDURATION:2\n");
    return Pattern.compile("#EXT-X-DISCONTINUITY\n(?:#.*\n)*(.*)\n")
        .matcher(text)
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  /** The packets of both, with continuity counters that go on from one to the other. */
  private static byte[] continued(byte[] first, byte[] second) {
    byte[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    int[] counters = new int[1 << 13];
    for (int at = 0; at < all.length; at += PACKET_BYTES) {
      int pid = (all[at + 1] & 0x1f) << 8 | all[at + 2] & 0xff;
      boolean payload = (all[at + 3] & 0x10) != 0;
      counters[pid] = counters[pid] + (payload ? 1 : 0) & 0xf;
      all[at + 3] = (byte) (all[at + 3] & 0xf0 | counters[pid]);
    }
    return all;
  }
}
