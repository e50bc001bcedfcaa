package io.millrace.chaos;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** All there are, and which come next. */
final class Faults {
  private Faults() {}

  static List<Fault> all() {
    List<Fault> faults = new ArrayList<>();
    faults.addAll(ProcessFaults.all());
    faults.addAll(LinkFaults.all());
    faults.addAll(StoreFaults.all());
    faults.addAll(StateFaults.all());
    return faults;
  }

  /**
   * Those whose names begin with one of {@code kinds}.
   *
   * @param kinds with commas between; empty for all
   */
  static List<Fault> named(String kinds) {
    if (kinds.isBlank()) {
      return all();
    }
    List<Fault> chosen = new ArrayList<>();
    for (String kind : kinds.split(",", -1)) {
      List<Fault> matching =
          all().stream().filter(fault -> fault.kind().startsWith(kind.strip())).toList();
      if (matching.isEmpty()) {
        throw new IllegalArgumentException(
            "Unknown fault %s: there are %s"
                .formatted(
                    kind, all().stream().map(Fault::kind).collect(Collectors.joining(", "))));
      }
      chosen.addAll(matching);
    }
    return chosen;
  }

  /** {@code count} of {@code faults}, each as often as its weight before it comes once more. */
  static List<Fault> draw(List<Fault> faults, int count, Random random) {
    List<Fault> drawn = new ArrayList<>();
    while (drawn.size() < count) {
      List<Fault> deck = new ArrayList<>();
      for (Fault fault : faults) {
        deck.addAll(Collections.nCopies(fault.weight(), fault));
      }
      Collections.shuffle(deck, random);
      drawn.addAll(deck.subList(0, Math.min(deck.size(), count - drawn.size())));
    }
    return drawn;
  }
}
