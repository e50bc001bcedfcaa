package io.millrace.libav;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.codec.h264.H264Syntax;
import io.millrace.codec.h264.NalUnitType;
import io.millrace.codec.h264.ParameterSets;
import io.millrace.codec.nal.NalUnits;
import io.millrace.media.Codec;
import io.millrace.media.Colour;
import io.millrace.media.EncoderKind;
import io.millrace.media.FrameRate;
import io.millrace.media.Hdr;
import io.millrace.media.Payload;
import io.millrace.media.PixelAspect;
import io.millrace.media.Rung;
import io.millrace.media.Timescale;
import io.millrace.media.TrackFormat;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.ffmpeg.global.avutil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class VideoEncoderTest {
  private static final int WIDTH = 160;
  private static final int HEIGHT = 96;
  private static final int PICTURES = 60;
  private static final int SYNC = 25;

  private static VideoEncoder.Settings settings(EncoderKind kind, Codec codec) {
    return new VideoEncoder.Settings(
        kind,
        codec,
        WIDTH,
        HEIGHT,
        new FrameRate(25, 1),
        new Timescale(25),
        Colour.UNSPECIFIED,
        8,
        400_000,
        23,
        Rung.Preset.VERYFAST,
        null);
  }

  private static VideoEncoder.Settings software() {
    return settings(EncoderKind.SOFTWARE, Codec.H264);
  }

  /** A gradient that moves, under noise of a fixed seed. */
  private static Picture picture(int number) {
    Picture picture = Picture.allocated(WIDTH, HEIGHT, avutil.AV_PIX_FMT_YUV420P);
    Random noise = new Random(number);
    for (int plane = 0; plane < 3; plane++) {
      int stride = picture.frame().linesize(plane);
      byte[] bytes = new byte[stride * (plane == 0 ? HEIGHT : HEIGHT / 2)];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) (16 + (i % stride + 3 * number) % 200 + noise.nextInt(16));
      }
      picture.frame().data(plane).capacity(bytes.length).put(bytes);
    }
    return picture;
  }

  private record Coded(Payload parameterSets, List<VideoEncoder.Packet> packets) {}

  private static Coded encode(VideoEncoder.Settings settings, String name, boolean header) {
    return encode(settings, name, header, EncoderOptions.of(name, settings));
  }

  private static Coded encode(
      VideoEncoder.Settings settings, String name, boolean header, Map<String, String> options) {
    List<VideoEncoder.Packet> packets = new ArrayList<>();
    try (VideoEncoder encoder = new VideoEncoder(settings, name, header, options)) {
      for (int i = 0; i < PICTURES; i++) {
        try (Picture picture = picture(i)) {
          encoder.encode(picture, i, i % SYNC == 0, packets::add);
        }
      }
      encoder.finish(packets::add);
      return new Coded(encoder.parameterSets(), packets);
    }
  }

  private static Coded encode(VideoEncoder.Settings settings) {
    List<VideoEncoder.Packet> packets = new ArrayList<>();
    try (VideoEncoder encoder = new VideoEncoder(settings)) {
      for (int i = 0; i < PICTURES; i++) {
        try (Picture picture = picture(i)) {
          encoder.encode(picture, i, i % SYNC == 0, packets::add);
        }
      }
      encoder.finish(packets::add);
      return new Coded(encoder.parameterSets(), packets);
    }
  }

  private static ParameterSets sets(Payload annexB) {
    List<Payload> sets = new ArrayList<>();
    NalUnits nalUnits = NalUnits.annexB(H264Syntax.INSTANCE, annexB);
    while (nalUnits.next()) {
      if (NalUnitType.isParameterSet(nalUnits.type())) {
        sets.add(nalUnits.payload());
      }
    }
    return ParameterSets.NONE.with(sets, 0);
  }

  /** Without parameter sets in front of the slices: as they are published. */
  private static Payload slices(Payload annexB) {
    List<Payload> slices = new ArrayList<>();
    NalUnits nalUnits = NalUnits.annexB(H264Syntax.INSTANCE, annexB);
    while (nalUnits.next()) {
      if (NalUnitType.isVcl(nalUnits.type())) {
        slices.add(Payload.of(new byte[] {0, 0, 0, 1}));
        slices.add(nalUnits.payload());
      }
    }
    return Payload.concat(slices);
  }

  @ParameterizedTest
  @ValueSource(strings = {"libx264", "libopenh264"})
  void hasSyncSamplesWhereTheyAreAskedFor(String name) {
    Coded coded = encode(software(), name, true);
    assertThat(coded.packets()).hasSize(PICTURES);
    Set<Integer> syncs = new HashSet<>();
    Set<Integer> indices = new HashSet<>();
    for (VideoEncoder.Packet packet : coded.packets()) {
      indices.add(packet.index());
      if (packet.sync()) {
        syncs.add(packet.index());
      }
    }
    assertThat(indices).hasSize(PICTURES);
    assertThat(syncs).contains(0, 25, 50);
    assertThat(coded.packets().get(0).sync()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"libx264", "libopenh264"})
  void isDecodedByItsFirstParameterSets(String name) {
    Coded coded = encode(software(), name, true);
    TrackFormat format =
        new TrackFormat.Video(
            Codec.H264,
            "avc1",
            coded.parameterSets(),
            "und",
            WIDTH,
            HEIGHT,
            PixelAspect.SQUARE,
            Colour.UNSPECIFIED,
            Hdr.UNKNOWN,
            0,
            null);
    List<Long> times = new ArrayList<>();
    try (VideoDecoder decoder = new VideoDecoder(format)) {
      for (VideoEncoder.Packet packet : coded.packets()) {
        decoder.decode(slices(packet.data()), packet.index(), picture -> take(picture, times));
      }
      decoder.drain(picture -> take(picture, times));
      assertThat(decoder.damaged()).isZero();
    }
    assertThat(times).hasSize(PICTURES).isSorted();
  }

  private static void take(Picture picture, List<Long> times) {
    times.add(picture.pts());
    picture.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"libx264", "libopenh264"})
  void takesParameterSetsFromTheFirstPacketWhereTheyComeNoSooner(String name) {
    try (VideoEncoder encoder = new VideoEncoder(software(), name, false)) {
      assertThat(encoder.parameterSets()).isEqualTo(Payload.EMPTY);
    }
    Coded late = encode(software(), name, false);
    Coded early = encode(software(), name, true);
    assertThat(sets(late.parameterSets())).isEqualTo(sets(early.parameterSets()));
    assertThat(sets(late.parameterSets()).isComplete()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"libx264", "libopenh264"})
  void makesTheSameBytesAtEachRunAndBesideItself(String name) throws Exception {
    Coded alone = encode(software(), name, true);
    assertThat(encode(software(), name, true)).isEqualTo(alone);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Coded>> beside = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        beside.add(threads.submit(() -> encode(software(), name, true)));
      }
      for (Future<Coded> each : beside) {
        assertThat(each.get()).isEqualTo(alone);
      }
    } finally {
      threads.shutdown();
    }
  }

  /** On a machine with that GPU it would be other bytes, of as many pictures. */
  @ParameterizedTest
  @EnumSource(EncoderKind.class)
  void encodesInSoftwareWhereThereIsNoGpu(EncoderKind kind) {
    for (Codec codec : List.of(Codec.H264, Codec.H265)) {
      Libav.load();
      boolean software = EncoderSelection.name(kind, codec).startsWith("lib");
      Coded coded = encode(settings(software ? kind : EncoderKind.SOFTWARE, codec));
      assertThat(coded).isEqualTo(encode(settings(EncoderKind.SOFTWARE, codec)));
    }
  }

  /** A machine with another CPU: x264 and x265 do not ask FFmpeg which one there is. */
  @ParameterizedTest
  @CsvSource({
    "H264, libx264, x264-params, asm=0",
    "H264, libx264, x264-params, asm=SSE2",
    "H264, libx264, x264-params, asm=SSE4.2",
    "H264, libx264, x264-params, asm=AVX2",
    "H265, libx265, x265-params, asm=0",
    "H265, libx265, x265-params, asm=sse2",
    "H265, libx265, x265-params, asm=avx2"
  })
  void makesTheSameBytesOnEveryCpu(Codec codec, String name, String key, String level) {
    VideoEncoder.Settings settings = settings(EncoderKind.SOFTWARE, codec);
    Map<String, String> options = new LinkedHashMap<>(EncoderOptions.of(name, settings));
    options.merge(key, level, (usual, more) -> usual + ":" + more);
    assertThat(encode(settings, name, true, options)).isEqualTo(encode(settings, name, true));
  }

  @Test
  void looksForEachEncoderOnce() {
    Libav.load();
    assertThat(EncoderSelection.name(EncoderKind.NVENC, Codec.H264))
        .isSameAs(EncoderSelection.name(EncoderKind.NVENC, Codec.H264));
    assertThat(EncoderSelection.name(EncoderKind.SOFTWARE, Codec.H264)).isEqualTo("libx264");
  }
}
