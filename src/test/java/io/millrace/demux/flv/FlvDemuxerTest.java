package io.millrace.demux.flv;

import static io.millrace.demux.flv.FlvWriter.ASC;
import static io.millrace.demux.flv.FlvWriter.AVCC;
import static io.millrace.demux.flv.FlvWriter.aac;
import static io.millrace.demux.flv.FlvWriter.aacHeader;
import static io.millrace.demux.flv.FlvWriter.ascii;
import static io.millrace.demux.flv.FlvWriter.audio;
import static io.millrace.demux.flv.FlvWriter.avcHeader;
import static io.millrace.demux.flv.FlvWriter.bytes;
import static io.millrace.demux.flv.FlvWriter.concat;
import static io.millrace.demux.flv.FlvWriter.flv;
import static io.millrace.demux.flv.FlvWriter.headers;
import static io.millrace.demux.flv.FlvWriter.inter;
import static io.millrace.demux.flv.FlvWriter.key;
import static io.millrace.demux.flv.FlvWriter.metaData;
import static io.millrace.demux.flv.FlvWriter.tag;
import static io.millrace.demux.flv.FlvWriter.tagHead;
import static io.millrace.demux.flv.FlvWriter.tagWithSize;
import static io.millrace.demux.flv.FlvWriter.uint32;
import static io.millrace.demux.flv.FlvWriter.video;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.demux.DemuxRecording;
import io.millrace.media.AccessUnit;
import io.millrace.media.Codec;
import io.millrace.media.FrameRate;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.Timescale;
import io.millrace.media.Track;
import io.millrace.media.Track.Framing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlvDemuxerTest {
  private static DemuxRecording demux(byte[] bytes) {
    return DemuxRecording.of(new FlvDemuxer(), bytes);
  }

  private static List<Long> times(DemuxRecording recording) {
    return recording.units().stream().map(AccessUnit::pts).toList();
  }

  private static Track track(DemuxRecording recording, int id) {
    return recording.tracks().stream().filter(t -> t.id() == id).findFirst().orElseThrow();
  }

  private static long announcements(DemuxRecording recording) {
    return recording.events().stream().filter(List.class::isInstance).count();
  }

  @Test
  void readsAvcAndAac() {
    DemuxRecording recording =
        demux(flv(headers(), key(0, 80, 1, 2, 3), aac(5, 9), inter(40, -40, 4)));
    assertThat(recording.losses()).isEmpty();
    Track video = track(recording, 9);
    assertThat(video.codec()).isEqualTo(Codec.H264);
    assertThat(video.codecId()).isEqualTo("CodecID 7");
    assertThat(video.configuration()).isEqualTo(Payload.of(AVCC));
    assertThat(video.framing()).isEqualTo(Framing.LENGTH_PREFIXED);
    assertThat(video.timescale()).isEqualTo(Timescale.MILLISECONDS);
    Track audio = track(recording, 8);
    assertThat(audio.codec()).isEqualTo(Codec.AAC);
    assertThat(audio.configuration()).isEqualTo(Payload.of(ASC));
    assertThat(audio.framing()).isEqualTo(Framing.RAW);
    int frames = 13 + 3 * 15 - 15 + 5 + AVCC.length + 2 + ASC.length; // up to the first
    assertThat(recording.units())
        .containsExactly(
            new AccessUnit(9, 80, 0, true, Payload.of(bytes(1, 2, 3)), frames + 16),
            new AccessUnit(8, 5, 0, true, Payload.of(bytes(9)), frames + 15 + 8 + 13),
            new AccessUnit(9, 0, 0, false, Payload.of(bytes(4)), frames + 15 + 8 + 15 + 3 + 16));
  }

  @Test
  void handsOutViewsOfWhatWasPushed() {
    byte[] stream = flv(headers(), key(0, 0, 1, 2, 3), aac(5, 9));
    assertThat(demux(stream).units())
        .hasSize(2)
        .allSatisfy(unit -> assertThat(unit.data().array()).isSameAs(stream));
  }

  @Test
  void startsWhereDataOffsetSays() {
    byte[] header = concat(ascii("FLV"), bytes(1, 5), uint32(12), bytes(7, 7, 7), uint32(0));
    assertThat(demux(concat(header, headers(), key(3, 0, 1))).units()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 8, 0x10001, Integer.MAX_VALUE, Integer.MIN_VALUE, -1})
  void believesNoOtherDataOffset(int dataOffset) {
    byte[] header = concat(ascii("FLV"), bytes(1, 5), uint32(dataOffset));
    assertThatThrownBy(() -> demux(header))
        .isInstanceOf(MediaException.class)
        .hasMessageContaining("DataOffset");
  }

  @Test
  void refusesWhatIsNoFlv() {
    assertThatThrownBy(() -> demux(ascii("GIF89a.......")))
        .isInstanceOf(MediaException.Malformed.class)
        .hasMessage("no FLV header, first bytes 47494638 (at byte 0)");
    assertThatThrownBy(() -> demux(concat(ascii("FLV"), bytes(2, 5), uint32(9))))
        .isInstanceOf(MediaException.Unsupported.class)
        .hasMessage("FLV header: version 2, expected 1 (at byte 0)");
  }

  @Test
  void goesOnAtTheNextTagIfMoreIsPushedAfterARefusal() {
    FlvDemuxer demuxer = new FlvDemuxer();
    DemuxRecording recording = new DemuxRecording();
    assertThatThrownBy(() -> demuxer.push(Payload.of(new byte[20]), recording))
        .isInstanceOf(MediaException.class);
    demuxer.push(Payload.of(concat(headers(), key(0, 0, 1))), recording);
    assertThat(recording.units()).hasSize(1);
    assertThat(recording.units().get(0).byteOffset())
        .isEqualTo(20 + concat(headers(), key(0, 0)).length - 4);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7, -1, Integer.MIN_VALUE})
  void readsOnWherePreviousTagSizeIsWrong(int previousTagSize) {
    DemuxRecording recording =
        demux(
            flv(
                headers(),
                tagWithSize(9, 0, bytes(0x17, 1, 0, 0, 0, 1), previousTagSize),
                tagWithSize(8, 0, bytes(0xaf, 1, 2), previousTagSize),
                tagWithSize(9, 40, bytes(0x27, 1, 0, 0, 0, 3), previousTagSize)));
    assertThat(recording.units()).hasSize(3);
    assertThat(recording.losses()).isEmpty();
  }

  @Test
  void readsALastTagWithoutPreviousTagSize() {
    byte[] stream = flv(headers(), key(0, 0, 1), aac(5, 9));
    for (int missing = 0; missing <= 4; missing++) {
      DemuxRecording recording = demux(Arrays.copyOf(stream, stream.length - missing));
      assertThat(recording.units()).hasSize(2);
      assertThat(recording.losses()).isEmpty();
    }
  }

  @Test
  void saysThatTheInputEndsWithinATag() {
    byte[] stream = flv(headers(), key(0, 0, 1), aac(5, 9));
    DemuxRecording recording = demux(Arrays.copyOf(stream, stream.length - 5));
    assertThat(recording.units()).hasSize(1);
    assertThat(recording.losses())
        .extracting(DemuxRecording.Loss::message)
        .containsExactly(
            "the input ends within an FLV tag (at byte %d)".formatted(stream.length - 5));
  }

  @Test
  void saysThatTheInputHasNoMedia() {
    assertThat(demux(flv(metaData(25, 1, 1))).losses())
        .extracting(DemuxRecording.Loss::message)
        .singleElement()
        .asString()
        .startsWith("the input ends before any audio or video");
  }

  @Test
  void makesOneClockOfTheWrapsOfTimestamp() {
    List<byte[]> frames = new ArrayList<>();
    List<Long> expected = new ArrayList<>();
    long step = 0x3000_0000;
    for (int i = 0; i < 40; i++) {
      frames.add(key((int) (i * step), 0, 1));
      frames.add(aac((int) (i * step) - 7, 1)); // the other track is still before the wrap
      expected.add(i * step);
      expected.add(i * step - 7);
    }
    byte[] stream = flv(headers(), concat(frames.toArray(byte[][]::new)));
    assertThat(times(demux(stream))).isEqualTo(expected);
  }

  @Test
  void readsTimestampExtendedAsTheHighByte() {
    assertThat(times(demux(flv(headers(), key(0x0100_0002, 0, 1))))).containsExactly(0x0100_0002L);
    assertThat(times(demux(flv(headers(), key(-5, 0, 1))))).containsExactly(-5L);
  }

  @Test
  void startsAClockAgainThatWasLedAway() {
    List<byte[]> frames = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      frames.add(key(i * 0x7fff_ffff, 0, 1));
    }
    DemuxRecording recording = demux(flv(headers(), concat(frames.toArray(byte[][]::new))));
    assertThat(times(recording))
        .hasSize(3000)
        .allMatch(time -> Math.abs(time) < 101L * 366 * 86_400_000);
  }

  @Test
  void asksOnlyCodedFramesForTheTime() {
    DemuxRecording recording =
        demux(
            flv(
                headers(),
                key(0x7000_0000, 0, 1),
                key(0x7fff_fff0, 0, 1),
                headers(), // at 0
                metaData(25, 1, 1),
                key(0x8000_0010, 0, 1)));
    assertThat(times(recording)).containsExactly(0x7000_0000L, 0x7fff_fff0L, 0x8000_0010L);
  }

  @Test
  void holdsAccessUnitsBackUntilBothTracksAreComplete() {
    DemuxRecording recording =
        demux(flv(avcHeader(AVCC), key(0, 0, 1), aac(1, 2), aacHeader(ASC), inter(40, 0, 3)));
    assertThat(announcements(recording)).isOne();
    assertThat(recording.events().get(0)).isEqualTo(recording.tracks());
    assertThat(recording.units()).hasSize(3);
    assertThat(track(recording, 8).configuration()).isEqualTo(Payload.of(ASC));
  }

  @Test
  void announcesATrackThatIsAloneAfterSomeAccessUnits() {
    FlvDemuxer demuxer = new FlvDemuxer();
    DemuxRecording recording = new DemuxRecording();
    demuxer.push(Payload.of(flv(aacHeader(ASC))), recording);
    for (int i = 1; i < FlvTracks.MAX_HELD_UNITS; i++) {
      demuxer.push(Payload.of(aac(i, 1)), recording);
      assertThat(recording.events()).isEmpty();
    }
    demuxer.push(Payload.of(aac(0, 1)), recording);
    assertThat(recording.tracks()).hasSize(1);
    assertThat(recording.units()).hasSize(FlvTracks.MAX_HELD_UNITS);
  }

  @Test
  void holdsNoMoreThanSomeMebibytes() {
    FlvDemuxer demuxer = new FlvDemuxer();
    DemuxRecording recording = new DemuxRecording();
    demuxer.push(Payload.of(flv(avcHeader(AVCC))), recording);
    int[] large = new int[3 << 20];
    demuxer.push(Payload.of(key(0, 0, large)), recording);
    demuxer.push(Payload.of(inter(40, 0, large)), recording);
    assertThat(recording.events()).isEmpty();
    demuxer.push(Payload.of(inter(80, 0, large)), recording);
    assertThat(recording.units()).hasSize(3);
  }

  @Test
  void announcesATrackThatComesLate() {
    List<byte[]> tags = new ArrayList<>(List.of(avcHeader(AVCC)));
    for (int i = 0; i < 70; i++) {
      tags.add(inter(40 * i, 0, 1));
    }
    tags.addAll(List.of(aacHeader(ASC), aac(2800, 5)));
    DemuxRecording recording = demux(flv(tags.toArray(byte[][]::new)));
    assertThat(announcements(recording)).isEqualTo(2);
    assertThat(recording.tracks()).extracting(Track::id).containsExactly(8, 9);
    int last = recording.events().size() - 1;
    assertThat(recording.events().get(last - 1)).isEqualTo(recording.tracks());
  }

  @Test
  void announcesAnotherSequenceHeaderBeforeItsFrames() {
    byte[] other = AVCC.clone();
    other[AVCC.length - 1]++;
    DemuxRecording recording = demux(flv(headers(), key(0, 0, 1), avcHeader(other), key(40, 0, 2)));
    assertThat(announcements(recording)).isEqualTo(2);
    assertThat(recording.events().get(2)).isEqualTo(recording.tracks());
    assertThat(track(recording, 9).configuration()).isEqualTo(Payload.of(other));
  }

  @Test
  void handsOutWhatIsHeldBeforeAnotherSequenceHeader() {
    byte[] other = AVCC.clone();
    other[AVCC.length - 1]++;
    DemuxRecording recording =
        demux(flv(avcHeader(AVCC), key(0, 0, 1), avcHeader(other), key(40, 0, 2)));
    assertThat(announcements(recording)).isEqualTo(2);
    assertThat(recording.events().get(1)).isInstanceOf(AccessUnit.class);
  }

  @Test
  void saysNothingOfARepeatedSequenceHeader() {
    DemuxRecording recording =
        demux(flv(headers(), key(0, 0, 1), headers(), avcHeader(bytes()), key(40, 0, 2)));
    assertThat(announcements(recording)).isOne();
  }

  @Test
  void announcesAnotherCodecOnTheSameTrack() {
    DemuxRecording recording =
        demux(flv(headers(), key(0, 0, 1), video(40, bytes(0x12, 1, 2)), aac(50, 1)));
    assertThat(announcements(recording)).isEqualTo(2);
    assertThat(track(recording, 9).codecId()).isEqualTo("CodecID 2 (Sorenson H.263)");
    assertThat(track(recording, 9).configuration()).isEqualTo(Payload.EMPTY);
  }

  @ParameterizedTest
  @CsvSource({
    "0x12, OTHER_VIDEO, CodecID 2 (Sorenson H.263)",
    "0x13, OTHER_VIDEO, CodecID 3 (Screen video)",
    "0x14, OTHER_VIDEO, CodecID 4 (VP6)",
    "0x15, OTHER_VIDEO, CodecID 5 (VP6 with alpha)",
    "0x16, OTHER_VIDEO, CodecID 6 (Screen video 2)",
    "0x18, OTHER_VIDEO, CodecID 8",
  })
  void namesOldVideoCodecs(int first, Codec codec, String codecId) {
    DemuxRecording recording = demux(flv(video(0, bytes(first, 1, 2, 3))));
    assertThat(track(recording, 9).codec()).isEqualTo(codec);
    assertThat(track(recording, 9).codecId()).isEqualTo(codecId);
    assertThat(recording.units()).extracting(AccessUnit::sync).containsExactly(true);
  }

  @ParameterizedTest
  @CsvSource({
    "0x3e, OTHER_AUDIO, 'SoundFormat 3 (PCM, little endian)'",
    "0x6e, OTHER_AUDIO, SoundFormat 6 (Nellymoser)",
    "0xbe, OTHER_AUDIO, SoundFormat 11 (Speex)",
    "0x2f, MPEG_AUDIO, SoundFormat 2",
    "0xef, MPEG_AUDIO, SoundFormat 14",
    "0xc0, OTHER_AUDIO, SoundFormat 12",
  })
  void namesOldAudioCodecs(int first, Codec codec, String codecId) {
    DemuxRecording recording = demux(flv(audio(0, bytes(first, 1, 2, 3))));
    assertThat(track(recording, 8).codec()).isEqualTo(codec);
    assertThat(track(recording, 8).codecId()).isEqualTo(codecId);
    assertThat(recording.units().get(0).data()).isEqualTo(Payload.of(bytes(1, 2, 3)));
  }

  @Test
  void readsHevcAsChineseServicesWriteIt() {
    DemuxRecording recording =
        demux(
            flv(
                video(0, bytes(0x1c, 0, 0, 0, 0), bytes(1, 2, 3)),
                video(0, bytes(0x1c, 1, 0, 0, 80), bytes(4, 5))));
    assertThat(track(recording, 9).codec()).isEqualTo(Codec.H265);
    assertThat(track(recording, 9).configuration()).isEqualTo(Payload.of(bytes(1, 2, 3)));
    assertThat(track(recording, 9).framing()).isEqualTo(Framing.LENGTH_PREFIXED);
    assertThat(times(recording)).containsExactly(80L);
  }

  @Test
  void passesOverWhatIsNoAccessUnit() {
    DemuxRecording recording =
        demux(
            flv(
                headers(),
                key(0, 0, 1),
                video(0), // nothing in it
                audio(0),
                video(0, bytes(0x57, 0)), // a command to the player
                key(0, 0), // no NAL unit
                aac(0),
                video(0, bytes(0x17, 2)), // the end of the sequence
                tag(17, 0, bytes(1, 2, 3)), // a reserved type
                aac(5, 1)));
    assertThat(recording.units()).hasSize(2);
    assertThat(recording.losses()).isEmpty();
  }

  @Test
  void reportsATagThatIsNoneAndGoesOn() {
    DemuxRecording recording =
        demux(
            flv(
                headers(),
                key(0, 0, 1),
                video(0, bytes(0x17, 1, 0)),
                video(0, bytes(0x17, 9, 0, 0, 0, 1)),
                audio(0, bytes(0xaf)),
                audio(0, bytes(0xaf, 7, 1)),
                aac(5, 1)));
    assertThat(recording.units()).hasSize(2);
    assertThat(recording.losses())
        .extracting(DemuxRecording.Loss::message)
        .satisfiesExactly(
            m -> assertThat(m).startsWith("video tag: 3 bytes are no header"),
            m -> assertThat(m).startsWith("video tag: AVCPacketType 9"),
            m -> assertThat(m).startsWith("audio tag: 1 bytes are no header"),
            m -> assertThat(m).startsWith("audio tag: AACPacketType 7"));
    assertThat(recording.losses())
        .extracting(DemuxRecording.Loss::trackId)
        .containsExactly(9, 9, 8, 8);
  }

  @Test
  void refusesAnEncryptedStream() {
    byte[] stream = flv(headers(), tag(0x29, 0, bytes(1, 2, 3, 4)));
    assertThatThrownBy(() -> demux(stream))
        .isInstanceOf(MediaException.Unsupported.class)
        .hasMessageContaining("encrypted");
  }

  @Test
  void countsEncryptedTagsInAReadableStreamAsLost() {
    DemuxRecording recording =
        demux(flv(headers(), key(0, 0, 1), tag(0x28, 0, bytes(1, 2, 3, 4)), aac(9, 1)));
    assertThat(recording.units()).hasSize(2);
    assertThat(recording.losses()).extracting(DemuxRecording.Loss::trackId).containsExactly(8);
  }

  @Test
  void startsOverAtASecondFileHeader() {
    byte[] once = flv(headers(), key(1_000_000, 0, 1), aac(1_000_010, 2));
    DemuxRecording recording = demux(concat(once, once));
    assertThat(recording.losses()).isEmpty();
    assertThat(announcements(recording)).isEqualTo(2);
    List<Object> first = demux(once).events();
    assertThat(recording.events()).hasSize(2 * first.size());
    assertThat(times(recording).subList(2, 4)).isEqualTo(times(recording).subList(0, 2));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 200, 0xffffff})
  void findsTheTagsThatADamagedSizeCovers(int wrongSize) {
    byte[] damaged = key(0, 0, 1, 2, 3, 4, 5, 6, 7, 8);
    System.arraycopy(FlvWriter.uint24(wrongSize), 0, damaged, 1, 3);
    byte[] stream = flv(headers(), key(0, 0, 1), damaged, aac(5, 9), key(40, 0, 7), aac(45, 8));
    DemuxRecording recording = demux(stream);
    assertThat(times(recording)).containsExactly(0L, 5L, 40L, 45L);
    assertThat(recording.losses()).hasSize(1);
  }

  @Test
  void findsTheNextTagBehindADamagedHeader() {
    byte[] damaged = key(0, 0, 1, 2, 3, 4, 5, 6, 7, 8);
    damaged[0] = 'x';
    DemuxRecording recording =
        demux(flv(headers(), key(0, 0, 1), damaged, aac(5, 9), key(40, 0, 7)));
    assertThat(times(recording)).containsExactly(0L, 5L, 40L);
    assertThat(recording.losses())
        .extracting(DemuxRecording.Loss::message)
        .containsExactly(
            "no FLV tag, first byte 78 (at byte %d)"
                .formatted(flv(headers(), key(0, 0, 1)).length));
  }

  @Test
  void isNotMisledByWhatLooksLikeATag() {
    byte[] lure = tagHead(9, 5_000, 7); // its size leads nowhere
    byte[] stream =
        flv(headers(), key(0, 0, 1), bytes(0xff), lure, lure, new byte[9_000], aac(5, 9));
    DemuxRecording recording = demux(stream);
    assertThat(times(recording)).containsExactly(0L, 5L);
    assertThat(recording.losses()).hasSize(1);
  }

  @Test
  void resynchronizesBehindMissingBytes() {
    FlvDemuxer demuxer = new FlvDemuxer();
    DemuxRecording recording = new DemuxRecording();
    byte[] head = flv(headers(), key(0, 0, 1));
    byte[] cut = inter(40, 0, 1, 2, 3, 4, 5, 6, 7, 8);
    demuxer.push(Payload.of(concat(head, Arrays.copyOf(cut, 12))), recording);
    demuxer.skip(recording);
    demuxer.skip(recording);
    demuxer.push(Payload.of(bytes(5, 6, 7, 8, 9, 10, 11)), recording);
    demuxer.push(Payload.of(concat(aac(50, 3), key(80, 0, 1))), recording);
    demuxer.end(recording);
    assertThat(times(recording)).containsExactly(0L, 50L, 80L);
    assertThat(recording.losses())
        .extracting(DemuxRecording.Loss::message)
        .containsExactly("bytes are missing from here (at byte %d)".formatted(head.length + 12));
  }

  @Test
  void findsAFileHeaderBehindMissingBytes() {
    FlvDemuxer demuxer = new FlvDemuxer();
    DemuxRecording recording = new DemuxRecording();
    byte[] once = flv(headers(), key(500, 0, 1));
    demuxer.push(Payload.of(once), recording);
    demuxer.skip(recording);
    demuxer.push(Payload.of(concat(bytes(1, 2, 3), once)), recording);
    assertThat(announcements(recording)).isEqualTo(2);
    assertThat(times(recording)).containsExactly(500L, 500L);
  }

  @Test
  void reportsALossBehindWhatWasHeldBack() {
    DemuxRecording recording =
        demux(flv(avcHeader(AVCC), key(0, 0, 1), bytes(0xff), inter(40, 0, 1)));
    assertThat(recording.events()).hasSize(4);
    assertThat(recording.events().get(1)).isInstanceOf(AccessUnit.class);
    assertThat(recording.events().get(2)).isInstanceOf(DemuxRecording.Loss.class);
  }

  @Test
  void takesRateAndSizeFromScriptData() {
    Track video = track(demux(flv(metaData(29.97, 1920, 1080), headers(), key(0, 0, 1))), 9);
    assertThat(video.frameRate()).isEqualTo(new FrameRate(30_000, 1001));
    assertThat(video.width()).isEqualTo(1920);
    assertThat(video.height()).isEqualTo(1080);
    Track late = track(demux(flv(headers(), metaData(25, 640, 360), key(0, 0, 1))), 9);
    assertThat(late.frameRate()).isEqualTo(new FrameRate(25, 1));
  }

  @Test
  void isNotTroubledByScriptDataThatChangesAllTheTime() {
    DemuxRecording recording =
        demux(
            flv(
                metaData(25, 640, 360),
                headers(),
                key(0, 0, 1),
                metaData(24.31, 640, 360),
                inter(40, 0, 1)));
    assertThat(announcements(recording)).isOne();
    assertThat(track(recording, 9).frameRate()).isEqualTo(new FrameRate(25, 1));
  }

  @Test
  void cutsFourBytesFromNothing() {
    // A header and no tag: the PreviousTagSize before the first one is all that follows.
    assertThat(demux(flv()).losses()).hasSize(1);
    assertThat(demux(new byte[0]).events()).isEmpty();
  }
}
