package io.millrace.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChaosReportTest {
  /** A fault is as long as its latest stream; a quantile is a time that was measured. */
  @Test
  void tellsMedianAndQuantileOfTheLatestStreams() {
    List<FaultOutcome> outcomes = new ArrayList<>();
    for (long i = 1; i <= 20; i++) {
      outcomes.add(new FaultOutcome("kill", Map.of("a", 100 * i, "b", 50L), 10, 200 * i, 300 * i));
    }
    ChaosReport report = new ChaosReport(7);
    report.add(new ChaosRun.Result(7, outcomes, 3, 5, List.of("one")));

    assertThat(report.text())
        .startsWith(
            "Seed 7: 1 runs, 20 faults, 3 objects at the end, 5 writes and deletions, 1 differences.")
        .contains("| kill | 20 | 1.0 | 1.9 | 2.0 | 2.0 | 3.8 | 4.0 | 3.0 | 5.7 | 6.0 |");
  }
}
