package io.millrace.bench;

import io.millrace.EncodedPictures;
import io.millrace.SecondOpinion;
import io.millrace.media.Ladder;
import io.millrace.media.Sample;
import io.millrace.segment.SegmentUnit;
import io.millrace.segment.TrackSegment;
import io.millrace.transcode.SegmentEncoder;
import io.millrace.transcode.TranscodeSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What it costs that each segment has an encoder of its own: bytes at equal PSNR, against one
 * encoder for all of the same footage with the same sync samples; and the PSNR of the pictures
 * behind each join.
 *
 * <p>Arguments: a work directory. The footage is 24 s of 720p30, encoded at 480p in segments of 4
 * s, with two constant rate factors for each way; between them bytes are read off a line of their
 * logarithm over PSNR.
 */
public final class LadderQualityBench {
  private static final Path FOOTAGE =
      Path.of("../shared/media/derived/dev/flower720_h264_mkvmerge.mkv").toAbsolutePath();

  private static final String RENDITION = "video-480p";
  private static final int PICTURES = 720;
  private static final int SEGMENT_PICTURES = 120;
  private static final int JOIN_PICTURES = 5;
  private static final int[] CRF = {23, 27};

  private final Path work;
  private final SegmentUnit whole;
  private final List<SegmentUnit> segments;
  private final Path reference;

  private LadderQualityBench(Path work) throws Exception {
    this.work = work;
    Path source = work.resolve("footage.mkv");
    SecondOpinion.ffmpeg(
        new String[] {
          "-stream_loop",
          "-1",
          "-i",
          FOOTAGE.toString(),
          "-an",
          "-r",
          "30",
          "-frames:v",
          Integer.toString(PICTURES),
          "-c:v",
          "libx264",
          "-preset",
          "ultrafast",
          "-crf",
          "10",
          "-g",
          Integer.toString(SEGMENT_PICTURES),
          "-sc_threshold",
          "0"
        },
        source);
    byte[] bytes = Files.readAllBytes(source);
    List<SegmentUnit> all = EncodedPictures.segments(bytes, 60_000);
    if (all.size() != 1) {
      throw new IllegalStateException("Segments of the whole footage: " + all.size());
    }
    whole = all.get(0);
    segments = EncodedPictures.segments(bytes, 3_900);
    reference = encoded("reference.mp4", List.of(whole), "480p:crf0").file();
  }

  /** A way of encoding at one quality. */
  private record Point(Path file, long bytes) {}

  public static void main(String[] arguments) throws Exception {
    Path work = Files.createDirectories(Path.of(arguments[0]).resolve("quality"));
    new LadderQualityBench(work).run();
    LibraryRun.delete(work);
  }

  private void run() throws Exception {
    double[] bytes = new double[CRF.length];
    double[] psnr = new double[CRF.length];
    double[] wholeBytes = new double[CRF.length];
    double[] wholePsnr = new double[CRF.length];
    double join = Double.MAX_VALUE;
    System.out.println("| crf | segments, bytes | dB | one encode, bytes | dB | joins, dB |");
    System.out.println("|---|---|---|---|---|---|");
    for (int i = 0; i < CRF.length; i++) {
      String rung = "480p:crf" + CRF[i];
      Point apart = encoded("segments.mp4", segments, rung);
      Point one = encoded("whole.mp4", List.of(whole), rung);
      double[] each = psnr(apart.file());
      bytes[i] = apart.bytes();
      psnr[i] = mean(each);
      wholeBytes[i] = one.bytes();
      wholePsnr[i] = mean(psnr(one.file()));
      double joins = joins(each);
      join = Math.min(join, joins / psnr[i]);
      System.out.printf(
          Locale.ROOT,
          "| %d | %.0f | %.2f | %.0f | %.2f | %.2f |%n",
          CRF[i],
          bytes[i],
          psnr[i],
          wholeBytes[i],
          wholePsnr[i],
          joins);
    }
    double at = (psnr[0] + psnr[1] + wholePsnr[0] + wholePsnr[1]) / 4;
    BenchFigures figures = new BenchFigures("ladder-quality");
    figures.add(
        "bytes at equal PSNR, segments of 4 s ÷ one encode",
        bytesAt(at, bytes, psnr) / bytesAt(at, wholeBytes, wholePsnr));
    figures.add("PSNR of five pictures behind a join ÷ of all", join);
    figures.finish();
  }

  private static double bytesAt(double at, double[] bytes, double[] psnr) {
    double share = (at - psnr[0]) / (psnr[1] - psnr[0]);
    return Math.exp(Math.log(bytes[0]) * (1 - share) + Math.log(bytes[1]) * share);
  }

  private Point encoded(String name, List<SegmentUnit> units, String rung) throws Exception {
    SegmentEncoder encoder = new SegmentEncoder(TranscodeSettings.of(Ladder.parse(rung)));
    List<SegmentUnit> encoded = units.stream().map(encoder::encode).toList();
    long bytes = 0;
    for (SegmentUnit unit : encoded) {
      TrackSegment track = EncodedPictures.track(unit, RENDITION);
      bytes += track.samples().stream().map(Sample::data).mapToLong(data -> data.length()).sum();
    }
    return new Point(EncodedPictures.write(work.resolve(name), encoded, RENDITION), bytes);
  }

  /** Of each picture, as ffmpeg's filter says it. */
  private double[] psnr(Path file) throws Exception {
    Path statistics = work.resolve("psnr.log");
    SecondOpinion.ffmpeg(
        "-i",
        file.toString(),
        "-i",
        reference.toString(),
        "-lavfi",
        "[0:v]setpts=N[a];[1:v]setpts=N[b];[a][b]psnr=stats_file=" + statistics,
        "-f",
        "null",
        "-");
    List<Double> each = new ArrayList<>();
    for (String line : Files.readAllLines(statistics)) {
      each.add(Double.parseDouble(line.replaceFirst(".* psnr_avg:(\\S+) .*", "$1")));
    }
    if (each.size() != PICTURES) {
      throw new IllegalStateException("Pictures compared: " + each.size());
    }
    return each.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** Of the first pictures of every segment but the first. */
  private static double joins(double[] psnr) {
    double[] behind = new double[(PICTURES / SEGMENT_PICTURES - 1) * JOIN_PICTURES];
    for (int i = 0; i < behind.length; i++) {
      int segment = 1 + i / JOIN_PICTURES;
      behind[i] = psnr[segment * SEGMENT_PICTURES + i % JOIN_PICTURES];
    }
    return mean(behind);
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }
}
