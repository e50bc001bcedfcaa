package io.millrace.codec.av1;

import static io.millrace.codec.av1.TestObu.REAL_SEQUENCE;
import static io.millrace.codec.av1.TestObu.TINY_SEQUENCE;
import static io.millrace.codec.av1.TestObu.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.media.Hdr;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Av1ConfigurationTest {
  /** As ffmpeg writes it for the same sequence headers. */
  @ParameterizedTest
  @CsvSource({"81054c00, " + REAL_SEQUENCE, "81000c00, " + TINY_SEQUENCE})
  void isMadeOfASequenceHeader(String fields, String obu) {
    SequenceHeader sequence = SequenceHeader.parseObu(hex(obu), 0);
    Av1Configuration made = Av1Configuration.of(sequence, hex(obu));
    assertThat(made.payload()).isEqualTo(hex(fields + obu));
    assertThat(made.describes(sequence)).isTrue();
    assertThat(made.sequenceHeader(0)).isEqualTo(hex(obu));
  }

  @ParameterizedTest
  @ValueSource(strings = {"81054c00" + REAL_SEQUENCE, "81ffff1f", "8128fe1a" + TINY_SEQUENCE})
  void isTheSameAfterReadingAndWriting(String record) {
    assertThat(Av1Configuration.parse(hex(record), 0).payload()).isEqualTo(hex(record));
  }

  @Test
  void doesNotDescribeAnotherSequence() {
    SequenceHeader sequence = SequenceHeader.parseObu(hex(TINY_SEQUENCE), 0);
    assertThat(Av1Configuration.parse(hex("81054c00" + TINY_SEQUENCE), 0).describes(sequence))
        .isFalse();
  }

  @Test
  void findsTheSequenceHeaderBehindOtherObusAndGivesItASize() {
    String unsized = TestObu.unsized(ObuType.SEQUENCE_HEADER, TINY_SEQUENCE.substring(4));
    Payload record = hex("81000c00" + TestObu.lightLevel(1_000, 400) + unsized);
    Av1Configuration read = Av1Configuration.parse(record, 0);
    assertThat(read.sequenceHeader(0)).isEqualTo(hex(TINY_SEQUENCE));
    assertThat(read.hdr(0)).isEqualTo(new Hdr(null, new Hdr.LightLevel(1_000, 400)));
    assertThat(Av1Configuration.parse(hex("81000c00"), 0).sequenceHeader(0)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "01000c00, 'av1C: marker 0, version 1, not 1 and 1 (at byte 5)'",
    "82000c00, 'av1C: marker 1, version 2, not 1 and 1 (at byte 5)'",
    "81000c, 'av1C: ends early, 3 bits wanted, 0 left (at byte 8)'",
  })
  void refusesWhatIsNoRecord(String record, String message) {
    assertThatThrownBy(() -> Av1Configuration.parse(hex(record), 5))
        .isInstanceOf(MediaException.class)
        .hasMessage(message);
  }
}
