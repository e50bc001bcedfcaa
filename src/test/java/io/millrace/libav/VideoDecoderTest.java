package io.millrace.libav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.SecondOpinion;
import io.millrace.media.Codec;
import io.millrace.media.Colour;
import io.millrace.media.Hdr;
import io.millrace.media.Payload;
import io.millrace.media.PixelAspect;
import io.millrace.media.TrackFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VideoDecoderTest {
  private static final int PICTURES = 30;

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "MPEG2_VIDEO, '', mpeg2video -bf 2, ts",
    "MPEG2_VIDEO, '', mpeg1video -bf 2, mkv",
    "VP8, '', libvpx, webm",
    "OTHER_VIDEO, mpeg4, mpeg4 -bf 2, avi",
    "OTHER_VIDEO, theora, libtheora -bf 0, ogv",
    "OTHER_VIDEO, prores, prores, mov",
    "OTHER_VIDEO, mjpeg, mjpeg -bf 0, avi",
    "OTHER_VIDEO, msmpeg4v3, msmpeg4 -bf 0, avi",
    "OTHER_VIDEO, wmv2, wmv2 -bf 0, asf",
    "OTHER_VIDEO, ffv1, ffv1, mkv"
  })
  void decodesWhatFfmpegNames(Codec codec, String name, String encoder, String suffix)
      throws Exception {
    SecondOpinion.assumeEncoder(encoder.split(" ")[0]);
    Path file = directory.resolve("clip." + suffix);
    SecondOpinion.encoded(file, encoder, PICTURES);
    List<Payload> units = new ArrayList<>();
    TrackFormat format = read(file, codec, name, units);
    List<Long> times = new ArrayList<>();
    List<Payload> pictures = new ArrayList<>();
    try (VideoDecoder decoder = new VideoDecoder(format)) {
      for (int i = 0; i < units.size(); i++) {
        decoder.decode(units.get(i), i, picture -> take(picture, times, pictures));
      }
      decoder.drain(picture -> take(picture, times, pictures));
      assertThat(decoder.damaged()).isZero();
    }
    assertThat(times).hasSize(PICTURES).doesNotHaveDuplicates();
    assertThat(pictures).doesNotHaveDuplicates();
  }

  @Test
  void saysWhatItCannotDecode() {
    TrackFormat.Video format = format(Codec.OTHER_VIDEO, "pcm_s16le", 64, 64, Payload.EMPTY);
    assertThatThrownBy(() -> new VideoDecoder(format))
        .isInstanceOf(LibavException.class)
        .hasMessage("Cannot decode OTHER_VIDEO (pcm_s16le): no decoder for it");
  }

  private static void take(Picture picture, List<Long> times, List<Payload> pictures) {
    times.add(picture.pts());
    pictures.add(Pixels.of(picture));
    picture.close();
  }

  private static TrackFormat.Video format(
      Codec codec, String name, int width, int height, Payload extradata) {
    return new TrackFormat.Video(
        codec,
        name,
        extradata,
        "und",
        width,
        height,
        PixelAspect.SQUARE,
        Colour.UNSPECIFIED,
        Hdr.UNKNOWN,
        0,
        null);
  }

  /** The packets of a file as FFmpeg's own demuxers cut them, and the format of its picture. */
  private static TrackFormat.Video read(Path file, Codec codec, String name, List<Payload> units) {
    Libav.load();
    try (InputFile input = InputFile.open(file.toString())) {
      InputFile.Stream stream = input.streams().get(0);
      AVPacket packet = avcodec.av_packet_alloc();
      while (input.read(packet)) {
        byte[] bytes = new byte[packet.size()];
        packet.data().capacity(bytes.length).get(bytes);
        units.add(Payload.of(bytes));
        avcodec.av_packet_unref(packet);
      }
      avcodec.av_packet_free(packet);
      AVCodecParameters parameters = input.parameters(stream);
      byte[] extradata = new byte[parameters.extradata_size()];
      if (extradata.length > 0) {
        parameters.extradata().capacity(extradata.length).get(extradata);
      }
      assertThat(parameters.codec_type()).isEqualTo(avutil.AVMEDIA_TYPE_VIDEO);
      return format(codec, name, parameters.width(), parameters.height(), Payload.of(extradata));
    }
  }
}
