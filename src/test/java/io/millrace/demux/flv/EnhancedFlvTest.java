package io.millrace.demux.flv;

import static io.millrace.demux.flv.FlvWriter.amfNumber;
import static io.millrace.demux.flv.FlvWriter.amfObject;
import static io.millrace.demux.flv.FlvWriter.amfProperty;
import static io.millrace.demux.flv.FlvWriter.amfString;
import static io.millrace.demux.flv.FlvWriter.ascii;
import static io.millrace.demux.flv.FlvWriter.audio;
import static io.millrace.demux.flv.FlvWriter.bytes;
import static io.millrace.demux.flv.FlvWriter.concat;
import static io.millrace.demux.flv.FlvWriter.exAudio;
import static io.millrace.demux.flv.FlvWriter.exVideo;
import static io.millrace.demux.flv.FlvWriter.flv;
import static io.millrace.demux.flv.FlvWriter.uint24;
import static io.millrace.demux.flv.FlvWriter.video;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.demux.DemuxRecording;
import io.millrace.media.AccessUnit;
import io.millrace.media.Codec;
import io.millrace.media.Colour;
import io.millrace.media.Display;
import io.millrace.media.Hdr;
import io.millrace.media.Payload;
import io.millrace.media.Track;
import io.millrace.media.Track.Framing;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Enhanced RTMP v1 and v2. */
class EnhancedFlvTest {
  private static final int START = 0;
  private static final int FRAMES = 1;
  private static final int END = 2;
  private static final int FRAMES_X = 3;
  private static final int METADATA = 4;
  private static final int MPEG2_TS_START = 5;

  private static DemuxRecording demux(byte[]... tags) {
    return DemuxRecording.of(new FlvDemuxer(), flv(tags));
  }

  private static Track track(DemuxRecording recording, int id) {
    return recording.tracks().stream().filter(t -> t.id() == id).findFirst().orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({"hvc1, H265", "avc1, H264"})
  void readsCompositionTimesOfCodecsThatHaveThem(String fourCc, Codec codec) {
    DemuxRecording recording =
        demux(
            exVideo(0, START, fourCc, bytes(1, 2, 3)),
            exVideo(100, FRAMES, fourCc, uint24(-40), bytes(4, 5)),
            exVideo(140, FRAMES_X, fourCc, bytes(6, 7)),
            exVideo(180, END, fourCc));
    Track video = track(recording, 9);
    assertThat(video.codec()).isEqualTo(codec);
    assertThat(video.codecId()).isEqualTo(fourCc);
    assertThat(video.framing()).isEqualTo(Framing.LENGTH_PREFIXED);
    assertThat(video.configuration()).isEqualTo(Payload.of(bytes(1, 2, 3)));
    assertThat(recording.losses()).isEmpty();
    int first = 13 + 15 + 5 + 3 + 11 + 5 + 3;
    assertThat(recording.units())
        .containsExactly(
            new AccessUnit(9, 60, 0, true, Payload.of(bytes(4, 5)), first),
            new AccessUnit(9, 140, 0, true, Payload.of(bytes(6, 7)), first + 2 + 15 + 5));
  }

  @ParameterizedTest
  @CsvSource({"av01, AV1", "vp09, VP9", "vp08, VP8", "vvc1, OTHER_VIDEO"})
  void readsVideoWithoutCompositionTimes(String fourCc, Codec codec) {
    DemuxRecording recording =
        demux(
            exVideo(0, START, fourCc, bytes(0x81, 2, 3, 4)),
            exVideo(33, FRAMES, fourCc, bytes(4, 5, 6, 7)));
    assertThat(track(recording, 9).codec()).isEqualTo(codec);
    assertThat(track(recording, 9).framing()).isEqualTo(Framing.RAW);
    assertThat(track(recording, 9).configuration()).isEqualTo(Payload.of(bytes(0x81, 2, 3, 4)));
    assertThat(recording.units()).extracting(AccessUnit::pts).containsExactly(33L);
    assertThat(recording.units().get(0).data()).isEqualTo(Payload.of(bytes(4, 5, 6, 7)));
  }

  @ParameterizedTest
  @CsvSource({
    "mp4a, AAC",
    "Opus, OPUS",
    "fLaC, FLAC",
    "ac-3, AC3",
    "ec-3, EAC3",
    ".mp3, MPEG_AUDIO",
    "spex, OTHER_AUDIO"
  })
  void readsAudio(String fourCc, Codec codec) {
    DemuxRecording recording =
        demux(
            exAudio(0, START, fourCc, bytes(0x12, 0x08)),
            exAudio(23, FRAMES, fourCc, bytes(4, 5, 6, 7)),
            exAudio(46, END, fourCc));
    assertThat(track(recording, 8).codec()).isEqualTo(codec);
    assertThat(track(recording, 8).configuration()).isEqualTo(Payload.of(bytes(0x12, 0x08)));
    assertThat(recording.units())
        .containsExactly(
            new AccessUnit(8, 23, 0, true, Payload.of(bytes(4, 5, 6, 7)), 13 + 15 + 7 + 11 + 5));
  }

  @Test
  void waitsForNoSequenceHeaderOfCodecsThatHaveNone() {
    FlvDemuxer demuxer = new FlvDemuxer();
    DemuxRecording recording = new DemuxRecording();
    byte[] stream =
        flv(
            exAudio(0, FRAMES, "ec-3", bytes(1, 2)),
            exVideo(0, START, "hvc1", bytes(1, 2, 3)),
            exVideo(0, FRAMES_X, "hvc1", bytes(4, 5)));
    demuxer.push(Payload.of(stream), recording);
    assertThat(recording.tracks()).hasSize(2);
    assertThat(recording.units()).hasSize(2);
  }

  @Test
  void handsOutAVp9RecordWithoutTheHeaderOfItsBox() {
    byte[] record = bytes(0, 31, 0x82, 1, 1, 1, 0, 0);
    for (byte[] written : List.of(record, concat(bytes(1, 0, 0, 0), record))) {
      DemuxRecording recording =
          demux(exVideo(0, START, "vp09", written), exVideo(0, FRAMES, "vp09", bytes(1)));
      assertThat(track(recording, 9).configuration()).isEqualTo(Payload.of(record));
    }
  }

  @Test
  void makesARecordOfTheAv1DescriptorOfMpegTs() {
    DemuxRecording recording =
        demux(
            exVideo(0, MPEG2_TS_START, "av01", bytes(0x80, 4, 0x81, 0x08, 0x0c, 0xc5)),
            exVideo(0, FRAMES, "av01", bytes(0x12, 0)));
    assertThat(track(recording, 9).configuration())
        .isEqualTo(Payload.of(bytes(0x81, 0x08, 0x0c, 0x05)));
    assertThat(demux(exVideo(0, MPEG2_TS_START, "av01", bytes(5, 4, 1, 2, 3, 4))).losses())
        .extracting(DemuxRecording.Loss::message)
        .first()
        .asString()
        .startsWith("video tag: 6 bytes are no AV1 descriptor");
  }

  /** Packet types in the high nibble's place: 6 for video, 5 for audio. */
  @Test
  void readsOneTrackOfSeveral() {
    DemuxRecording recording =
        demux(
            video(0, bytes(0x96, 0x00 | START), ascii("hvc1"), bytes(0), bytes(1, 2, 3)),
            video(0, bytes(0x96, 0x00 | START), ascii("av01"), bytes(3), bytes(0x81, 5)),
            video(40, bytes(0x96, 0x00 | FRAMES_X), ascii("hvc1"), bytes(0), bytes(4, 5)),
            video(40, bytes(0xa6, 0x00 | FRAMES), ascii("av01"), bytes(3), bytes(6)),
            audio(40, bytes(0x95, 0x00 | FRAMES), ascii("ac-3"), bytes(255), bytes(7, 8)));
    assertThat(recording.losses()).isEmpty();
    assertThat(recording.tracks())
        .extracting(Track::id)
        .containsExactly(9, 3 * 256 + 9, 255 * 256 + 8);
    assertThat(recording.tracks()).extracting(Track::preferred).containsExactly(true, false, false);
    assertThat(recording.units())
        .extracting(AccessUnit::trackId)
        .containsExactly(9, 3 * 256 + 9, 255 * 256 + 8);
    assertThat(recording.units()).extracting(AccessUnit::sync).containsExactly(true, false, true);
    assertThat(recording.units(9 + 768).get(0).data()).isEqualTo(Payload.of(bytes(6)));
  }

  @Test
  void readsManyTracksOfOneCodec() {
    byte[] first = concat(bytes(0), uint24(5), uint24(80), bytes(4, 5));
    byte[] second = concat(bytes(1), uint24(4), uint24(-1), bytes(6));
    DemuxRecording recording =
        demux(video(40, bytes(0x96, 0x10 | FRAMES), ascii("avc1"), first, second));
    assertThat(recording.units()).extracting(AccessUnit::pts).containsExactly(120L, 39L);
    assertThat(recording.units()).extracting(AccessUnit::trackId).containsExactly(9, 265);
    assertThat(recording.units().get(1).data()).isEqualTo(Payload.of(bytes(6)));
  }

  @Test
  void readsManyTracksOfManyCodecs() {
    byte[] opus = concat(ascii("Opus"), bytes(0), uint24(2), bytes(4, 5));
    byte[] mp3 = concat(ascii(".mp3"), bytes(1), uint24(1), bytes(6));
    DemuxRecording recording = demux(audio(40, bytes(0x95, 0x20 | FRAMES), opus, mp3));
    assertThat(recording.tracks())
        .extracting(Track::codec)
        .containsExactly(Codec.OPUS, Codec.MPEG_AUDIO);
    assertThat(recording.units().get(1).data()).isEqualTo(Payload.of(bytes(6)));
  }

  @Test
  void believesNoSizeOfATrack() {
    byte[] beyond = concat(bytes(0), uint24(0xffffff), bytes(4, 5));
    DemuxRecording recording =
        demux(
            exVideo(0, START, "hvc1", bytes(1)),
            exVideo(0, FRAMES_X, "hvc1", bytes(1)),
            video(40, bytes(0x96, 0x10 | FRAMES_X), ascii("hvc1"), beyond),
            exVideo(80, FRAMES_X, "hvc1", bytes(1)));
    assertThat(recording.units()).hasSize(2);
    assertThat(recording.losses())
        .extracting(DemuxRecording.Loss::message)
        .singleElement()
        .asString()
        .startsWith("video tag: ends early");
  }

  @Test
  void countsTracksOnlyUpToABound() {
    byte[][] tags = new byte[256][];
    for (int i = 0; i < 256; i++) {
      tags[i] = audio(0, bytes(0x95, FRAMES), ascii("ac-3"), bytes(i), bytes(1));
    }
    DemuxRecording recording = demux(tags);
    assertThat(recording.tracks()).hasSize(FlvTracks.MAX_TRACKS);
    assertThat(recording.units()).hasSize(FlvTracks.MAX_TRACKS);
    assertThat(recording.losses()).hasSize(256 - FlvTracks.MAX_TRACKS);
  }

  /** ModEx: nanoseconds go to the nearest millisecond, whatever stands before them is read over. */
  @ParameterizedTest
  @CsvSource({"499999, 40", "500000, 41", "999999, 41"})
  void addsNanoseconds(int nanoseconds, long pts) {
    byte[] unknown = concat(bytes(255, 0, 255), new byte[256], bytes(0x17)); // type 1, ModEx again
    byte[] offset = concat(bytes(2), uint24(nanoseconds), bytes(FRAMES_X)); // type 0
    DemuxRecording recording =
        demux(
            exVideo(0, START, "hvc1", bytes(1)),
            video(40, bytes(0x97), unknown, offset, ascii("hvc1"), bytes(5)));
    assertThat(recording.losses()).isEmpty();
    assertThat(recording.units()).extracting(AccessUnit::pts).containsExactly(pts);
    assertThat(recording.units().get(0).data()).isEqualTo(Payload.of(bytes(5)));
  }

  @Test
  void passesOverCommandsAndReservedPackets() {
    DemuxRecording recording =
        demux(
            exVideo(0, START, "hvc1", bytes(1)),
            video(0, bytes(0xd0 | FRAMES_X, 0)), // a command: no FourCC follows
            exVideo(0, 9, "hvc1", bytes(1)),
            exAudio(0, 3, "ac-3", bytes(1)),
            video(0, bytes(0x96, 0x30 | FRAMES_X), ascii("hvc1")), // a reserved multitrack type
            exVideo(0, FRAMES_X, "hvc1", bytes(1)));
    assertThat(recording.units()).hasSize(1);
    assertThat(recording.tracks()).extracting(Track::id).containsExactly(9);
    assertThat(recording.losses()).isEmpty();
  }

  private static byte[] colourInfo(int transfer, double maxLuminance) {
    return concat(
        amfString("colorInfo"),
        amfObject(
            amfProperty(
                "colorConfig",
                amfObject(
                    amfProperty("bitDepth", amfNumber(10)),
                    amfProperty("colorPrimaries", amfNumber(9)),
                    amfProperty("transferCharacteristics", amfNumber(transfer)),
                    amfProperty("matrixCoefficients", amfNumber(9)))),
            amfProperty(
                "hdrCll",
                amfObject(
                    amfProperty("maxFall", amfNumber(200)),
                    amfProperty("maxCLL", amfNumber(1000)))),
            amfProperty(
                "hdrMdcv",
                amfObject(
                    amfProperty("redX", amfNumber(0.68)),
                    amfProperty("redY", amfNumber(0.32)),
                    amfProperty("greenX", amfNumber(0.265)),
                    amfProperty("greenY", amfNumber(0.69)),
                    amfProperty("blueX", amfNumber(0.15)),
                    amfProperty("blueY", amfNumber(0.06)),
                    amfProperty("whitePointX", amfNumber(0.3127)),
                    amfProperty("whitePointY", amfNumber(0.329)),
                    amfProperty("maxLuminance", amfNumber(maxLuminance)),
                    amfProperty("minLuminance", amfNumber(0.0001))))));
  }

  @Test
  void readsHowHighDynamicRangeWasGraded() {
    DemuxRecording recording =
        demux(
            exVideo(0, START, "hvc1", bytes(1)),
            exVideo(0, METADATA, "hvc1", colourInfo(16, 1000)),
            exVideo(0, FRAMES_X, "hvc1", bytes(1)));
    assertThat(track(recording, 9).display())
        .isEqualTo(
            new Display(
                null,
                new Colour(9, 16, 9, false),
                new Hdr(
                    new Hdr.MasteringDisplay(
                        34_000,
                        16_000,
                        13_250,
                        34_500,
                        7_500,
                        3_000,
                        15_635,
                        16_450,
                        10_000_000,
                        1),
                    new Hdr.LightLevel(1000, 200)),
                0));
  }

  @Test
  void announcesAnotherColour() {
    DemuxRecording recording =
        demux(
            exVideo(0, START, "hvc1", bytes(1)),
            exVideo(0, METADATA, "hvc1", colourInfo(16, 1000)),
            exAudio(0, FRAMES, "ac-3", bytes(1)),
            exVideo(0, FRAMES_X, "hvc1", bytes(1)),
            exVideo(0, METADATA, "hvc1", colourInfo(16, 1000)),
            exVideo(0, FRAMES_X, "hvc1", bytes(1)),
            exVideo(0, METADATA, "hvc1", colourInfo(18, Double.NaN)),
            exVideo(0, FRAMES_X, "hvc1", bytes(1)));
    assertThat(recording.events().stream().filter(List.class::isInstance)).hasSize(2);
    assertThat(track(recording, 9).display().colour().transfer()).isEqualTo(18);
  }

  @Test
  void isNotTroubledByBrokenColour() {
    byte[] whole = colourInfo(16, 1000);
    for (int length = 0; length < whole.length - 1; length++) {
      DemuxRecording recording =
          demux(
              exVideo(0, START, "hvc1", bytes(1)),
              exVideo(0, METADATA, "hvc1", Arrays.copyOf(whole, length)),
              exVideo(0, FRAMES_X, "hvc1", bytes(1)));
      assertThat(recording.losses()).isEmpty();
      assertThat(track(recording, 9).display()).isEqualTo(Display.UNDECLARED);
    }
  }

  @Test
  void takesTheNumberOfChannelsFromItsConfiguration() {
    DemuxRecording recording =
        demux(
            exAudio(0, METADATA, "Opus", bytes(1, 6, 0, 0, 0, 0x3f)),
            exAudio(0, START, "Opus", ascii("OpusHead")),
            exAudio(0, FRAMES, "Opus", bytes(1)));
    assertThat(track(recording, 8).channels()).isEqualTo(6);
  }
}
