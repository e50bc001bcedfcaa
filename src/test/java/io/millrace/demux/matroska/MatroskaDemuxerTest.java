package io.millrace.demux.matroska;

import static io.millrace.demux.matroska.EbmlWriter.ATTACHMENTS;
import static io.millrace.demux.matroska.EbmlWriter.BLOCK;
import static io.millrace.demux.matroska.EbmlWriter.BLOCK_DURATION;
import static io.millrace.demux.matroska.EbmlWriter.CRC_32;
import static io.millrace.demux.matroska.EbmlWriter.CUES;
import static io.millrace.demux.matroska.EbmlWriter.REFERENCE_BLOCK;
import static io.millrace.demux.matroska.EbmlWriter.VOID;
import static io.millrace.demux.matroska.EbmlWriter.audio;
import static io.millrace.demux.matroska.EbmlWriter.block;
import static io.millrace.demux.matroska.EbmlWriter.blockGroup;
import static io.millrace.demux.matroska.EbmlWriter.bytes;
import static io.millrace.demux.matroska.EbmlWriter.cluster;
import static io.millrace.demux.matroska.EbmlWriter.compression;
import static io.millrace.demux.matroska.EbmlWriter.concat;
import static io.millrace.demux.matroska.EbmlWriter.delta;
import static io.millrace.demux.matroska.EbmlWriter.ebml;
import static io.millrace.demux.matroska.EbmlWriter.element;
import static io.millrace.demux.matroska.EbmlWriter.encryption;
import static io.millrace.demux.matroska.EbmlWriter.float64;
import static io.millrace.demux.matroska.EbmlWriter.id;
import static io.millrace.demux.matroska.EbmlWriter.key;
import static io.millrace.demux.matroska.EbmlWriter.live;
import static io.millrace.demux.matroska.EbmlWriter.openCluster;
import static io.millrace.demux.matroska.EbmlWriter.simpleBlock;
import static io.millrace.demux.matroska.EbmlWriter.size;
import static io.millrace.demux.matroska.EbmlWriter.text;
import static io.millrace.demux.matroska.EbmlWriter.track;
import static io.millrace.demux.matroska.EbmlWriter.tracks;
import static io.millrace.demux.matroska.EbmlWriter.uint;
import static io.millrace.demux.matroska.EbmlWriter.video;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.demux.DemuxHandler;
import io.millrace.demux.DemuxRecording;
import io.millrace.demux.DemuxRecording.Loss;
import io.millrace.media.AccessUnit;
import io.millrace.media.Codec;
import io.millrace.media.Display;
import io.millrace.media.FrameRate;
import io.millrace.media.MediaException;
import io.millrace.media.MediaException.Malformed;
import io.millrace.media.MediaException.Unsupported;
import io.millrace.media.Payload;
import io.millrace.media.Timescale;
import io.millrace.media.Track;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One feature of Matroska per test, in streams made for it. */
class MatroskaDemuxerTest {
  private static final long MS = 1_000_000;

  private static DemuxRecording demux(byte[]... parts) {
    return DemuxRecording.of(new MatroskaDemuxer(), concat(parts));
  }

  /** Track, time in ms, duration in ms, {@code key} or nothing, bytes. */
  private static List<String> units(DemuxRecording recording) {
    return recording.units().stream().map(MatroskaDemuxerTest::line).toList();
  }

  private static String line(AccessUnit unit) {
    StringBuilder bytes = new StringBuilder();
    for (byte b : unit.data().toByteArray()) {
      bytes.append("%02x".formatted(b));
    }
    return "%d %dms+%dms%s %s"
        .formatted(
            unit.trackId(),
            unit.pts() / MS,
            unit.duration() / MS,
            unit.sync() ? " key" : "",
            bytes);
  }

  @Test
  void readsALiveStreamOfUnknownSizes() {
    DemuxRecording recording =
        demux(
            live(tracks(video(1))),
            openCluster(0, key(1, 0, 1), delta(1, 40, 2)),
            openCluster(80, key(1, 0, 3)));
    assertThat(units(recording))
        .containsExactly("1 0ms+0ms key 01", "1 40ms+0ms 02", "1 80ms+0ms key 03");
    assertThat(recording.losses()).isEmpty();
  }

  @Test
  void readsAFinishedFileWithItsIndexAnywhere() {
    byte[] index = element(CUES, new byte[300]);
    DemuxRecording recording =
        demux(
            ebml("webm"),
            element(
                MatroskaSchema.SEGMENT,
                index,
                element(VOID, new byte[9]),
                tracks(element(CRC_32, new byte[4]), video(1)),
                cluster(5, element(CRC_32, new byte[4]), key(1, 0, 1), element(VOID)),
                element(ATTACHMENTS, new byte[1000]),
                cluster(9, key(1, -3, 2)),
                index));
    assertThat(units(recording)).containsExactly("1 5ms+0ms key 01", "1 6ms+0ms key 02");
    assertThat(recording.losses()).isEmpty();
  }

  @Test
  void waitsForTracksThatStandBehindTheClusters() {
    DemuxRecording recording =
        demux(live(), cluster(7, key(1, 0, 1)), tracks(video(1)), cluster(8, key(1, 0, 2)));
    assertThat(units(recording)).containsExactly("1 7ms+0ms key 01", "1 8ms+0ms key 02");
    assertThat(recording.events().get(0)).isInstanceOf(List.class);
  }

  @Test
  void refusesTracksThatNeverCome() {
    byte[] much = simpleBlock(1, 0, 0x80, new byte[9 << 20]);
    assertThatThrownBy(() -> demux(live(), cluster(7, much, much)))
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining("Tracks are not among the first 16777216 bytes");
  }

  @Test
  void cutsXiphLaces() {
    byte[] frames = concat(bytes(2, 255, 1, 2), new byte[256], bytes(7, 8, 9));
    byte[] stream =
        concat(
            live(tracks(audio(2, uint(0x23e383, 32 * MS)))),
            cluster(0, simpleBlock(2, 0, 0x82, frames)));
    DemuxRecording recording = demux(stream);
    assertThat(recording.units())
        .extracting(unit -> unit.data().length())
        .containsExactly(256, 2, 1);
    assertThat(recording.units()).extracting(AccessUnit::pts).containsExactly(0L, 32 * MS, 64 * MS);
    assertThat(recording.units()).extracting(AccessUnit::duration).containsOnly(32 * MS);
    assertThat(recording.units().get(2).byteOffset()).isEqualTo(stream.length - 1);
  }

  @Test
  void cutsLacesOfOneSize() {
    DemuxRecording recording =
        demux(
            live(tracks(audio(2))),
            cluster(0, simpleBlock(2, 0, 0x84, bytes(2, 1, 2, 3, 4, 5, 6))));
    assertThat(recording.units())
        .extracting(unit -> unit.data().toByteArray())
        .containsExactly(bytes(1, 2), bytes(3, 4), bytes(5, 6));
  }

  @Test
  void cutsEbmlLaces() {
    // Sizes 3, then 3 - 2 = 1 (difference stored plus 63), then the rest.
    byte[] frames = bytes(2, 0x83, 0x80 | 61, 1, 2, 3, 4, 5, 6);
    DemuxRecording recording =
        demux(live(tracks(audio(2))), cluster(0, simpleBlock(2, 0, 0x86, frames)));
    assertThat(recording.units())
        .extracting(unit -> unit.data().toByteArray())
        .containsExactly(bytes(1, 2, 3), bytes(4), bytes(5, 6));
  }

  @ParameterizedTest
  @CsvSource({
    "0x82, 'laced block: frame 0 of 100 bytes'",
    "0x84, 'laced block: 5 bytes for 3 frames of one size'",
    "0x86, 'laced block: frame 0 of 9316 bytes'"
  })
  void losesOnlyTheBlockWhoseLacesDoNotFit(String flags, String message) {
    byte[] frames = bytes(2, 100, 100, 0, 0, 0);
    DemuxRecording recording =
        demux(
            live(tracks(audio(2))),
            cluster(0, simpleBlock(2, 0, Integer.decode(flags), frames), key(2, 9, 5)));
    assertThat(recording.losses()).hasSize(1);
    assertThat(recording.losses().get(0).trackId()).isEqualTo(2);
    assertThat(recording.losses().get(0).message()).startsWith(message);
    assertThat(units(recording)).containsExactly("2 9ms+0ms key 05");
  }

  @Test
  void takesTheDurationOfABlockFromItsGroup() {
    byte[] tracks = tracks(video(1, uint(0x23e383, 40 * MS)), audio(2));
    DemuxRecording recording =
        demux(
            live(tracks),
            cluster(
                0,
                blockGroup(element(BLOCK, block(1, 0, 0, bytes(1))), uint(BLOCK_DURATION, 20)),
                blockGroup(
                    element(BLOCK, block(1, 20, 0, bytes(2))), element(REFERENCE_BLOCK, bytes(1))),
                blockGroup(
                    element(BLOCK, block(2, 0, 4, bytes(1, 7, 8))), uint(BLOCK_DURATION, 64))));
    assertThat(units(recording))
        .containsExactly(
            "1 0ms+20ms key 01", "1 20ms+40ms 02", "2 0ms+32ms key 07", "2 32ms+32ms key 08");
  }

  @Test
  void subtractsCodecDelayAndAppliesTimestampScale() {
    byte[] info = element(MatroskaSchema.INFO, uint(0x2ad7b1, 100_000));
    DemuxRecording recording =
        demux(live(info, tracks(audio(2, uint(0x56aa, 6_500_000)))), cluster(100, key(2, 5, 1)));
    assertThat(recording.units().get(0).pts()).isEqualTo(105 * 100_000 - 6_500_000);
  }

  @ParameterizedTest
  @CsvSource({
    "41708333, 24000, 1001",
    "41708375, 24000, 1001",
    "41666666, 24, 1",
    "40000000, 25, 1",
    "33366666, 30000, 1001",
    "33366700, 30000, 1001",
    "33333333, 30, 1",
    "33333000, 30, 1",
    "16683333, 60000, 1001",
    "16666667, 60, 1",
    "4170833, 240000, 1001",
    "33000000, 1000, 33"
  })
  void knowsTheFrameRateBehindARoundedDuration(long nanoseconds, int numerator, int denominator) {
    assertThat(DefaultDuration.frameRate(nanoseconds))
        .isEqualTo(new FrameRate(numerator, denominator));
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "999999", "2147483648", "9223372036854775807"})
  void takesNoFrameRateFromADurationThatMeansNothing(long nanoseconds) {
    assertThat(DefaultDuration.frameRate(nanoseconds)).isNull();
  }

  @Test
  void putsStrippedHeadersBack() {
    byte[] stripped = compression(3, 1, bytes(0x0b, 0x77));
    DemuxRecording recording =
        demux(
            live(tracks(track(2, 2, "A_AAC", stripped, element(0x63a2, bytes(9))))),
            cluster(0, key(2, 0, 1, 2)));
    assertThat(units(recording)).containsExactly("2 0ms+0ms key 0b770102");
    assertThat(recording.tracks().get(0).configuration()).isEqualTo(Payload.of(bytes(9)));
  }

  @Test
  void inflatesFramesAndCodecPrivate() throws IOException {
    byte[] track = video(1, compression(0, 3, bytes()), element(0x63a2, deflated(bytes(1, 5))));
    byte[] frame = deflated(new byte[5000]);
    DemuxRecording recording =
        demux(live(tracks(track)), cluster(0, simpleBlock(1, 0, 0x80, frame)));
    assertThat(recording.units().get(0).data()).isEqualTo(Payload.of(new byte[5000]));
    assertThat(recording.tracks().get(0).configuration()).isEqualTo(Payload.of(bytes(1, 5)));
  }

  @Test
  void losesAFrameThatGrowsBeyondMeasure() throws IOException {
    byte[] bomb = deflated(new byte[40 << 20]);
    DemuxRecording recording =
        demux(
            live(tracks(video(1, compression(0, 1, bytes())))),
            cluster(0, simpleBlock(1, 0, 0x80, bomb), simpleBlock(1, 1, 0x80, deflated(bytes(7)))));
    assertThat(recording.losses()).hasSize(1);
    assertThat(recording.losses().get(0).message()).startsWith("zlib frame: more than ");
    assertThat(units(recording)).containsExactly("1 1ms+0ms key 07");
  }

  private static byte[] deflated(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
      deflater.write(bytes);
    }
    return out.toByteArray();
  }

  @Test
  void declaresWhatTheTrackEntrySays() {
    byte[] avcc = bytes(1, 0x64, 0, 0x1f);
    byte[] pixels = element(0xe0, uint(0xb0, 1280), uint(0xba, 720));
    byte[] sound = element(0xe1, float64(0xb5, 44100), uint(0x9f, 2));
    DemuxRecording recording =
        demux(
            live(
                tracks(
                    video(3, element(0x63a2, avcc), pixels, uint(0x23e383, 33366666)),
                    track(1, 2, "A_AAC", sound, text(0x22b59c, "fre"), uint(0x88, 0)))));
    assertThat(recording.tracks())
        .containsExactly(
            new Track(
                3,
                Codec.H264,
                "V_MPEG4/ISO/AVC",
                Payload.of(avcc),
                Track.Framing.LENGTH_PREFIXED,
                Timescale.NANOSECONDS,
                new FrameRate(30000, 1001),
                1280,
                720,
                0,
                0,
                Display.UNDECLARED,
                "eng",
                Track.Use.PROGRAMME,
                true),
            new Track(
                1,
                Codec.AAC,
                "A_AAC",
                Payload.EMPTY,
                Track.Framing.RAW,
                Timescale.NANOSECONDS,
                null,
                0,
                0,
                44100,
                2,
                Display.UNDECLARED,
                "fre",
                Track.Use.PROGRAMME,
                false));
  }

  @ParameterizedTest
  @CsvSource({
    "1, V_MPEGH/ISO/HEVC, H265",
    "1, V_AV1, AV1",
    "1, V_VP8, VP8",
    "1, V_VP9, VP9",
    "1, V_MPEG2, MPEG2_VIDEO",
    "1, V_THEORA, OTHER_VIDEO",
    "1, A_AAC, OTHER_VIDEO",
    "2, A_AAC/MPEG4/LC, AAC",
    "2, A_EAC3, EAC3",
    "2, A_AC3/BSID9, AC3",
    "2, A_DTS/EXPRESS, DTS",
    "2, A_MPEG/L3, MPEG_AUDIO",
    "2, A_OPUS, OPUS",
    "2, A_VORBIS, VORBIS",
    "2, A_FLAC, FLAC",
    "2, A_TRUEHD, OTHER_AUDIO",
    "17, S_TEXT/UTF8, SUBTITLE",
    "33, D_WEBVTT/METADATA, DATA"
  })
  void knowsTheCodec(int type, String codecId, Codec codec) {
    DemuxRecording recording = demux(live(tracks(track(1, type, codecId))));
    assertThat(recording.tracks().get(0).codec()).isEqualTo(codec);
  }

  @Test
  void looksIntoTheHeadersOfOtherSystems() {
    byte[] bitmap =
        concat(
            new byte[16],
            "H264".getBytes(StandardCharsets.US_ASCII),
            new byte[20],
            bytes(0, 0, 0, 1, 0x67));
    byte[] wave = concat(bytes(0xff, 0), new byte[16], bytes(0x11, 0x90));
    DemuxRecording recording =
        demux(
            live(
                tracks(
                    track(1, 1, "V_MS/VFW/FOURCC", element(0x63a2, bitmap)),
                    track(2, 2, "A_MS/ACM", element(0x63a2, wave)))));
    assertThat(recording.tracks()).extracting(Track::codec).containsExactly(Codec.H264, Codec.AAC);
    assertThat(recording.tracks().get(0).framing()).isEqualTo(Track.Framing.ANNEX_B);
    assertThat(recording.tracks().get(1).configuration()).isEqualTo(Payload.of(bytes(0x11, 0x90)));
  }

  @Test
  void offersNoTrackThatNobodyCanRead() {
    DemuxRecording recording =
        demux(
            live(
                tracks(
                    video(1, encryption()),
                    video(2, compression(1, 1, bytes())),
                    video(3, uint(0xb9, 0)))),
            cluster(0, key(1, 0, 1), key(2, 0, 1), key(3, 0, 1)));
    assertThat(recording.tracks())
        .extracting(Track::use)
        .containsExactly(Track.Use.UNREADABLE, Track.Use.UNREADABLE, Track.Use.AUXILIARY);
    assertThat(units(recording)).containsExactly("3 0ms+0ms key 01");
    assertThat(recording.losses()).isEmpty();
  }

  @Test
  void reportsABlockOfAnUndeclaredTrackOnce() {
    DemuxRecording recording =
        demux(live(tracks(video(1))), cluster(0, key(5, 0, 1), key(1, 0, 2), key(5, 1, 3)));
    assertThat(units(recording)).containsExactly("1 0ms+0ms key 02");
    assertThat(recording.losses()).hasSize(1);
  }

  @Test
  void declaresTheTracksOfASecondDocumentEvenIfTheyAreTheSame() {
    byte[] first = concat(live(tracks(video(1))), openCluster(1000, key(1, 0, 1)));
    byte[] second = concat(live(tracks(audio(4))), openCluster(0, key(4, 0, 2)));
    DemuxRecording recording = demux(first, first, second);
    assertThat(recording.losses()).isEmpty();
    assertThat(units(recording))
        .containsExactly("1 1000ms+0ms key 01", "1 1000ms+0ms key 01", "4 0ms+0ms key 02");
    assertThat(recording.events()).filteredOn(List.class::isInstance).hasSize(3);
  }

  @Test
  void declaresRepeatedTracksOnce() {
    DemuxRecording recording = demux(live(tracks(video(1)), tracks(video(1)), tracks(video(2))));
    assertThat(recording.events()).filteredOn(List.class::isInstance).hasSize(2);
  }

  @Test
  void goesOnAtTheNextClusterAfterGarbage() {
    byte[] head = concat(live(tracks(video(1))), cluster(0, key(1, 0, 1)));
    byte[] falseCluster = concat(id(MatroskaSchema.CLUSTER), bytes(0x88, 0x77, 0x77));
    DemuxRecording recording =
        demux(head, new byte[] {0, 1, 2}, falseCluster, new byte[500], cluster(9, key(1, 0, 2)));
    assertThat(recording.losses())
        .containsExactly(
            new Loss(
                DemuxHandler.ALL_TRACKS,
                "no element header, first byte 00 (at byte %d)".formatted(head.length),
                head.length));
    assertThat(units(recording)).containsExactly("1 0ms+0ms key 01", "1 9ms+0ms key 02");
  }

  @Test
  void goesOnAtTheClusterThatStartsWithinADamagedOne() {
    byte[] tooLong = concat(id(MatroskaSchema.CLUSTER), size(1 << 20), uint(0xe7, 3), key(1, 0, 1));
    DemuxRecording recording = demux(live(tracks(video(1))), tooLong, cluster(9, key(1, 0, 2)));
    assertThat(recording.losses()).hasSize(1);
    assertThat(units(recording)).containsExactly("1 3ms+0ms key 01", "1 9ms+0ms key 02");
  }

  @Test
  void goesOnAtANewDocumentAfterDamage() {
    byte[] first = concat(live(tracks(video(1))), openCluster(0, key(1, 0, 1)));
    DemuxRecording recording =
        demux(first, new byte[100], live(tracks(audio(2))), openCluster(0, key(2, 0, 2)));
    assertThat(recording.losses()).hasSize(1);
    assertThat(units(recording)).containsExactly("1 0ms+0ms key 01", "2 0ms+0ms key 02");
  }

  @Test
  void givesUpAClusterWithoutTimestamp() {
    DemuxRecording recording =
        demux(
            live(tracks(video(1))),
            element(MatroskaSchema.CLUSTER, key(1, 0, 1), key(1, 1, 2)),
            cluster(5, key(1, 0, 3)));
    assertThat(recording.losses()).hasSize(1);
    assertThat(units(recording)).containsExactly("1 5ms+0ms key 03");
  }

  @Test
  void looksForTheNextClusterWhenBytesAreMissing() {
    byte[] before = concat(live(tracks(video(1))), cluster(0, key(1, 0, 1, 1, 1, 1)));
    byte[] after = concat(key(1, 7, 2), cluster(9, key(1, 0, 3)));
    MatroskaDemuxer demuxer = new MatroskaDemuxer();
    DemuxRecording recording = new DemuxRecording();
    demuxer.push(Payload.of(before, 0, before.length - 2), recording);
    demuxer.skip(recording);
    demuxer.push(Payload.of(after), recording);
    demuxer.end(recording);
    assertThat(recording.losses())
        .extracting(Loss::message)
        .containsExactly("bytes are missing from here (at byte %d)".formatted(before.length - 2));
    assertThat(units(recording)).containsExactly("1 9ms+0ms key 03");
  }

  @Test
  void looksForANewDocumentWhenTheBeginningIsMissing() {
    MatroskaDemuxer demuxer = new MatroskaDemuxer();
    DemuxRecording recording = new DemuxRecording();
    demuxer.skip(recording);
    demuxer.push(Payload.of(cluster(9, key(1, 0, 3))), recording);
    demuxer.push(Payload.of(live(tracks(video(1)), cluster(1, key(1, 0, 4)))), recording);
    demuxer.end(recording);
    assertThat(units(recording)).containsExactly("1 1ms+0ms key 04");
    assertThat(recording.losses()).hasSize(1);
  }

  @Test
  void dropsABlockThatTheEndCutsOff() {
    byte[] stream = concat(live(tracks(video(1))), openCluster(0, key(1, 0, 1), key(1, 1, 2, 2)));
    DemuxRecording recording =
        DemuxRecording.of(new MatroskaDemuxer(), Arrays.copyOf(stream, stream.length - 1));
    assertThat(units(recording)).containsExactly("1 0ms+0ms key 01");
    assertThat(recording.losses())
        .extracting(Loss::message)
        .containsExactly(
            "the input ends 1 bytes before the end of a SimpleBlock (at byte %d)"
                .formatted(stream.length - 1));
  }

  @Test
  void refusesWhatIsNoMatroska() {
    assertThatThrownBy(() -> demux(new byte[] {0x47, 0x40, 0, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0}))
        .isInstanceOf(Malformed.class)
        .hasMessage("no EBML header: the input is neither Matroska nor WebM (at byte 0)");
    assertThatThrownBy(() -> demux(ebml("mkv2")))
        .isInstanceOf(Unsupported.class)
        .hasMessageStartingWith("DocType \"mkv2\", expected matroska or webm");
    assertThatThrownBy(() -> demux(element(MatroskaSchema.EBML, uint(0x42f7, 2))))
        .isInstanceOf(Unsupported.class)
        .hasMessageStartingWith("EBMLReadVersion 2, at most 1");
  }

  @Test
  void throwsWhatCannotBeReadBeforeTheTracks() {
    assertThatThrownBy(() -> demux(live(), new byte[20])).isInstanceOf(Malformed.class);
    assertThatThrownBy(() -> demux(live(tracks()))).hasMessageStartingWith("Tracks: no TrackEntry");
    assertThatThrownBy(() -> demux(live(tracks(video(1), video(1)))))
        .hasMessageStartingWith("Tracks: two of TrackNumber 1");
    assertThatThrownBy(() -> demux(live(tracks(video(0)))))
        .hasMessageStartingWith("TrackEntry: TrackNumber 0");
    byte[][] many = new byte[65][];
    for (int i = 0; i < many.length; i++) {
      many[i] = video(i + 1);
    }
    assertThatThrownBy(() -> demux(live(tracks(many))))
        .isInstanceOf(Unsupported.class)
        .hasMessageStartingWith("Tracks: more than 64 tracks");
    assertThatThrownBy(
            () -> demux(live(tracks(video(1, element(0x63a2, new byte[(1 << 20) + 1]))))))
        .isInstanceOf(Unsupported.class)
        .hasMessageStartingWith("CodecPrivate: 1048577 bytes, at most 1048576");
  }

  @Test
  void handsOutViewsOfThePushedBytes() {
    byte[] stream = concat(live(tracks(video(1))), openCluster(0, key(1, 0, 1, 2, 3)));
    AccessUnit unit = DemuxRecording.of(new MatroskaDemuxer(), stream).units().get(0);
    assertThat(unit.data().array()).isSameAs(stream);
    assertThat(unit.data().arrayOffset()).isEqualTo((int) unit.byteOffset());
  }

  @Test
  void gathersACutBlockInAnArrayOfItsSize() {
    byte[] stream = concat(live(tracks(video(1))), openCluster(0, key(1, 0, 1, 2, 3)));
    DemuxRecording recording = DemuxRecording.cut(MatroskaDemuxer::new, stream, () -> 2);
    AccessUnit unit = recording.units().get(0);
    assertThat(unit.data()).isEqualTo(Payload.of(bytes(1, 2, 3)));
    assertThat(unit.data().array()).hasSize(4 + 3); // with the block's header
  }

  @Test
  void letsTheHandlersOwnExceptionsThrough() {
    byte[] stream = concat(live(tracks(video(1))), openCluster(0, key(1, 0, 1)));
    DemuxHandler refusing =
        new DemuxHandler() {
          @Override
          public void onTracks(List<Track> tracks) {}

          @Override
          public void onAccessUnit(AccessUnit unit) {
            throw new Unsupported(unit.byteOffset(), "not here");
          }

          @Override
          public void onLoss(int trackId, MediaException reason) {}
        };
    assertThatThrownBy(() -> new MatroskaDemuxer().push(Payload.of(stream), refusing))
        .hasMessageStartingWith("not here");
  }

  @Test
  void refusesAStateOfAnotherVersion() {
    DataInputStream newer = new DataInputStream(new ByteArrayInputStream(bytes(9)));
    assertThatThrownBy(() -> MatroskaDemuxer.load(newer))
        .isInstanceOf(IOException.class)
        .hasMessage("Cannot read saved Matroska demuxer: version 9, newest known is 1");
  }
}
