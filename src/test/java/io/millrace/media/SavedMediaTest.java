package io.millrace.media;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class SavedMediaTest {
  private static DataInputStream text(String word) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new DataOutputStream(bytes).writeUTF(word);
    return new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
  }

  @Test
  void saysWhichNameOfDamagedStateItDoesNotKnow() {
    assertThatThrownBy(() -> SavedMedia.readVideo(text("H26")))
        .isInstanceOf(IOException.class)
        .hasMessage("Cannot read saved codec: unknown name 'H26'");
    assertThatThrownBy(() -> SavedMedia.readFormat(text("VIDEOS")))
        .isInstanceOf(IOException.class)
        .hasMessage("Cannot read saved media type: unknown name 'VIDEOS'");
  }
}
