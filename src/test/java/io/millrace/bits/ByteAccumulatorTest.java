package io.millrace.bits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.media.Payload;
import io.millrace.media.SavedState;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ByteAccumulatorTest {
  private static final Payload ABC = Payload.of(new byte[] {'a', 'b', 'c'});

  @Test
  void givesBackTheRunThatCameInPieces() {
    ByteAccumulator accumulator = new ByteAccumulator();
    accumulator.expect(5);
    assertThat(accumulator.fill(ABC, 0)).isEqualTo(3);
    assertThat(accumulator.fill(ABC, 1)).isEqualTo(2);
    assertThat(accumulator.take()).isEqualTo(Payload.of(new byte[] {'a', 'b', 'c', 'b', 'c'}));
  }

  @Test
  void givesBackAViewOfARunThatCameInOnePiece() {
    ByteAccumulator accumulator = new ByteAccumulator();
    accumulator.expect(2);
    accumulator.fill(ABC, 1);
    ByteAccumulator loaded =
        SavedState.reload(accumulator::save, in -> ByteAccumulator.load(in, 2));
    Payload run = accumulator.take();
    assertThat(run).isEqualTo(ABC.slice(1, 2));
    assertThat(run.array()).isSameAs(ABC.array());
    assertThat(loaded.take()).isEqualTo(run);
  }

  @Test
  void takesNoMoreThanTheRunLacks() {
    ByteAccumulator accumulator = new ByteAccumulator();
    accumulator.expect(2);
    assertThat(accumulator.fill(ABC, 0)).isEqualTo(2);
    assertThat(accumulator.fill(ABC, 2)).isZero();
    assertThat(accumulator.isComplete()).isTrue();
  }

  @Test
  void doesNotBelieveALongRunBeforeItsBytesCome() {
    ByteAccumulator accumulator = new ByteAccumulator();
    accumulator.expect(Integer.MAX_VALUE);
    accumulator.fill(ABC, 0);
    accumulator.fill(Payload.of(new byte[3 << 20]), 0);
    assertThat(accumulator.missing()).isEqualTo(Integer.MAX_VALUE - 3 - (3 << 20));
  }

  @Test
  void refusesToGiveHalfARun() {
    ByteAccumulator accumulator = new ByteAccumulator();
    accumulator.expect(4);
    accumulator.fill(ABC, 0);
    assertThatThrownBy(accumulator::take).hasMessage("Cannot take: 1 bytes are missing");
  }

  @Test
  void goesOnAfterBeingSavedAndLoaded() throws IOException {
    ByteAccumulator accumulator = new ByteAccumulator();
    accumulator.expect(4);
    accumulator.fill(ABC, 0);
    byte[] bytes = SavedState.of(accumulator::save);
    ByteAccumulator loaded = SavedState.load(bytes, in -> ByteAccumulator.load(in, 4));
    loaded.fill(ABC, 2);
    assertThat(loaded.take()).isEqualTo(Payload.of(new byte[] {'a', 'b', 'c', 'c'}));
    assertThatThrownBy(() -> SavedState.load(bytes, in -> ByteAccumulator.load(in, 3)))
        .isInstanceOf(IOException.class)
        .hasMessage("Cannot read bytes: 3 of 4, at most 3");
  }
}
