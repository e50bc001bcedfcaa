package io.millrace.demux.fmp4;

import static io.millrace.demux.fmp4.Mp4Writer.AUDIO;
import static io.millrace.demux.fmp4.Mp4Writer.SYNC;
import static io.millrace.demux.fmp4.Mp4Writer.VIDEO;
import static io.millrace.demux.fmp4.Mp4Writer.audio;
import static io.millrace.demux.fmp4.Mp4Writer.avc;
import static io.millrace.demux.fmp4.Mp4Writer.box;
import static io.millrace.demux.fmp4.Mp4Writer.bytes;
import static io.millrace.demux.fmp4.Mp4Writer.co64;
import static io.millrace.demux.fmp4.Mp4Writer.concat;
import static io.millrace.demux.fmp4.Mp4Writer.fragment;
import static io.millrace.demux.fmp4.Mp4Writer.ftyp;
import static io.millrace.demux.fmp4.Mp4Writer.mdat;
import static io.millrace.demux.fmp4.Mp4Writer.moof;
import static io.millrace.demux.fmp4.Mp4Writer.moofBox;
import static io.millrace.demux.fmp4.Mp4Writer.moov;
import static io.millrace.demux.fmp4.Mp4Writer.mvex;
import static io.millrace.demux.fmp4.Mp4Writer.opaque;
import static io.millrace.demux.fmp4.Mp4Writer.stsc;
import static io.millrace.demux.fmp4.Mp4Writer.stsd;
import static io.millrace.demux.fmp4.Mp4Writer.stsz;
import static io.millrace.demux.fmp4.Mp4Writer.stts;
import static io.millrace.demux.fmp4.Mp4Writer.tfdt;
import static io.millrace.demux.fmp4.Mp4Writer.traf;
import static io.millrace.demux.fmp4.Mp4Writer.trak;
import static io.millrace.demux.fmp4.Mp4Writer.trex;
import static io.millrace.demux.fmp4.Mp4Writer.trun;
import static io.millrace.demux.fmp4.Mp4Writer.video;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.demux.DemuxRecording;
import io.millrace.isobmff.AudioSampleEntry;
import io.millrace.isobmff.Box;
import io.millrace.isobmff.Colr;
import io.millrace.isobmff.Container;
import io.millrace.isobmff.Ctts;
import io.millrace.isobmff.Elst;
import io.millrace.isobmff.Esds;
import io.millrace.isobmff.Hdlr;
import io.millrace.isobmff.Mdhd;
import io.millrace.isobmff.Opaque;
import io.millrace.isobmff.Pasp;
import io.millrace.isobmff.Stsc;
import io.millrace.isobmff.Stss;
import io.millrace.isobmff.Stsz;
import io.millrace.isobmff.Stts;
import io.millrace.isobmff.Tfhd;
import io.millrace.isobmff.Tkhd;
import io.millrace.isobmff.VisualSampleEntry;
import io.millrace.media.AccessUnit;
import io.millrace.media.Codec;
import io.millrace.media.Colour;
import io.millrace.media.FrameRate;
import io.millrace.media.Hdr;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.PixelAspect;
import io.millrace.media.Track;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What moov says: tracks, their formats and edit lists, and the tables of a plain file. */
class MovieTest {
  private static DemuxRecording demux(byte[]... parts) {
    return DemuxRecording.of(new Fmp4Demuxer(), concat(parts));
  }

  /** A file whose moov depends on where its mdat's payload begins. */
  private static DemuxRecording plain(LongFunction<byte[]> moov, byte[]... media) {
    long data = ftyp().length + moov.apply(0).length + 8;
    return demux(ftyp(), moov.apply(data), mdat(media));
  }

  private static List<String> lines(DemuxRecording recording) {
    return recording.units().stream()
        .map(
            unit ->
                "%d @%d +%d%s #%d"
                    .formatted(
                        unit.trackId(),
                        unit.pts(),
                        unit.duration(),
                        unit.sync() ? " K" : "",
                        unit.data().at(0)))
        .toList();
  }

  private static Track track(Box... boxes) {
    List<Track> tracks = demux(ftyp(), moov(boxes)).tracks();
    assertThat(tracks).hasSize(1);
    return tracks.get(0);
  }

  private static Track visual(Box entry) {
    return track(trak(VIDEO, "vide", 90_000, stsd(entry)));
  }

  private static Track sound(Box entry) {
    return track(trak(AUDIO, "soun", 48_000, stsd(entry)));
  }

  @Test
  void cutsTheSamplesOfAllTracksInTheOrderOfTheFile() {
    DemuxRecording recording =
        plain(
            at ->
                moov(
                    video(
                        stts(3, 1_001),
                        new Ctts(0, List.of(new Ctts.Run(1, 0), new Ctts.Run(2, 2_002))),
                        new Stss(List.of(1L, 3L)),
                        new Stsc(List.of(new Stsc.Run(1, 2, 1), new Stsc.Run(2, 1, 1))),
                        stsz(2L, 1L, 1L),
                        co64(at + 1, at + 7)),
                    audio(stts(2, 1_024), stsc(2), stsz(1L, 2L), co64(at + 4))),
            bytes(0, 1, 1, 2, 5, 6, 6, 3));
    assertThat(lines(recording))
        .containsExactly(
            "1 @0 +1001 K #1",
            "1 @3003 +1001 #2",
            "2 @0 +1024 K #5",
            "2 @1024 +1024 K #6",
            "1 @4004 +1001 K #3");
    assertThat(recording.losses()).isEmpty();
    assertThat(recording.tracks().get(0).frameRate()).isEqualTo(new FrameRate(30_000, 1_001));
  }

  @Test
  void readsCompactAndUniformSizes() {
    for (int bits : new int[] {4, 8, 16}) {
      ByteBuffer sizes = ByteBuffer.allocate(bits == 4 ? 14 : 12 + 3 * bits / 8);
      sizes.putInt(0).putInt(bits).putInt(3);
      for (int size : bits == 4 ? new int[] {0x12, 0x10} : new int[] {1, 2, 1}) {
        sizes.put(bits == 16 ? new byte[] {0, (byte) size} : new byte[] {(byte) size});
      }
      Box stz2 = new Opaque("stz2", Payload.of(sizes.array()));
      assertThat(
              plain(at -> moov(video(stts(3, 1), stsc(3), stz2, co64(at))), bytes(1, 2, 2, 3))
                  .units())
          .extracting(unit -> unit.data().length())
          .containsExactly(1, 2, 1);
    }
    Stsz uniform = new Stsz(2, 2, List.of());
    assertThat(
            plain(at -> moov(video(stts(2, 1), stsc(2), uniform, co64(at))), bytes(1, 1, 2, 2))
                .units())
        .hasSize(2);
  }

  @Test
  void samplesThatLieBeforeTheirTurnAreLost() {
    DemuxRecording recording =
        plain(
            at -> moov(video(stts(3, 10), stsc(1), stsz(1L, 1L, 1L), co64(at + 1, at, at + 2))),
            bytes(1, 2, 3));
    assertThat(lines(recording)).containsExactly("1 @0 +10 K #2", "1 @20 +10 K #3");
    assertThat(recording.losses().get(0).message())
        .startsWith("track 1: a sample lies before its turn; interleave in decode order");
  }

  @Test
  void aPlainFileBehindAnotherIsReadFromItsOwnStart() {
    byte[] first = plainFile();
    DemuxRecording recording = demux(first, first);
    assertThat(lines(recording)).containsExactly("1 @0 +10 K #7", "1 @0 +10 K #7");
    assertThat(recording.losses()).isEmpty();
  }

  private static byte[] plainFile() {
    LongFunction<byte[]> moov = at -> moov(video(stts(1, 10), stsc(1), stsz(1L), co64(at)));
    return concat(ftyp(), moov.apply(ftyp().length + moov.apply(0).length + 8), mdat(bytes(7)));
  }

  @Test
  void aPlainFileCannotBeReadBehindMissingBytes() {
    Fmp4Demuxer demuxer = new Fmp4Demuxer();
    DemuxRecording recording = new DemuxRecording();
    byte[] file = plainFile();
    demuxer.push(Payload.of(file, 0, 10), recording);
    demuxer.skip(recording);
    demuxer.push(Payload.of(file, ftyp().length, file.length - ftyp().length), recording);
    demuxer.end(recording);
    assertThat(recording.tracks()).hasSize(1);
    assertThat(recording.units()).isEmpty();
    assertThat(recording.losses().get(1).message())
        .startsWith("moov: its samples cannot be found behind missing bytes");
  }

  @ParameterizedTest
  @CsvSource({
    "-1 500 2002 0,  12998", // half a second of nothing, then the media from 2002 on
    "2002 0 -1 500,  -2002",
    "-1 500 -1 500,  30000",
    "0 1000 9000 50, 0",
  })
  void anEditListMovesTheTimes(String edits, long pts) {
    String[] numbers = edits.split(" ");
    Elst elst =
        new Elst(
            List.of(
                new Elst.Edit(Long.parseLong(numbers[1]), Long.parseLong(numbers[0]), 0x10000),
                new Elst.Edit(Long.parseLong(numbers[3]), Long.parseLong(numbers[2]), 0x10000)));
    Box edited =
        trak(
            List.of(new Tkhd(3, VIDEO, 0, 0, 0, 0), Box.container("edts", elst)),
            List.of(new Mdhd(30_000, 0, "und"), new Hdlr("vide", "")),
            stsd(avc()));
    DemuxRecording recording =
        demux(ftyp(), moov(edited, mvex(trex(VIDEO))), fragment(VIDEO, 0, bytes(1)));
    assertThat(recording.units()).extracting(AccessUnit::pts).containsExactly(pts);
  }

  @Test
  void readsHowPicturesAreToBeShown() {
    Box mdcv =
        new Opaque(
            "mdcv",
            Payload.of(
                ByteBuffer.allocate(24)
                    .putInt(3 << 16 | 4)
                    .putInt(5 << 16 | 6)
                    .putInt(1 << 16 | 2)
                    .putInt(7 << 16 | 8)
                    .putInt(10_000_000)
                    .putInt(50)
                    .array()));
    Track track =
        visual(
            avc(
                new Pasp(4, 3),
                new Colr(new Colour(9, 16, 9, true)),
                mdcv,
                opaque("clli", 3, 0xe8, 1, 0x90)));
    assertThat(track.width()).isEqualTo(640);
    assertThat(track.height()).isEqualTo(360);
    assertThat(track.display().pixelAspect()).isEqualTo(new PixelAspect(4, 3));
    assertThat(track.display().colour()).isEqualTo(new Colour(9, 16, 9, true));
    assertThat(track.display().hdr())
        .isEqualTo(
            new Hdr(
                new Hdr.MasteringDisplay(1, 2, 3, 4, 5, 6, 7, 8, 10_000_000, 50),
                new Hdr.LightLevel(1_000, 400)));
    assertThat(visual(avc(opaque("colr", 'n', 'c', 'l', 'c', 0, 1, 0, 1, 0, 6))).display().colour())
        .isEqualTo(new Colour(1, 1, 6, false));
  }

  @ParameterizedTest
  @CsvSource({
    "1 0 0 1, 0",
    "0 1 -1 0, 90",
    "-1 0 0 -1, 180",
    "0 -1 1 0, 270",
    "-1 0 0 1, 0",
    "0 1 1 0, 0"
  })
  void theMatrixTurnsByRightAngles(String matrix, int degrees) {
    Tkhd header = new Tkhd(3, VIDEO, 0, 0, 0, 0);
    byte[] tkhd = box(header);
    String[] values = matrix.split(" ");
    int[] places = {0, 4, 12, 16};
    for (int i = 0; i < 4; i++) {
      ByteBuffer.wrap(tkhd).putInt(48 + places[i], Integer.parseInt(values[i]) << 16);
    }
    Box turned = new Opaque("tkhd", Payload.of(tkhd, 8, tkhd.length - 8));
    Track track =
        track(
            trak(
                List.of(turned),
                List.of(new Mdhd(30_000, 0, "und"), new Hdlr("vide", "")),
                stsd(avc())));
    assertThat(track.display().rotation()).isEqualTo(degrees);
  }

  @ParameterizedTest
  @CsvSource({
    "avc1, avcC, H264, LENGTH_PREFIXED, 0102030405",
    "avc3, none, H264, LENGTH_PREFIXED, ''",
    "dva1, avcC, H264, LENGTH_PREFIXED, 0102030405",
    "hvc1, hvcC, H265, LENGTH_PREFIXED, 0102030405",
    "hev1, hvcC, H265, LENGTH_PREFIXED, 0102030405",
    "dvh1, hvcC, H265, LENGTH_PREFIXED, 0102030405",
    "av01, av1C, AV1,  RAW, 0102030405",
    "vp09, vpcC, VP9,  RAW, 05",
    "vp08, vpcC, VP8,  RAW, 05",
    "jpeg, none, OTHER_VIDEO, RAW, ''",
    "s263, d263, OTHER_VIDEO, RAW, ''",
  })
  void knowsVideoByItsSampleEntry(
      String type, String box, Codec codec, Track.Framing framing, String configuration) {
    Track track = visual(new VisualSampleEntry(type, 2, 2, List.of(opaque(box, 1, 2, 3, 4, 5))));
    assertThat(track.codec()).isEqualTo(codec);
    assertThat(track.codecId()).isEqualTo(type);
    assertThat(track.framing()).isEqualTo(framing);
    assertThat(java.util.HexFormat.of().formatHex(track.configuration().toByteArray()))
        .isEqualTo(configuration);
    assertThat(track.use())
        .isEqualTo(type.equals("jpeg") ? Track.Use.AUXILIARY : Track.Use.PROGRAMME);
  }

  @ParameterizedTest
  @CsvSource({
    "ac-3, dac3, AC3, 0102030405",
    "ec-3, dec3, EAC3, 0102030405",
    "Opus, dOps, OPUS, 0102030405",
    "fLaC, dfLa, FLAC, 05",
    ".mp3, none, MPEG_AUDIO, ''",
    "alac, alac, OTHER_AUDIO, 0000000d616c61630102030405",
    "ac-4, dac4, OTHER_AUDIO, ''",
    "dtsc, ddts, DTS, ''",
  })
  void knowsSoundByItsSampleEntry(String type, String box, Codec codec, String configuration) {
    Track track = sound(new AudioSampleEntry(type, 6, 48_000, List.of(opaque(box, 1, 2, 3, 4, 5))));
    assertThat(track.codec()).isEqualTo(codec);
    assertThat(track.channels()).isEqualTo(6);
    assertThat(track.sampleRate()).isEqualTo(48_000);
    assertThat(java.util.HexFormat.of().formatHex(track.configuration().toByteArray()))
        .isEqualTo(configuration);
  }

  @ParameterizedTest
  @CsvSource({
    "64, AAC, 1190",
    "103, AAC, 1190",
    "107, MPEG_AUDIO, ''",
    "165, AC3, ''",
    "221, OTHER_AUDIO, 1190"
  })
  void knowsSoundByItsObjectType(int objectType, Codec codec, String configuration) {
    Esds esds = new Esds(objectType, 0, 0, Payload.of(bytes(0x11, 0x90)));
    Track track = sound(new AudioSampleEntry("mp4a", 2, 48_000, List.of(esds)));
    assertThat(track.codec()).isEqualTo(codec);
    assertThat(track.codecId()).isEqualTo("mp4a.%02x", objectType);
    assertThat(java.util.HexFormat.of().formatHex(track.configuration().toByteArray()))
        .isEqualTo(configuration);
  }

  @Test
  void readsQuickTimesLongerSoundEntries() {
    byte[] esds = box(new Esds(Esds.AAC, 0, 0, Payload.of(bytes(0x11, 0x90))));
    byte[] wave = box("wave", box("frma", "mp4a".getBytes()), esds, bytes(0, 0, 0, 0));
    ByteBuffer second = ByteBuffer.allocate(64);
    second.putShort(8, (short) 2).putDouble(32, 96_000).putInt(40, 8);
    ByteBuffer first = ByteBuffer.allocate(44);
    first.putShort(8, (short) 1).putShort(16, (short) 2).putInt(24, 48_000 << 16);
    Track one = sound(new Opaque("mp4a", Payload.of(concat(first.array(), wave))));
    Track two = sound(new Opaque("mp4a", Payload.of(concat(second.array(), wave))));
    assertThat(one.configuration()).isEqualTo(Payload.of(bytes(0x11, 0x90)));
    assertThat(one.sampleRate()).isEqualTo(48_000);
    assertThat(two.configuration()).isEqualTo(one.configuration());
    assertThat(two.sampleRate()).isEqualTo(96_000);
    assertThat(two.channels()).isEqualTo(8);
  }

  @Test
  void namesTracksThatAreNoProgramme() {
    assertThat(track(trak(3, "text", 90, stsd(opaque("tx3g")))).codec()).isEqualTo(Codec.SUBTITLE);
    assertThat(track(trak(3, "tmcd", 90, stsd(opaque("tmcd")))).codec()).isEqualTo(Codec.DATA);
    Track picture =
        track(trak(3, "vide", 90, stsd(new VisualSampleEntry("jpeg", 9, 9, List.of()))));
    assertThat(picture.use()).isEqualTo(Track.Use.AUXILIARY);
    assertThat(track(trak(3, "auxv", 90, stsd(avc()))).use()).isEqualTo(Track.Use.AUXILIARY);
    assertThat(track(trak(3, "vide", 90)).codecId()).isEqualTo("none");
  }

  @Test
  void namesEncryptionAndHandsNothingOn() {
    Box sinf =
        Box.container(
            "sinf",
            opaque("frma", 'a', 'v', 'c', '1'),
            opaque("schm", 0, 0, 0, 0, 'c', 'e', 'n', 'c', 0, 1, 0, 0));
    Box encrypted =
        new VisualSampleEntry("encv", 640, 360, List.of(opaque("avcC", 1, 100, 0, 31), sinf));
    byte[] moov = moov(trak(VIDEO, "vide", 90_000, stsd(encrypted)), audio(), mvex(trex(VIDEO)));
    DemuxRecording recording =
        demux(ftyp(), moov, fragment(VIDEO, 0, bytes(1)), fragment(AUDIO, 0, bytes(2)));
    Track track = recording.tracks().get(0);
    assertThat(track.codec()).isEqualTo(Codec.H264);
    assertThat(track.codecId()).isEqualTo("avc1, encrypted by cenc");
    assertThat(track.use()).isEqualTo(Track.Use.UNREADABLE);
    assertThat(recording.units()).extracting(AccessUnit::trackId).containsExactly(AUDIO);
    assertThat(recording.losses()).isEmpty();
  }

  @Test
  void announcesTheTracksAgainWhenAnotherDescriptionBegins() {
    Box hd = new VisualSampleEntry("avc1", 1_280, 720, List.of(opaque("avcC", 1, 2)));
    byte[] moov = moov(trak(VIDEO, "vide", 90_000, stsd(avc(), hd)), mvex(trex(VIDEO)));
    Tfhd second =
        new Tfhd(Tfhd.DEFAULT_BASE_IS_MOOF | Tfhd.SAMPLE_DESCRIPTION_INDEX, VIDEO, 0, 2, 0, 0, 0);
    int size = moofBox(traf(second, tfdt(9), trun(0, Mp4Writer.entry(1, SYNC)))).size();
    byte[] other =
        concat(
            moof(traf(second, tfdt(9), trun(size + 8, Mp4Writer.entry(1, SYNC)))), mdat(bytes(2)));
    byte[] fragment = fragment(VIDEO, 0, bytes(1));
    DemuxRecording recording = demux(ftyp(), moov, fragment, other, other, fragment);
    assertThat(recording.units()).hasSize(4);
    assertThat(
            recording.events().stream()
                .filter(List.class::isInstance)
                .map(tracks -> ((Track) ((List<?>) tracks).get(0)).width()))
        .containsExactly(640, 1_280, 640);
  }

  @Test
  void aDescriptionThatIsNotThereIsMalformed() {
    Stsc wrong = new Stsc(List.of(new Stsc.Run(1, 1, 2)));
    assertThatThrownBy(() -> demux(ftyp(), moov(video(stts(1, 1), wrong, stsz(1L), co64(900L)))))
        .isInstanceOf(MediaException.Malformed.class)
        .hasMessageStartingWith("trak: sample description 2 of 1");
  }

  @Test
  void readsTheLanguageInBothForms() {
    Box tkhd = new Tkhd(0, VIDEO, 0, 0, 0, 0);
    Hdlr hdlr = new Hdlr("vide", "");
    Mdhd german = new Mdhd(90_000, 0, "deu");
    Track plain = track(trak(tkhd, german, "vide", stsd(avc())));
    assertThat(plain.language()).isEqualTo("deu");
    assertThat(plain.preferred()).isFalse();
    Box elng = opaque("elng", 0, 0, 0, 0, 'd', 'e', '-', 'A', 'T', 0);
    Track extended = track(trak(List.of(tkhd), List.of(german, elng, hdlr), stsd(avc())));
    assertThat(extended.language()).isEqualTo("de-AT");
    assertThat(track(trak(tkhd, new Mdhd(1, 0, "```"), "vide", stsd(avc()))).language())
        .isEqualTo("und");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1L << 31, 0xffff_ffffL})
  void refusesTimescalesOutOfBounds(long timescale) {
    Box track = trak(new Tkhd(3, 1, 0, 0, 0, 0), new Mdhd(timescale, 0, "und"), "vide");
    assertThatThrownBy(() -> demux(ftyp(), moov(track)))
        .isInstanceOf(
            timescale == 0 ? MediaException.Malformed.class : MediaException.Unsupported.class)
        .hasMessageStartingWith("mdhd: timescale " + timescale);
  }

  @Test
  void refusesTracksThatCannotBeToldApart() {
    assertThatThrownBy(() -> demux(ftyp(), moov(video(), video())))
        .hasMessageStartingWith("moov: two tracks of track_ID 1");
    assertThatThrownBy(() -> demux(ftyp(), moov(trak(0, "vide", 1))))
        .hasMessageStartingWith("trak: track_ID 0");
    assertThatThrownBy(() -> demux(ftyp(), moov())).hasMessageStartingWith("moov: no track");
    assertThatThrownBy(() -> demux(ftyp(), moov(new Container("cmov", List.of()))))
        .isInstanceOf(MediaException.Unsupported.class)
        .hasMessageStartingWith("moov is compressed");
  }

  /** Four samples of sound, then a picture of one byte. */
  private static DemuxRecording withPcm(String type, int soundBytes) {
    Box pcm = new AudioSampleEntry(type, 2, 48_000, List.of());
    int[] data = new int[soundBytes + 1];
    data[soundBytes] = 5;
    return plain(
        at ->
            moov(
                trak(
                    AUDIO,
                    "soun",
                    48_000,
                    stsd(pcm),
                    stts(4, 1),
                    stsc(4),
                    new Stsz(1, 4, List.of()),
                    co64(at)),
                video(
                    new Stts(List.of(new Stts.Run(1, 5))),
                    stsc(1),
                    stsz(1L),
                    co64(at + soundBytes))),
        bytes(data));
  }

  @Test
  void putsSamplesOfPcmTogether() {
    DemuxRecording recording = withPcm("sowt", 4 * 2 * 2);
    assertThat(recording.losses()).isEmpty();
    assertThat(recording.units(AUDIO))
        .singleElement()
        .satisfies(
            unit -> {
              assertThat(unit.data().length()).isEqualTo(16);
              assertThat(unit.duration()).isEqualTo(4);
              assertThat(unit.sync()).isTrue();
            });
    assertThat(lines(recording)).hasSize(2).contains("1 @0 +5 K #5");
  }

  @Test
  void leavesPcmWhereItIsIfNobodySaysHowItIsWritten() {
    DemuxRecording recording = withPcm("lpcm", 4);
    assertThat(lines(recording)).containsExactly("1 @0 +5 K #5");
    assertThat(recording.losses()).isEmpty();
  }
}
