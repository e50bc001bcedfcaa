package io.millrace.bench;

import static io.millrace.bench.BenchFigures.median;

import io.millrace.libav.DemuxedSound;
import io.millrace.media.AudioTarget;
import io.millrace.segment.TrackSegment;
import io.millrace.transcode.CutSound;
import io.millrace.transcode.SoundEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * AC-3 of six channels to AAC stereo, CPU seconds: segments of four seconds by this library in a
 * warm JVM against one run of ffmpeg, in turns.
 *
 * <p>Arguments: a work directory; rounds.
 */
public final class SoundBench {
  private static final Path SOUND =
      Path.of("../shared/media/shaka-project+shaka-player/test/test/assets/hls-raw-ac3")
          .resolve("fileSequence0.ac3")
          .toAbsolutePath();

  /** Six seconds, as often: two minutes. */
  private static final String LOOPS = "19";

  private SoundBench() {}

  public static void main(String[] arguments) throws Exception {
    Path work = Files.createTempDirectory(Files.createDirectories(Path.of(arguments[0])), "sound");
    int rounds = Integer.parseInt(arguments[1]);
    Path file = work.resolve("long.ac3");
    CpuTime.of(
        work,
        List.of(
            "ffmpeg",
            "-nostdin",
            "-v",
            "error",
            "-stream_loop",
            LOOPS,
            "-i",
            SOUND.toString(),
            "-c",
            "copy",
            "-y",
            file.toString()));
    List<TrackSegment> segments = CutSound.cut(DemuxedSound.read(file), 4_000);
    encode(segments);
    double[] ratios = new double[rounds];
    System.out.println("| round | CPU s | ffmpeg | ratio |");
    System.out.println("|---|---|---|---|");
    for (int i = 0; i < rounds; i++) {
      double library = encode(segments);
      double ffmpeg = ffmpeg(work, file);
      ratios[i] = library / ffmpeg;
      System.out.printf(
          Locale.ROOT, "| %d | %.2f | %.2f | %.2f |%n", i, library, ffmpeg, ratios[i]);
    }
    LibraryRun.delete(work);
    BenchFigures figures = new BenchFigures("sound");
    figures.add("5.1 to stereo ÷ ffmpeg", median(ratios));
    figures.finish();
  }

  private static double encode(List<TrackSegment> segments) {
    SoundEncoder encoder = new SoundEncoder(AudioTarget.STEREO);
    double before = CpuTime.ofThisProcess();
    segments.forEach(encoder::encode);
    return CpuTime.ofThisProcess() - before;
  }

  private static double ffmpeg(Path work, Path file) throws Exception {
    return CpuTime.of(
        work,
        List.of(
            "ffmpeg",
            "-nostdin",
            "-v",
            "error",
            "-threads",
            "1",
            "-i",
            file.toString(),
            "-c:a",
            "aac",
            "-b:a",
            "128k",
            "-ac",
            "2",
            "-ar",
            "48000",
            "-y",
            "out.mp4"));
  }
}
