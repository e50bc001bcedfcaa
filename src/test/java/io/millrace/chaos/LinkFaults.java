package io.millrace.chaos;

import io.millrace.chaos.Link.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Connections that are cut, refused, held back one way, or slow, each to one neighbour. */
final class LinkFaults {
  private static final long REFUSED_MILLIS = 6000;
  private static final long HELD_MILLIS = 12_000;
  private static final long SLOW_MILLIS = 8000;
  private static final long DELAY_MILLIS = 300;

  private LinkFaults() {}

  static List<Fault> all() {
    List<Fault> faults = new ArrayList<>();
    faults.addAll(of("store", c -> List.of(c.storeLink())));
    faults.addAll(of("broker", c -> List.of(c.brokerLink())));
    faults.addAll(of("jobmanager", ChaosCluster::jobManagerLinks));
    return faults;
  }

  private static List<Fault> of(String neighbour, Function<ChaosCluster, List<Link>> links) {
    return List.of(
        new Fault("cut-" + neighbour, 1, (c, r) -> links.apply(c).forEach(Link::cut)),
        new Fault(
            "refuse-" + neighbour,
            1,
            (c, r) -> during(links.apply(c), Link::refuse, REFUSED_MILLIS)),
        new Fault(
            "hold-to-" + neighbour,
            1,
            (c, r) -> during(links.apply(c), l -> l.hold(Set.of(Way.TO_SERVER)), HELD_MILLIS)),
        new Fault(
            "hold-from-" + neighbour,
            1,
            (c, r) -> during(links.apply(c), l -> l.hold(Set.of(Way.FROM_SERVER)), HELD_MILLIS)),
        new Fault(
            "slow-" + neighbour,
            1,
            (c, r) -> during(links.apply(c), l -> l.delay(DELAY_MILLIS), SLOW_MILLIS)));
  }

  private static void during(
      List<Link> links, java.util.function.Consumer<Link> trouble, long millis)
      throws InterruptedException {
    links.forEach(trouble);
    try {
      Fault.last(millis);
    } finally {
      links.forEach(Link::heal);
    }
  }
}
