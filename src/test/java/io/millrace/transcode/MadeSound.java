package io.millrace.transcode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.libav.DemuxedSound;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Sound of any codec, which ffmpeg makes where it is installed: gliding tones, no two alike. */
final class MadeSound {
  private MadeSound() {}

  /**
   * Makes a file and demuxes it.
   *
   * @param options of ffmpeg, in front of the file's name
   */
  static DemuxedSound make(
      Path directory, String suffix, int rate, int channels, double seconds, String... options)
      throws Exception {
    return DemuxedSound.read(file(directory, suffix, rate, channels, seconds, options));
  }

  /** The file. */
  static Path file(
      Path directory, String suffix, int rate, int channels, double seconds, String... options)
      throws Exception {
    Path file = Files.createTempFile(directory, "sound", "." + suffix);
    List<String> command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-v", "error", "-y"));
    command.addAll(List.of("-f", "lavfi", "-i", tones(rate, channels, seconds)));
    command.addAll(List.of("-bitexact"));
    command.addAll(List.of(options));
    command.add(file.toString());
    run(command);
    return file;
  }

  /** What ffmpeg decodes {@code file} to, 16 bits, channels beside each other. */
  static short[] pcm(Path directory, Path file) throws Exception {
    Path raw = Files.createTempFile(directory, "pcm", ".raw");
    run(
        List.of(
            "ffmpeg",
            "-nostdin",
            "-v",
            "error",
            "-y",
            "-i",
            file.toString(),
            "-f",
            "s16le",
            raw.toString()));
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(raw)).order(ByteOrder.LITTLE_ENDIAN);
    short[] samples = new short[bytes.remaining() / 2];
    bytes.asShortBuffer().get(samples);
    return samples;
  }

  private static void run(List<String> command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(text).isZero();
    } catch (IOException e) {
      assumeTrue(false, "ffmpeg is not installed");
    }
  }

  private static String tones(int rate, int channels, double seconds) {
    List<String> tones = new ArrayList<>();
    for (int i = 1; i <= channels; i++) {
      int low = 150 * i;
      tones.add(
          ("0.15*sin(2*PI*t*(%d+11*t))+0.1*sin(2*PI*%d*t)*(1+sin(7*t))+0.02*sin(2*PI*t*(%d+90*t))")
              .formatted(low, low * 3 + 17, low * 5));
    }
    String layout = channels == 6 ? ":c=5.1" : "";
    return String.format(
        Locale.ROOT,
        "aevalsrc=exprs='%s':s=%d:d=%.3f%s",
        String.join("|", tones),
        rate,
        seconds,
        layout);
  }
}
