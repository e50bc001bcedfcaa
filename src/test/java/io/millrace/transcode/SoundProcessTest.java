package io.millrace.transcode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.libav.CpuLevel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What other processes, and other machines, make of the same sound. */
class SoundProcessTest {
  private static final int MAX_GROWN_KILOBYTES = 12 * 1024;

  @TempDir private Path directory;

  private static String crc(CpuLevel level, Path file) throws Exception {
    return SoundProcess.run(level, file, 1).get(0);
  }

  @ParameterizedTest
  @CsvSource({"ac3, -c:a ac3", "mp3, -c:a libmp3lame", "m4a, -c:a aac", "ogg, -c:a libopus"})
  void makesTheSameBytesInAnotherProcess(String suffix, String options) throws Exception {
    Path file = MadeSound.file(directory, suffix, 48_000, 2, 1.5, options.split(" ", -1));
    String first = crc(CpuLevel.USUAL, file);
    assertThat(first).startsWith("crc32");
    assertThat(crc(CpuLevel.USUAL, file)).isEqualTo(first);
  }

  /** The decoders of lossless sound and the encoder: of others no CPU promises that. */
  @ParameterizedTest
  @CsvSource({"wav, -c:a pcm_s16le", "flac, -c:a flac"})
  void makesTheSameBytesOnALesserCpu(String suffix, String options) throws Exception {
    Path file = MadeSound.file(directory, suffix, 48_000, 2, 1.5, options.split(" ", -1));
    String usual = crc(CpuLevel.USUAL, file);
    assertThat(crc(CpuLevel.SSE2, file)).isEqualTo(usual);
    assertThat(crc(CpuLevel.NONE, file)).isEqualTo(usual);
  }

  @Test
  void givesBackItsNativeMemory() throws Exception {
    assumeTrue(Files.exists(Path.of("/proc/self/status")), "no /proc here");
    // Decoder, resampler and encoder at work, 2000 times: segments of 0.1 s.
    Path file = MadeSound.file(directory, "ac3", 44_100, 2, 1, "-c:a", "ac3");
    List<String> lines = SoundProcess.run(CpuLevel.USUAL, file, 220);
    String last = lines.get(lines.size() - 1);
    assertThat(Integer.parseInt(last.replaceAll("[^0-9-]", ""))).isLessThan(MAX_GROWN_KILOBYTES);
  }
}
