package io.millrace.transcode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.libav.CpuLevel;
import io.millrace.libav.DemuxedSound;
import io.millrace.media.AudioTarget;
import io.millrace.media.Sample;
import io.millrace.segment.TrackSegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * A process of its own that encodes a file and prints what came of it.
 *
 * <p>Arguments: a {@link CpuLevel}; the file; how often it is encoded.
 */
public final class SoundProcess {
  /** Rounds after which all that is kept is there. */
  private static final int WARM = 5;

  private SoundProcess() {}

  public static void main(String[] arguments) throws Exception {
    CpuLevel.valueOf(arguments[0]).force();
    List<TrackSegment> segments = CutSound.cut(DemuxedSound.read(Path.of(arguments[1])), 100);
    int rounds = Integer.parseInt(arguments[2]);
    long warm = 0;
    for (int i = 0; i < rounds; i++) {
      if (i == Math.min(WARM, rounds - 1)) {
        warm = residentKilobytes();
      }
      System.out.printf("crc32 %08x%n", crc(segments));
    }
    System.out.printf("grown %d kB%n", residentKilobytes() - warm);
  }

  private static long crc(List<TrackSegment> segments) {
    SoundEncoder encoder = new SoundEncoder(AudioTarget.STEREO);
    CRC32 crc = new CRC32();
    for (TrackSegment segment : segments) {
      for (Sample sample : encoder.encode(segment).samples()) {
        crc.update(sample.data().buffer());
      }
    }
    return crc.getValue();
  }

  /** Memory of this process; 0 where it is not told. */
  private static long residentKilobytes() throws Exception {
    Path status = Path.of("/proc/self/status");
    if (Files.exists(status)) {
      for (String line : Files.readAllLines(status)) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("[^0-9]", ""));
        }
      }
    }
    return 0;
  }

  /** Runs it and returns its lines. */
  static List<String> run(CpuLevel level, Path file, int rounds) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xms64m", "-Xmx64m", "-XX:+AlwaysPreTouch", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(SoundProcess.class.getName());
    command.addAll(List.of(level.name(), file.toString(), Integer.toString(rounds)));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(text).isZero();
    return text.lines()
        .filter(line -> line.startsWith("crc32") || line.startsWith("grown"))
        .toList();
  }
}
