package io.millrace.cmaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.GoldenFile;
import io.millrace.isobmff.AudioSampleEntry;
import io.millrace.isobmff.Box;
import io.millrace.isobmff.BoxReader;
import io.millrace.isobmff.BoxTree;
import io.millrace.isobmff.Esds;
import io.millrace.isobmff.Mfhd;
import io.millrace.isobmff.Tfdt;
import io.millrace.isobmff.Tfhd;
import io.millrace.isobmff.Tkhd;
import io.millrace.isobmff.Trun;
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
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CmafPackagerTest {
  private static final Timescale NTSC = new Timescale(30_000);
  private static final Timescale AUDIO_48K = new Timescale(48_000);
  private static final Colour BT_709 = new Colour(1, 1, 1, false);
  private static final TrackFormat.Video VIDEO = video(PixelAspect.SQUARE, BT_709);
  private static final TrackFormat.Audio AUDIO = audio("mp4a.40.2", 48_000, 2, "en");

  private static TrackFormat.Video video(PixelAspect aspect, Colour colour) {
    Payload avcC = Payload.of(HexFormat.of().parseHex("0164001fffe1000467640001010003680001"));
    return new TrackFormat.Video(
        Codec.H264,
        "avc1.64001f",
        avcC,
        "und",
        720,
        576,
        aspect,
        colour,
        Hdr.UNKNOWN,
        0,
        new FrameRate(30_000, 1_001));
  }

  private static TrackFormat.Audio audio(String codecs, int rate, int channels, String language) {
    Payload config = Payload.of(new byte[] {0x11, (byte) 0x90});
    return new TrackFormat.Audio(
        Codec.AAC, codecs, config, language, rate, channels, 1_024, Payload.EMPTY);
  }

  private static Sample sample(long duration, long offset, boolean sync, int... bytes) {
    byte[] data = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      data[i] = (byte) bytes[i];
    }
    return new Sample(duration, offset, sync, Payload.of(data));
  }

  private static PackagedTrack pack(TrackSegment track, long number) {
    return new CmafPackager()
        .pack(new SegmentUnit("cam", number, false, SegmentUnit.NO_DATE, 2, List.of(track), false))
        .tracks()
        .get(0);
  }

  private static PackagedTrack packVideo(long time, Sample... samples) {
    return pack(new TrackSegment("video", VIDEO, NTSC, time, List.of(samples)), 41);
  }

  private static PackagedTrack packAudio(TrackFormat.Audio format) {
    Timescale timescale = new Timescale(format.sampleRate());
    return pack(
        new TrackSegment("audio", format, timescale, 0, List.of(sample(1_024, 0, true, 1, 2))), 0);
  }

  private static List<Box> boxes(PackagedTrack track) {
    return BoxReader.read(CmafReader.join(track), 0);
  }

  private static String tree(PackagedTrack track) {
    return "%s%n%s%n%s"
        .formatted(
            track.recipe(),
            BoxTree.print(track.initSegment()),
            BoxTree.print(CmafReader.join(track)))
        .replace("\r", "");
  }

  @Test
  void i01toI22AVideoTrackHasTheBoxesThatWereReviewed() {
    PackagedTrack track =
        packVideo(
            90_090,
            sample(1_001, 0, true, 1, 2, 3),
            sample(1_001, 2_002, false, 4),
            sample(1_001, -1_001, false, 5, 6));
    GoldenFile.assertMatches("cmaf/video.boxes", tree(track));
  }

  private static TrackFormat.Video h265(String codecs) {
    Payload hvcC = Payload.of(HexFormat.of().parseHex("0102000000"));
    return new TrackFormat.Video(
        Codec.H265,
        codecs,
        hvcC,
        "und",
        1_920,
        1_080,
        PixelAspect.SQUARE,
        new Colour(9, 16, 9, false),
        new Hdr(
            new Hdr.MasteringDisplay(
                34_000, 16_000, 13_250, 34_500, 7_500, 3_000, 15_635, 16_450, 10_000_000, 1),
            new Hdr.LightLevel(1_000, 400)),
        90,
        null);
  }

  private static PackagedTrack packH265(String codecs, Sample... samples) {
    return pack(new TrackSegment("video", h265(codecs), NTSC, 0, List.of(samples)), 0);
  }

  @Test
  void anHdrTrackThatIsTurnedHasTheBoxesThatWereReviewed() {
    PackagedTrack track = packH265("hvc1.2.4.L120.90", sample(1_001, 0, true, 1));
    GoldenFile.assertMatches("cmaf/hdr.boxes", tree(track));
  }

  @ParameterizedTest
  @CsvSource({"hvc1.2.4.L120.90, hvc1", "hev1.2.4.L120.90, hev1"})
  void theSampleEntryIsTheOneThatTheCodecsStringNames(String codecs, String sampleEntry) {
    PackagedTrack track = packH265(codecs, sample(1_001, 0, true, 1));
    assertThat(CmafReader.sampleEntry(track.initSegment()).type()).isEqualTo(sampleEntry);
  }

  /** The types of slices, of the sync sample and of a picture that is shown before it. */
  @ParameterizedTest
  @CsvSource({
    "21, 9, false", // CRA and RASL: what RASL pictures need is in the segment before
    "21, 7, true", // CRA and RADL
    "19, 6, true", // IDR and RADL
  })
  void aSegmentIsIndependentUnlessALeadingPictureNeedsAnother(
      int sync, int leading, boolean independent) {
    PackagedTrack track =
        packH265(
            "hvc1.2.4.L120.90",
            sample(1_001, 1_001, true, 0, 0, 0, 3, sync << 1, 1, 0x80),
            sample(1_001, -1_001, false, 0, 0, 0, 3, leading << 1, 1, 0x80),
            sample(1_001, 0, false, 0, 0, 0, 3, 2, 1, 0x80));
    assertThat(track.independent()).isEqualTo(independent);
  }

  @Test
  void i19AnAudioTrackHasTheBoxesThatWereReviewed() {
    TrackSegment audio =
        new TrackSegment(
            "audio",
            AUDIO,
            AUDIO_48K,
            96_256,
            List.of(sample(1_024, 0, true, 1, 2), sample(1_024, 0, true, 3, 4)));
    GoldenFile.assertMatches("cmaf/audio.boxes", tree(pack(audio, 1)));
  }

  @Test
  void i25OtherInitBytesHaveAnotherRecipe() {
    PackagedTrack square = packVideo(0, sample(1_001, 0, true, 1));
    TrackFormat.Video wide = video(new PixelAspect(16, 11), BT_709);
    PackagedTrack anamorphic =
        pack(new TrackSegment("video", wide, NTSC, 0, List.of(sample(1_001, 0, true, 1))), 42);
    assertThat(square.recipe()).matches("[0-9a-f]{12}").isNotEqualTo(anamorphic.recipe());
    assertThat(packVideo(1_001, sample(7, 0, true, 2)).recipe()).isEqualTo(square.recipe());
  }

  @Test
  void i17TheTrackIsAsWideAsThePictureIsShown() {
    TrackFormat.Video wide = video(new PixelAspect(16, 11), Colour.UNSPECIFIED);
    PackagedTrack track =
        pack(new TrackSegment("video", wide, NTSC, 0, List.of(sample(1, 0, true, 1))), 0);
    Tkhd tkhd = CmafReader.find(BoxReader.read(track.initSegment(), 0), Tkhd.class);
    assertThat(tkhd.width()).isEqualTo((720L << 16) * 16 / 11);
    assertThat(tkhd.height()).isEqualTo(576L << 16);
    assertThat(wide.displayWidth()).isEqualTo(1_047);
  }

  @Test
  void i18ColourIsSaidOnlyWhereTheBitstreamSaysIt() {
    TrackFormat.Video format = video(PixelAspect.SQUARE, Colour.UNSPECIFIED);
    PackagedTrack track =
        pack(new TrackSegment("video", format, NTSC, 0, List.of(sample(1, 0, true, 1))), 0);
    assertThat(BoxTree.print(track.initSegment())).doesNotContain("colr").contains("pasp");
  }

  @ParameterizedTest
  @CsvSource({
    "mp4a.40.2, 48000, 2, 48000, true",
    "mp4a.40.5, 44100, 1, 44100, true",
    "mp4a.40.2, 48000, 6, 48000, false",
    "mp4a.40.2, 96000, 2, 0, false",
    "mp4a.40.42, 48000, 2, 48000, false",
  })
  void i03AndI20SayOnlyWhatIsTrueOfTheSound(
      String codecs, int rate, int channels, int field, boolean core) {
    PackagedTrack track = packAudio(audio(codecs, rate, channels, "und"));
    assertThat(BoxTree.print(track.initSegment()).contains("caac")).isEqualTo(core);
    AudioSampleEntry entry = (AudioSampleEntry) CmafReader.sampleEntry(track.initSegment());
    assertThat(entry.sampleRate()).isEqualTo(field);
    assertThat(entry.channelCount()).isEqualTo(channels);
    assertThat(entry.boxes())
        .containsExactly(new Esds(0x40, 0, 0, Payload.of(new byte[] {0x11, (byte) 0x90})));
  }

  @ParameterizedTest
  @CsvSource({
    "en, eng",
    "de-AT, deu",
    "fre, fra",
    "und, und",
    "'', und",
    "x, und",
    "zz, und",
    "日本, und"
  })
  void aLanguageIsThreeLetters(String language, String code) {
    PackagedTrack track = packAudio(audio("mp4a.40.2", 48_000, 2, language));
    assertThat(BoxTree.print(track.initSegment())).contains("language=" + code + "\n");
  }

  @Test
  void s02ToS09TheFragmentSaysWhoAndWhere() {
    PackagedTrack track =
        packVideo(1L << 40, sample(1_001, 0, true, 1), sample(1_001, 0, false, 2));
    List<Box> boxes = boxes(track);
    assertThat(boxes).extracting(Box::type).containsExactly("styp", "moof", "mdat");
    assertThat(CmafReader.find(boxes, Mfhd.class).sequenceNumber()).isEqualTo(42);
    assertThat(CmafReader.find(boxes, Tfdt.class).baseMediaDecodeTime()).isEqualTo(1L << 40);
    Tfhd tfhd = CmafReader.find(boxes, Tfhd.class);
    assertThat(tfhd.has(Tfhd.DEFAULT_BASE_IS_MOOF)).isTrue();
    assertThat(tfhd.has(Tfhd.BASE_DATA_OFFSET)).isFalse();
    Trun trun = CmafReader.find(boxes, Trun.class);
    assertThat(trun.dataOffset()).isEqualTo(boxes.get(1).size() + 8);
    assertThat(CmafReader.mdat(CmafReader.join(track))).isEqualTo(Payload.of(new byte[] {1, 2}));
  }

  @ParameterizedTest
  @CsvSource({
    // sync of each sample; trun flags; first sample flags; tfhd default flags
    "1, 1, 0, 2000000",
    "11, 1, 0, 2000000",
    "00, 1, 0, 1010000",
    "10, 5, 2000000, 1010000",
    "01, 5, 1010000, 2000000",
    "100, 5, 2000000, 1010000",
    "1001, 401, 0, 0",
    "1100, 401, 0, 0",
  })
  void s13AndS14FlagsAreSaidOnceWhereTheyCanBe(
      String sync, String trunFlags, String first, String defaults) {
    Sample[] samples =
        sync.chars().mapToObj(c -> sample(1_001, 0, c == '1', 9)).toArray(Sample[]::new);
    List<Box> boxes = boxes(packVideo(0, samples));
    Trun trun = CmafReader.find(boxes, Trun.class);
    assertThat(Integer.toHexString(trun.flags())).isEqualTo(trunFlags);
    assertThat(Integer.toHexString(trun.firstSampleFlags())).isEqualTo(first);
    assertThat(Integer.toHexString(CmafReader.find(boxes, Tfhd.class).defaultSampleFlags()))
        .isEqualTo(defaults);
  }

  @Test
  void s15OffsetsAreSignedOnlyIfOneIsNegative() {
    Trun none = CmafReader.find(boxes(packVideo(0, sample(1, 0, true, 1))), Trun.class);
    Trun positive = CmafReader.find(boxes(packVideo(0, sample(1, 5, true, 1))), Trun.class);
    Trun negative = CmafReader.find(boxes(packVideo(0, sample(1, -5, true, 1))), Trun.class);
    assertThat(none.flags() & Trun.SAMPLE_COMPOSITION_TIME_OFFSET).isZero();
    assertThat(none.version()).isZero();
    assertThat(positive.flags() & Trun.SAMPLE_COMPOSITION_TIME_OFFSET).isNotZero();
    assertThat(positive.version()).isZero();
    assertThat(negative.version()).isEqualTo(1);
  }

  @Property(tries = 300)
  void demuxOfPackageGivesTheSamplesBack(
      @ForAll @LongRange(min = 0) long time,
      @ForAll @Size(min = 1, max = 60) List<@IntRange(min = 1, max = 3) Integer> durations,
      @ForAll @IntRange(min = 1, max = 5_000) int largest,
      @ForAll long seed) {
    Random random = new Random(seed);
    List<Sample> samples = new ArrayList<>();
    for (int duration : durations) {
      byte[] data = new byte[1 + random.nextInt(largest)];
      random.nextBytes(data);
      int offset = random.nextInt(3) == 0 ? random.nextInt() : 0;
      samples.add(new Sample(duration, offset, random.nextBoolean(), Payload.of(data)));
    }
    TrackSegment track = new TrackSegment("video", VIDEO, NTSC, time, samples);
    PackagedTrack packaged = pack(track, 7);
    Payload segment = CmafReader.join(packaged);
    assertThat(CmafReader.read(packaged.initSegment(), segment, "video", VIDEO)).isEqualTo(track);
    assertThat(packaged.bytes()).isEqualTo(segment.length());
    assertThat(packaged.duration()).isEqualTo(track.duration());
  }

  @Test
  void largeSamplesAreNotCopiedAndNeighboursAreOnePart() {
    byte[] chunk = new byte[20_000];
    Sample[] samples = {
      new Sample(1, 0, true, Payload.of(chunk, 0, 9_000)),
      new Sample(1, 0, false, Payload.of(chunk, 9_000, 4_000)),
      new Sample(1, 0, false, Payload.of(chunk, 14_000, 6_000)),
    };
    PackagedTrack track = packVideo(0, samples);
    assertThat(track.body()).hasSize(3);
    chunk[8_999] = 77;
    assertThat(track.body().get(1).at(8_999)).isEqualTo((byte) 77);
    assertThat(packVideo(0, sample(1, 0, true, 1), sample(1, 0, false, 2)).body()).hasSize(1);
  }

  @Test
  void whatDoesNotFitInItsFieldIsUnsupported() {
    assertUnsupported(() -> packVideo(-1, sample(1, 0, true, 1)));
    assertUnsupported(() -> packVideo(0, sample(1L << 32, 0, true, 1)));
    assertUnsupported(() -> packVideo(0, sample(1, 1L << 31, true, 1)));
    assertUnsupported(() -> packVideo(0, sample(1, 0, true)));
    assertUnsupported(() -> packAudio(audio("mp4a.40.2", 48_000, 0, "und")));
  }

  @Test
  void anotherCodecIsUnsupportedAndNamed() {
    TrackFormat vorbis =
        new TrackFormat.Audio(
            Codec.VORBIS, "vorbis", Payload.of(new byte[1]), "und", 48_000, 2, 960, Payload.EMPTY);
    TrackSegment track =
        new TrackSegment("audio", vorbis, AUDIO_48K, 0, List.of(sample(960, 0, true, 1)));
    assertThatThrownBy(() -> pack(track, 0))
        .isInstanceOf(MediaException.Unsupported.class)
        .hasMessageStartingWith("vorbis: no CMAF track of VORBIS here");
  }

  @Test
  void theEndOfAStreamHasNoTracks() {
    SegmentUnit end = new SegmentUnit("cam", 9, false, SegmentUnit.NO_DATE, 2, List.of(), true);
    assertThat(new CmafPackager().pack(end))
        .isEqualTo(new PackagedSegment("cam", 9, false, SegmentUnit.NO_DATE, 2, List.of(), true));
  }

  private static void assertUnsupported(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(MediaException.Unsupported.class);
  }
}
