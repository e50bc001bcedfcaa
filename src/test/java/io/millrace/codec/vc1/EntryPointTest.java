package io.millrace.codec.vc1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.bits.BitWriter;
import io.millrace.bits.Rbsp;
import io.millrace.libav.VideoDecoder;
import io.millrace.media.Codec;
import io.millrace.media.Colour;
import io.millrace.media.FrameRate;
import io.millrace.media.Hdr;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.PixelAspect;
import io.millrace.media.TrackFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Headers as SMPTE 421M lays them out, and FFmpeg's decoder takes them. */
public class EntryPointTest {
  /** A sequence header of {@code width} by {@code height}, 16:11 and 25 frames a second. */
  public static Payload sequence(int width, int height) {
    BitWriter bits = new BitWriter().bits(2, 3).bits(3, 2).bits(2, 1).bits(3, 0).bits(5, 0);
    bits.flag(false).bits(12, width / 2 - 1).bits(12, height / 2 - 1);
    bits.bits(4, 0).bits(1, 1).flag(false); // no pulldown to no interpolation; reserved; no PSF
    bits.flag(true).bits(14, width - 1).bits(14, height - 1);
    bits.flag(true).bits(4, 4); // 16:11
    bits.flag(true).flag(false).bits(8, 2).bits(4, 1); // 25/1
    bits.flag(false); // COLOR_FORMAT_FLAG
    return unit(0x0f, bits.flag(false).trailingBits().payload());
  }

  /** An entry point header that changes nothing of the size. */
  public static Payload entry(int quantizer) {
    return unit(
        0x0e,
        new BitWriter().bits(11, 0x408).bits(2, quantizer).bits(2, 0).trailingBits().payload());
  }

  private static Payload unit(int type, Payload payload) {
    return Payload.concat(Payload.of(new byte[] {0, 0, 1, (byte) type}), Rbsp.escape(payload));
  }

  /** The start of a frame; nothing of it can be decoded. */
  public static Payload frame() {
    return Payload.of(new byte[] {0, 0, 1, 0x0d, (byte) 0xc0, 0x55, 0x55});
  }

  private static @Nullable EntryPoint find(Payload... parts) {
    return EntryPoint.find(Payload.concat(parts), 7);
  }

  @Test
  void readsWhatStandsInFrontOfAPicture() {
    EntryPoint found = Objects.requireNonNull(find(sequence(720, 576), entry(0), frame()));
    assertThat(found.width()).isEqualTo(720);
    assertThat(found.height()).isEqualTo(576);
    assertThat(found.pixelAspect()).isEqualTo(new PixelAspect(16, 11));
    assertThat(found.frameRate()).isEqualTo(new FrameRate(25, 1));
    assertThat(found.sequence()).isEqualTo(sequence(720, 576));
    assertThat(found.configuration()).isEqualTo(Payload.concat(sequence(720, 576), entry(0)));
  }

  @Test
  void isWhatFfmpegsDecoderIsOpenedWith() {
    EntryPoint found = Objects.requireNonNull(find(sequence(720, 576), entry(0), frame()));
    TrackFormat.Video format =
        new TrackFormat.Video(
            Codec.OTHER_VIDEO,
            "vc1",
            found.configuration(),
            "und",
            found.width(),
            found.height(),
            found.pixelAspect(),
            Colour.UNSPECIFIED,
            Hdr.UNKNOWN,
            0,
            found.frameRate());
    assertThatCode(() -> new VideoDecoder(format).close()).doesNotThrowAnyException();
    assertThatThrownBy(() -> new VideoDecoder(format.withConfiguration(found.sequence())))
        .hasMessageContaining("avcodec_open2");
  }

  @Test
  void needsBothHeaders() {
    assertThat(find(frame())).isNull();
    assertThat(find(entry(0), frame())).isNull();
    assertThat(find(sequence(720, 576), frame())).isNull();
    assertThat(EntryPoint.isEntry(Payload.concat(entry(0), frame()))).isTrue();
    assertThat(EntryPoint.isEntry(Payload.concat(frame(), entry(0)))).isFalse();
  }

  @Test
  void saysWhereAHeaderEndsTooEarly() {
    Payload cut = sequence(720, 576).slice(0, 7);
    assertThatThrownBy(() -> find(cut, entry(0), frame()))
        .isInstanceOf(MediaException.Malformed.class)
        .hasMessageContaining("VC-1 sequence header");
  }
}
