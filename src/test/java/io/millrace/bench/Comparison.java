package io.millrace.bench;

/**
 * A figure as it was recorded beside what was measured now.
 *
 * @param now what was measured, or {@link Figure#NONE}
 */
record Comparison(Figure figure, double now) {
  /**
   * By what factor a figure may be worse than recorded: more than two runs of the same code differ
   * by on a machine that does nothing else. See {@code docs/benchmarks.md}.
   */
  static final double TOLERANCE = 1.2;

  /** What becomes of a figure. */
  enum Verdict {
    OK("ok", true),
    /** By more than the tolerance: worth recording. */
    BETTER("better", true),
    WORSE("**worse**", false),
    MISSES_GOAL("**misses goal**", false),
    /** As it was recorded: known, and no worse. */
    STILL_MISSES_GOAL("still misses goal", true),
    NOT_RECORDED("not recorded", true),
    NOT_MEASURED("**not measured**", false);

    private final String text;
    private final boolean pass;

    Verdict(String text, boolean pass) {
      this.text = text;
      this.pass = pass;
    }

    /** Whether a benchmark with such a figure passes. */
    boolean passes() {
      return pass;
    }
  }

  Verdict verdict() {
    if (Double.isNaN(now)) {
      return Verdict.NOT_MEASURED;
    }
    if (figure.isRecorded() && worsening() > TOLERANCE) {
      return Verdict.WORSE;
    }
    if (!figure.reachesGoal(now)) {
      boolean isKnown = figure.isRecorded() && !figure.reachesGoal(figure.value());
      return isKnown ? Verdict.STILL_MISSES_GOAL : Verdict.MISSES_GOAL;
    }
    if (!figure.isRecorded()) {
      return Verdict.NOT_RECORDED;
    }
    return worsening() < 1 / TOLERANCE ? Verdict.BETTER : Verdict.OK;
  }

  private double worsening() {
    return figure.better().worsening(now, figure.value());
  }

  static String head() {
    return """
        | figure | unit | now | recorded | now ÷ recorded | goal | verdict |
        |---|---|---|---|---|---|---|""";
  }

  /** The line of the table under {@link #head}. */
  String row() {
    return "| %s: %s | %s | %s | %s | %s | %s | %s |"
        .formatted(
            figure.bench(),
            figure.name(),
            figure.unit(),
            Figure.text(now),
            Figure.text(figure.value()),
            Figure.text(now / figure.value()),
            figure.goalText(),
            verdict().text);
  }
}
