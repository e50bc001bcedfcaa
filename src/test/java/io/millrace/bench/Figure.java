package io.millrace.bench;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

/**
 * One line of {@code docs/benchmarks.tsv}: what a benchmark measures, and what it was when it was
 * last recorded.
 *
 * @param bench the benchmark that measures it: {@code library}
 * @param value as recorded, or {@link #NONE}
 * @param goal bound that the figure should reach, or {@link #NONE}
 * @param machine where it was recorded, or {@code -}
 * @param date when it was recorded, ISO 8601, or {@code -}
 */
record Figure(
    String bench,
    String name,
    double value,
    String unit,
    Better better,
    double goal,
    String machine,
    String date) {
  /** No value, no goal. */
  static final double NONE = Double.NaN;

  /** The columns of the file. */
  static final List<String> COLUMNS =
      List.of("bench", "figure", "value", "unit", "better", "goal", "machine", "date");

  private static final String ABSENT = "-";
  private static final MathContext DIGITS = new MathContext(3);

  /** Which way a figure gets better. */
  enum Better {
    LOWER("≤ ") {
      @Override
      double worsening(double now, double recorded) {
        return now / recorded;
      }
    },
    HIGHER("≥ ") {
      @Override
      double worsening(double now, double recorded) {
        return recorded / now;
      }
    };

    private final String sign;

    Better(String sign) {
      this.sign = sign;
    }

    /** By what factor {@code now} is worse; below 1 if it is better. */
    abstract double worsening(double now, double recorded);
  }

  Figure {
    if (value <= 0 || goal <= 0) {
      throw new IllegalArgumentException(
          "Invalid figure %s of %s: value %s, goal %s".formatted(name, bench, value, goal));
    }
  }

  /** Reads a line of the file, without its end. */
  static Figure parse(String line) {
    List<String> fields = List.of(line.split("\t", -1));
    if (fields.size() != COLUMNS.size()) {
      throw new IllegalArgumentException(
          "%d columns, expected %d".formatted(fields.size(), COLUMNS.size()));
    }
    return new Figure(
        fields.get(0),
        fields.get(1),
        number(fields.get(2)),
        fields.get(3),
        better(fields.get(4)),
        number(fields.get(5)),
        fields.get(6),
        fields.get(7));
  }

  private static double number(String field) {
    return field.equals(ABSENT) ? NONE : Double.parseDouble(field);
  }

  private static Better better(String field) {
    return switch (field) {
      case "lower" -> Better.LOWER;
      case "higher" -> Better.HIGHER;
      default ->
          throw new IllegalArgumentException(
              "better is \"%s\", expected lower or higher".formatted(field));
    };
  }

  /** What {@link #parse} reads. */
  String line() {
    return String.join(
        "\t",
        bench,
        name,
        text(value),
        unit,
        better == Better.LOWER ? "lower" : "higher",
        text(goal),
        machine,
        date);
  }

  /** The same figure with another value. */
  Figure recorded(double now, String where, String when) {
    return new Figure(bench, name, now, unit, better, goal, where, when);
  }

  boolean isRecorded() {
    return !Double.isNaN(value);
  }

  /** Whether {@code number} is as good as the goal, or there is none. */
  boolean reachesGoal(double number) {
    return Double.isNaN(goal) || better.worsening(number, goal) <= 1;
  }

  /** The goal as people write it, or {@code -}. */
  String goalText() {
    return Double.isNaN(goal) ? ABSENT : better.sign + text(goal);
  }

  /** Three digits that count; {@code -} for {@link #NONE}. */
  static String text(double number) {
    return Double.isNaN(number)
        ? ABSENT
        : BigDecimal.valueOf(number).round(DIGITS).stripTrailingZeros().toPlainString();
  }
}
