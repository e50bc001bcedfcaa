package io.millrace.isobmff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class BoxCursorTest {
  private static final Payload MOOF =
      Box.bytes(
          List.of(
              Box.container("moof", new Mfhd(7), Box.container("traf", new Tfdt(9))),
              new Opaque("mdat", hex("0102"))));

  private static Payload hex(String hex) {
    return Payload.of(HexFormat.of().parseHex(hex));
  }

  @Test
  void stepsOverBoxesAndIntoThem() {
    BoxCursor box = new BoxCursor(MOOF, 1_000);
    assertThat(box.next()).isTrue();
    assertThat(box.type()).isEqualTo("moof");
    assertThat(box.offset()).isEqualTo(1_000);
    BoxCursor child = box.children();
    assertThat(child.next()).isTrue();
    assertThat(child.read()).isEqualTo(new Mfhd(7));
    assertThat(child.payloadOffset()).isEqualTo(1_016);
    assertThat(child.next()).isTrue();
    assertThat(child.next()).isFalse();
    assertThat(box.next()).isTrue();
    assertThat(box.payload()).isEqualTo(hex("0102"));
    assertThat(box.bytes()).isEqualTo(hex("0000000a6d6461740102"));
    assertThat(box.next()).isFalse();
  }

  @Test
  void goesIntoABoxBehindItsFields() {
    Payload stsd = Box.bytes(List.of(new Stsd(List.of(new Opaque("free", Payload.EMPTY)))));
    BoxCursor box = new BoxCursor(stsd, 0);
    box.next();
    BoxCursor entry = box.children(8);
    assertThat(entry.next()).isTrue();
    assertThat(entry.type()).isEqualTo("free");
    assertThatThrownBy(() -> box.children(17))
        .isInstanceOf(MediaException.Malformed.class)
        .hasMessage("stsd: 16 bytes, expected at least 17 (at byte 0)");
  }

  @Test
  void zerosTooFewForABoxEndTheList() {
    BoxCursor padded = new BoxCursor(hex("0000000866726565" + "00000000"), 0);
    assertThat(padded.next()).isTrue();
    assertThat(padded.next()).isFalse();
    BoxCursor junk = new BoxCursor(hex("0000000866726565" + "00000001"), 0);
    junk.next();
    assertThatThrownBy(junk::next).hasMessage("4 bytes behind the last box (at byte 8)");
  }

  @Test
  void neverLeavesTheBytes() {
    for (String size : List.of("00000000", "00000007", "00000009", "7fffffff", "ffffffff")) {
      BoxCursor box = new BoxCursor(hex(size + "66726565"), 0);
      assertThatThrownBy(box::next).isInstanceOf(MediaException.Malformed.class);
    }
    for (int length = 1; length < 52; length++) { // of the moof
      BoxCursor box = new BoxCursor(MOOF.slice(0, length), 0);
      if (length > 4) { // fewer are zeros
        assertThatThrownBy(box::next).isInstanceOf(MediaException.Malformed.class);
      }
    }
  }
}
