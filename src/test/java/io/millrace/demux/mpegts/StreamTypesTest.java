package io.millrace.demux.mpegts;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.media.Codec;
import io.millrace.media.Payload;
import io.millrace.media.Track;
import io.millrace.media.Track.Framing;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class StreamTypesTest {
  /** Private data, registered as AV01: its OBUs stand behind start codes, which nobody reads. */
  @Test
  void av1IsNamedButNotChosen() {
    Payload registered = Payload.of(HexFormat.of().parseHex("050441563031"));
    Track track = StreamTypes.track(new Pmt.Stream(0x100, 0x06, registered));
    assertThat(track.codec()).isEqualTo(Codec.AV1);
    assertThat(track.framing()).isEqualTo(Framing.ANNEX_B);
    assertThat(track.use()).isEqualTo(Track.Use.UNREADABLE);
  }
}
