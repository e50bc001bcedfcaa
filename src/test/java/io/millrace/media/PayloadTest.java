package io.millrace.media;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PayloadTest {
  private static final byte[] BYTES = {1, 2, 3, 4, 5};

  @Test
  void concatPutsViewsOneBehindTheOther() {
    Payload tail = Payload.of(BYTES, 3, 2);
    Payload head = Payload.of(BYTES, 0, 3);
    assertThat(Payload.concat(tail, Payload.EMPTY, head).toByteArray())
        .containsExactly(4, 5, 1, 2, 3);
    assertThat(Payload.concat()).isEqualTo(Payload.EMPTY);
  }

  @Test
  void anAccessUnitThatIsAsItShouldBeStaysTheSameObject() {
    Payload data = Payload.of(BYTES);
    AccessUnit unit = new AccessUnit(1, 90, 10, true, data, 7, 1024);
    assertThat(unit.with(true, data)).isSameAs(unit);
    assertThat(unit.with(false, data)).isEqualTo(new AccessUnit(1, 90, 10, false, data, 7, 1024));
    Payload other = data.slice(1, 2);
    assertThat(unit.with(true, other).data()).isSameAs(other);
  }
}
