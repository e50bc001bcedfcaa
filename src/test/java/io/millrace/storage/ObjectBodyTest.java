package io.millrace.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.media.Payload;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObjectBodyTest {
  /** The check value of CRC-32C, whatever parts its bytes come in, also out of a longer array. */
  @Test
  void itsDigestIsOfAllParts() {
    byte[] digits = "0123456789".getBytes(StandardCharsets.US_ASCII);
    ObjectBody body =
        ObjectBody.of(List.of(Payload.of(digits, 1, 4), Payload.EMPTY, Payload.of(digits, 5, 5)));

    assertThat(body.digest()).isEqualTo("e3069283-9");
    assertThat(body.bytes()).isEqualTo(9);
    assertThat(ObjectBody.of(new byte[0]).digest()).isEqualTo("00000000-0");
  }
}
