package io.millrace.libav;

import io.millrace.media.Payload;
import io.millrace.media.TrackFormat;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * Coded sound in, PCM out: nothing is cut off its start or end, and what is damaged gives no sound
 * instead of a concealment.
 */
public final class AudioDecoder implements AutoCloseable {
  /** Above this sound is taken for damage, as it is above {@link #MAX_CHANNELS}. */
  private static final int MAX_SAMPLE_RATE = 768_000;

  private static final int MAX_CHANNELS = 64;

  private final Decoder decoder;

  /** Sound that no decoder should give. */
  private int implausible;

  /**
   * A decoder that has heard nothing.
   *
   * @param format what to decode; its rate and channels count where the codec does not say its own
   * @param extradata the codec's configuration in FFmpeg's form, or empty
   * @throws LibavException if FFmpeg does not decode this codec, or not with this configuration
   */
  public AudioDecoder(TrackFormat.Audio format, Payload extradata) {
    Libav.load();
    decoder =
        new Decoder(
            find(format), extradata, AudioDecoder::isDamage, context -> setUp(context, format));
  }

  private static void setUp(AVCodecContext context, TrackFormat.Audio format) {
    context.err_recognition(recognition(format));
    context.flags(context.flags() | avcodec.AV_CODEC_FLAG_BITEXACT);
    context.flags2(context.flags2() | avcodec.AV_CODEC_FLAG2_SKIP_MANUAL);
    context.request_sample_fmt(avutil.AV_SAMPLE_FMT_FLT);
    context.sample_rate(format.sampleRate());
    context.block_align(format.blocks().blockAlign());
    context.bit_rate(format.blocks().bitRate());
    context.bits_per_coded_sample(format.blocks().bitsPerSample());
    if (format.channels() > 0) {
      avutil.av_channel_layout_default(context.ch_layout(), format.channels());
    }
  }

  private static AVCodec find(TrackFormat.Audio format) {
    String name = name(format);
    AVCodec decoder = avcodec.avcodec_find_decoder_by_name(name);
    if (decoder == null
        || decoder.isNull()
        || decoder.type() != avutil.AVMEDIA_TYPE_AUDIO
        || (decoder.capabilities() & avcodec.AV_CODEC_CAP_EXPERIMENTAL) != 0) {
      throw new LibavException("Cannot decode %s: no decoder for it".formatted(name));
    }
    return decoder;
  }

  /**
   * FFmpeg's name of the decoder. Of two for a codec the one that a fresh start brings to the same
   * samples: the fixed-point decoders of MPEG audio carry dither along, and libopus rounds to
   * integers what its predictors hold. What libopus makes of a CPU is also beyond {@link Libav}.
   */
  private static String name(TrackFormat.Audio format) {
    return switch (format.codec()) {
      case AAC -> "aac";
      case AC3 -> "ac3";
      case EAC3 -> "eac3";
      case OPUS -> "opus";
      case VORBIS -> "vorbis";
      case FLAC -> "flac";
      case MPEG_AUDIO -> "mp3float";
      case MP2 -> "mp2float";
      case DTS -> "dca";
      default -> format.codecs();
    };
  }

  /** MPEG audio with wrong checksums is too common to be refused. */
  private static int recognition(TrackFormat.Audio format) {
    return switch (format.codec()) {
      case MPEG_AUDIO, MP2 -> avcodec.AV_EF_EXPLODE;
      default -> avcodec.AV_EF_EXPLODE | avcodec.AV_EF_CRCCHECK;
    };
  }

  /**
   * Decodes one access unit. A damaged one is counted and gives no sound.
   *
   * @param pts of the access unit, in any unit; the first sound of it has it again
   * @param out takes the sound that is ready, in its order, and closes it
   */
  public void decode(Payload data, long pts, Consumer<Sound> out) {
    decoder.decode(data, pts, frame -> take(frame, out));
  }

  /** Hands out the sound that is still held. Nothing can be decoded after it. */
  public void drain(Consumer<Sound> out) {
    decoder.drain(frame -> take(frame, out));
  }

  /** Access units and parts of them that were dropped because they are damaged. */
  public int damaged() {
    return decoder.damaged() + implausible;
  }

  private void take(AVFrame frame, Consumer<Sound> out) {
    int rate = frame.sample_rate();
    int channels = frame.ch_layout().nb_channels();
    if (rate > 0 && rate <= MAX_SAMPLE_RATE && channels > 0 && channels <= MAX_CHANNELS) {
      out.accept(Sound.takenFrom(frame));
    } else {
      implausible++;
    }
  }

  /** Decoders have many answers to bytes they cannot use; only this one is a fault of this side. */
  private static boolean isDamage(int result) {
    return result < 0 && result != avutil.AVERROR_ENOMEM();
  }

  @Override
  public void close() {
    decoder.close();
  }
}
