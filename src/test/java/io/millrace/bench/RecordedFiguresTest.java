package io.millrace.bench;

import static io.millrace.bench.Comparison.Verdict.BETTER;
import static io.millrace.bench.Comparison.Verdict.MISSES_GOAL;
import static io.millrace.bench.Comparison.Verdict.NOT_MEASURED;
import static io.millrace.bench.Comparison.Verdict.NOT_RECORDED;
import static io.millrace.bench.Comparison.Verdict.OK;
import static io.millrace.bench.Comparison.Verdict.STILL_MISSES_GOAL;
import static io.millrace.bench.Comparison.Verdict.WORSE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.bench.Comparison.Verdict;
import io.millrace.bench.Figure.Better;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RecordedFiguresTest {
  private static final String HEAD = "bench\tfigure\tvalue\tunit\tbetter\tgoal\tmachine\tdate\n";
  private static final String TS =
      "library\tts ÷ ffmpeg\t0.6\tratio\tlower\t0.8\t2 cores\t2026-11-21\n";
  private static final String MP4 = "library\tmp4 ÷ ffmpeg\t-\tratio\tlower\t0.8\t-\t-\n";
  private static final String JOB =
      "job\tMB/s ÷ perf\t0.4\tratio\thigher\t0.35\t2 cores\t2026-11-21\n";
  private static final String ALL = HEAD + TS + MP4 + JOB;

  private static Verdict verdict(Better better, double recorded, double goal, double now) {
    Figure figure = new Figure("b", "f", recorded, "ratio", better, goal, "-", "-");
    return new Comparison(figure, now).verdict();
  }

  @Test
  void writesWhatItHasRead() {
    assertThat(RecordedFigures.parse(ALL).text()).isEqualTo(ALL);
  }

  @Test
  void readsEveryColumn() {
    assertThat(RecordedFigures.parse(ALL).figure("job", "MB/s ÷ perf"))
        .isEqualTo(
            new Figure(
                "job", "MB/s ÷ perf", 0.4, "ratio", Better.HIGHER, 0.35, "2 cores", "2026-11-21"));
    assertThat(RecordedFigures.parse(ALL).figure("library", "mp4 ÷ ffmpeg").isRecorded()).isFalse();
  }

  @Test
  void readsTheFigureFileOfTheProject() throws IOException {
    String text = Files.readString(Path.of("docs/benchmarks.tsv"));
    assertThat(RecordedFigures.parse(text).text()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    // recorded, now, verdict; worse is 1.2 times as much, better is a 1.2th of it
    "0.5, 0.5, OK",
    "0.5, 0.599, OK",
    "0.5, 0.601, WORSE",
    "0.5, 0.42, OK",
    "0.5, 0.41, BETTER"
  })
  void whatShouldBeLowIsWorseWhereItIsHigher(double recorded, double now, Verdict expected) {
    assertThat(verdict(Better.LOWER, recorded, Figure.NONE, now)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "0.6, 0.6, OK",
    "0.6, 0.501, OK",
    "0.6, 0.499, WORSE",
    "0.6, 0.71, OK",
    "0.6, 0.73, BETTER"
  })
  void whatShouldBeHighIsWorseWhereItIsLower(double recorded, double now, Verdict expected) {
    assertThat(verdict(Better.HIGHER, recorded, Figure.NONE, now)).isEqualTo(expected);
  }

  @Test
  void aGoalHasNoTolerance() {
    assertThat(verdict(Better.LOWER, 0.79, 0.8, 0.8)).isEqualTo(OK);
    assertThat(verdict(Better.LOWER, 0.79, 0.8, 0.801)).isEqualTo(MISSES_GOAL);
    assertThat(verdict(Better.HIGHER, 0.36, 0.35, 0.35)).isEqualTo(OK);
    assertThat(verdict(Better.HIGHER, 0.36, 0.35, 0.349)).isEqualTo(MISSES_GOAL);
  }

  @Test
  void aGoalThatWasMissedWhenRecordedMayStillBeMissed() {
    assertThat(verdict(Better.LOWER, 2.5, 2, 2.6)).isEqualTo(STILL_MISSES_GOAL);
    assertThat(verdict(Better.LOWER, 2.5, 2, 3.1)).isEqualTo(WORSE);
    assertThat(verdict(Better.LOWER, 2.5, 2, 1.9)).isEqualTo(BETTER);
  }

  @Test
  void whatWasNeverRecordedIsHeldAgainstItsGoal() {
    assertThat(verdict(Better.LOWER, Figure.NONE, 2, 1.9)).isEqualTo(NOT_RECORDED);
    assertThat(verdict(Better.LOWER, Figure.NONE, 2, 2.1)).isEqualTo(MISSES_GOAL);
    assertThat(verdict(Better.LOWER, Figure.NONE, Figure.NONE, 2.1)).isEqualTo(NOT_RECORDED);
  }

  @Test
  void aFigureThatIsMissingIsNotMeasured() {
    List<Comparison> all =
        RecordedFigures.parse(ALL).compare("library", Map.of("ts ÷ ffmpeg", 0.6));
    assertThat(all).extracting(Comparison::verdict).containsExactly(OK, NOT_MEASURED);
  }

  @ParameterizedTest
  @EnumSource(Verdict.class)
  void failsForWhatIsWorseOrMissing(Verdict verdict) {
    boolean fails = List.of(WORSE, MISSES_GOAL, NOT_MEASURED).contains(verdict);
    assertThat(verdict.passes()).isNotEqualTo(fails);
  }

  @Test
  void showsAllOfItInOneRow() {
    List<Comparison> all =
        RecordedFigures.parse(ALL)
            .compare("library", Map.of("ts ÷ ffmpeg", 0.75001, "mp4 ÷ ffmpeg", 0.3));
    assertThat(all)
        .extracting(Comparison::row)
        .containsExactly(
            "| library: ts ÷ ffmpeg | ratio | 0.75 | 0.6 | 1.25 | ≤ 0.8 | **worse** |",
            "| library: mp4 ÷ ffmpeg | ratio | 0.3 | - | - | ≤ 0.8 | not recorded |");
  }

  @Test
  void recordsWhatWasMeasuredAndLeavesTheRest() {
    RecordedFigures recorded =
        RecordedFigures.parse(ALL)
            .record("library", Map.of("mp4 ÷ ffmpeg", 0.31416), "4 cores", "2026-12-01");
    assertThat(recorded.text())
        .isEqualTo(
            HEAD
                + TS
                + "library\tmp4 ÷ ffmpeg\t0.314\tratio\tlower\t0.8\t4 cores\t2026-12-01\n"
                + JOB);
  }

  @Test
  void saysWhichFigureHasNoLine() {
    assertThatThrownBy(() -> RecordedFigures.parse(ALL).figure("library", "avi ÷ ffmpeg"))
        .hasMessage("No figure \"avi ÷ ffmpeg\" of library: add a line for it");
  }

  @Test
  void saysWhichLineIsWrong() {
    assertThatThrownBy(() -> RecordedFigures.parse("figure\n" + TS))
        .hasMessageStartingWith("Invalid figures: line 1 must name the columns bench\t");
    assertThatThrownBy(() -> RecordedFigures.parse(HEAD + TS + "job\t1\n"))
        .hasMessage("Invalid figures: line 3: 2 columns, expected 8");
    assertThatThrownBy(() -> RecordedFigures.parse(ALL.replace("higher", "more")))
        .hasMessage("Invalid figures: line 4: better is \"more\", expected lower or higher");
    assertThatThrownBy(() -> RecordedFigures.parse(ALL.replace("0.6", "-0.6")))
        .hasMessage(
            "Invalid figures: line 2: Invalid figure ts ÷ ffmpeg of library: value -0.6, goal 0.8");
    assertThatThrownBy(() -> RecordedFigures.parse(ALL + TS))
        .hasMessage("Invalid figures: \"ts ÷ ffmpeg\" of library is there twice");
  }

  @Test
  void takesTheMiddleOfAllRoundsAndTheirSpread() {
    assertThat(BenchFigures.median(3, 1, 2)).isEqualTo(2);
    assertThat(BenchFigures.spread(Arrays.asList(0.5, 0.2, 0.4))).isEqualTo(2.5);
  }
}
