package io.millrace.demux.fmp4;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.isobmff.BoxCursor;
import io.millrace.media.Payload;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WaveformTest {
  private static final int CHANNELS = 2;

  /** A sound entry without boxes: bits of a sample, and fields of version 1 or 2. */
  private static ByteBuffer entry(int bits) {
    ByteBuffer fields = ByteBuffer.allocate(64);
    return fields.putShort(18, (short) bits);
  }

  private static Waveform waveform(String type, ByteBuffer fields, int version) {
    return new Waveform(type, Payload.of(fields.array()), version, CHANNELS);
  }

  private static void read(Waveform waveform, String type, int... payload) {
    ByteBuffer box = ByteBuffer.allocate(8 + payload.length).putInt(8 + payload.length);
    box.put(type.getBytes(StandardCharsets.ISO_8859_1));
    for (int each : payload) {
      box.put((byte) each);
    }
    BoxCursor cursor = new BoxCursor(Payload.of(box.array()), 0);
    assertThat(cursor.next()).isTrue();
    waveform.read(cursor);
  }

  @ParameterizedTest
  @CsvSource({
    "sowt, 16, pcm_s16le, 4", "sowt, 8, pcm_s8, 2", "twos, 24, pcm_s24be, 6",
    "'raw ', 8, pcm_u8, 2", "NONE, 16, pcm_s16be, 4", "in24, 16, pcm_s24be, 6",
    "fl64, 16, pcm_f64be, 16", "ulaw, 16, pcm_mulaw, 2"
  })
  void namesPcmByItsEntry(String type, int bits, String name, int bytes) {
    Waveform waveform = waveform(type, entry(bits), 0);
    assertThat(waveform.codec()).isEqualTo(name);
    assertThat(waveform.packing()).isEqualTo(new Packing(1, bytes, 1024));
  }

  @Test
  void readsTheOrderOfBytes() {
    Waveform quickTime = waveform("in32", entry(16), 1);
    read(quickTime, "enda", 0, 1);
    assertThat(quickTime.codec()).isEqualTo("pcm_s32le");
    Waveform iso = waveform("fpcm", entry(16), 0);
    read(iso, "pcmC", 0, 0, 0, 0, 1, 32);
    assertThat(iso.codec()).isEqualTo("pcm_f32le");
    assertThat(iso.packing()).isEqualTo(new Packing(1, 8, 1024));
  }

  @Test
  void readsTheFlagsOfVersionTwo() {
    ByteBuffer fields = entry(16).putInt(48, 24).putInt(52, 2 | 4);
    assertThat(waveform("lpcm", fields, 2).codec()).isEqualTo("pcm_s24be");
    assertThat(waveform("lpcm", fields.putInt(52, 1).putInt(48, 32), 2).codec())
        .isEqualTo("pcm_f32le");
    assertThat(waveform("lpcm", fields.putInt(48, 20), 2).codec()).isNull();
    assertThat(waveform("lpcm", fields, 0).codec()).isNull();
  }

  @Test
  void readsTheBlocksOfOtherCodecs() {
    ByteBuffer fields = entry(16).putInt(28, 1017).putInt(36, 1024);
    Waveform waveform = waveform("ms\0\2", fields, 1);
    assertThat(waveform.codec()).isEqualTo("adpcm_ms");
    assertThat(waveform.packing()).isEqualTo(new Packing(1017, 1024, 1017));
    assertThat(waveform.blocks().blockAlign()).isEqualTo(1024);
    assertThat(waveform("ima4", entry(16), 0).packing()).isEqualTo(new Packing(64, 68, 64));
    assertThat(waveform("mp4a", entry(16), 0).codec()).isNull();
  }

  @Test
  void bundlesARunOfTicks() {
    RunSamples.Layout ticks = run(2500, 1);
    RunSamples.Layout bundled = new Packing(1, 4, 1024).bundled(ticks);
    assertThat(bundled.count()).isEqualTo(3);
    assertThat(bundled.totalSize()).isEqualTo(ticks.totalSize()).isEqualTo(10_000);
    assertThat(bundled.totalDuration()).isEqualTo(ticks.totalDuration()).isEqualTo(2500);
    RunSamples.Layout whole = run(3, 1024);
    assertThat(new Packing(1, 4, 1024).bundled(whole)).isSameAs(whole);
  }

  private static RunSamples.Layout run(int count, int duration) {
    int absent = RunSamples.ABSENT;
    return new RunSamples.Layout(
        count, Payload.EMPTY, 0, absent, absent, absent, absent, duration, 4, 0, 0);
  }
}
