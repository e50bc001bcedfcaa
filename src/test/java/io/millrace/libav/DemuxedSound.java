package io.millrace.libav;

import static io.millrace.libav.Libav.check;

import io.millrace.media.Codec;
import io.millrace.media.Payload;
import io.millrace.media.Sample;
import io.millrace.media.TrackFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * The sound of a file as FFmpeg demuxes it: access units end to end, each with its own number of
 * samples.
 */
public record DemuxedSound(TrackFormat.Audio format, List<Sample> samples) {
  /** Reads the first sound of {@code file}. */
  public static DemuxedSound read(Path file) {
    Libav.load();
    try (InputFile input = InputFile.open(file.toString())) {
      InputFile.Stream stream = input.streams().get(input.streams().size() - 1);
      AVCodecParameters parameters = input.parameters(stream);
      int rate = parameters.sample_rate();
      List<Sample> samples = new ArrayList<>();
      AVPacket packet = check(avcodec.av_packet_alloc(), "av_packet_alloc");
      try (AVRational ticks = new AVRational().num(1).den(rate)) {
        while (input.read(packet)) {
          long duration = avutil.av_rescale_q(packet.duration(), stream.timeBase(), ticks);
          if (packet.stream_index() == stream.index() && duration > 0) {
            samples.add(new Sample(duration, 0, true, bytes(packet)));
          }
          avcodec.av_packet_unref(packet);
        }
      } finally {
        avcodec.av_packet_free(packet);
      }
      int longest = (int) samples.stream().mapToLong(Sample::duration).max().orElseThrow();
      return new DemuxedSound(format(parameters, longest), samples);
    }
  }

  private static Payload bytes(AVPacket packet) {
    byte[] bytes = new byte[packet.size()];
    packet.data().capacity(bytes.length).get(bytes);
    return Payload.of(bytes);
  }

  private static TrackFormat.Audio format(AVCodecParameters parameters, int samples) {
    byte[] bytes = new byte[parameters.extradata_size()];
    if (bytes.length > 0) {
      parameters.extradata().capacity(bytes.length).get(bytes);
    }
    Codec codec = codec(parameters.codec_id());
    return new TrackFormat.Audio(
        codec,
        avcodec.avcodec_get_name(parameters.codec_id()).getString(),
        codec == Codec.FLAC ? streamInfo(bytes) : Payload.of(bytes),
        "und",
        parameters.sample_rate(),
        parameters.ch_layout().nb_channels(),
        samples,
        Payload.EMPTY);
  }

  /** With the header of the metadata block, as CMAF has it. */
  private static Payload streamInfo(byte[] record) {
    return Payload.concat(
        Payload.of(new byte[] {(byte) 0x80, 0, 0, (byte) record.length}), Payload.of(record));
  }

  private static Codec codec(int id) {
    if (id == avcodec.AV_CODEC_ID_AAC) {
      return Codec.AAC;
    } else if (id == avcodec.AV_CODEC_ID_AC3) {
      return Codec.AC3;
    } else if (id == avcodec.AV_CODEC_ID_EAC3) {
      return Codec.EAC3;
    } else if (id == avcodec.AV_CODEC_ID_OPUS) {
      return Codec.OPUS;
    } else if (id == avcodec.AV_CODEC_ID_VORBIS) {
      return Codec.VORBIS;
    } else if (id == avcodec.AV_CODEC_ID_FLAC) {
      return Codec.FLAC;
    } else if (id == avcodec.AV_CODEC_ID_MP3) {
      return Codec.MPEG_AUDIO;
    } else if (id == avcodec.AV_CODEC_ID_MP2) {
      return Codec.MP2;
    } else if (id == avcodec.AV_CODEC_ID_DTS) {
      return Codec.DTS;
    }
    return Codec.OTHER_AUDIO;
  }
}
