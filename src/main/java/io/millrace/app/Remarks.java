package io.millrace.app;

import io.millrace.segment.SegmentEvent;
import java.util.ArrayList;
import java.util.List;

/** What was lost or left out of an input, for the person who gave it: the first lines of it. */
final class Remarks {
  private static final int MAX_LINES = 20;

  private final List<String> lines = new ArrayList<>();

  void add(String line) {
    if (lines.size() < MAX_LINES) {
      lines.add(line);
    }
  }

  /** Takes what happened, unless nobody would want to know. */
  void add(SegmentEvent event, String detail) {
    if (event != SegmentEvent.SILENCE) {
      add(detail);
    }
  }

  List<String> lines() {
    return List.copyOf(lines);
  }
}
