package io.millrace.bench;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What {@code docs/benchmarks.tsv} holds: a line for every figure, with its goal and what was last
 * recorded. Which figures there are is decided in the file; a benchmark measures their values.
 */
record RecordedFigures(List<Figure> figures) {
  private static final String HEAD = String.join("\t", Figure.COLUMNS);

  RecordedFigures {
    figures = List.copyOf(figures);
    Set<String> names = new HashSet<>();
    for (Figure figure : figures) {
      if (!names.add(figure.bench() + "\t" + figure.name())) {
        throw new IllegalArgumentException(
            "Invalid figures: \"%s\" of %s is there twice"
                .formatted(figure.name(), figure.bench()));
      }
    }
  }

  /**
   * Reads the whole file.
   *
   * @throws IllegalArgumentException with the number of the line that is wrong
   */
  static RecordedFigures parse(String text) {
    List<String> lines = text.lines().toList();
    if (lines.isEmpty() || !lines.get(0).equals(HEAD)) {
      throw new IllegalArgumentException("Invalid figures: line 1 must name the columns " + HEAD);
    }
    List<Figure> figures = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      try {
        figures.add(Figure.parse(lines.get(i)));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "Invalid figures: line %d: %s".formatted(i + 1, e.getMessage()), e);
      }
    }
    return new RecordedFigures(figures);
  }

  /** What {@link #parse} reads. */
  String text() {
    return figures.stream().map(Figure::line).collect(Collectors.joining("\n", HEAD + "\n", "\n"));
  }

  /** The figure {@code name} of {@code bench}. */
  Figure figure(String bench, String name) {
    for (Figure figure : figures) {
      if (figure.bench().equals(bench) && figure.name().equals(name)) {
        return figure;
      }
    }
    throw new IllegalArgumentException(
        "No figure \"%s\" of %s: add a line for it".formatted(name, bench));
  }

  /** All figures of {@code bench} beside what was measured of them, in the order of the file. */
  List<Comparison> compare(String bench, Map<String, Double> measured) {
    return figures.stream()
        .filter(figure -> figure.bench().equals(bench))
        .map(figure -> new Comparison(figure, measured.getOrDefault(figure.name(), Figure.NONE)))
        .toList();
  }

  /** With the values that were measured; all else as it is. */
  RecordedFigures record(String bench, Map<String, Double> measured, String machine, String date) {
    List<Figure> all = new ArrayList<>();
    for (Figure figure : figures) {
      Double now = figure.bench().equals(bench) ? measured.get(figure.name()) : null;
      all.add(now == null ? figure : figure.recorded(now, machine, date));
    }
    return new RecordedFigures(all);
  }
}
