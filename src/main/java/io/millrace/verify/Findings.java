package io.millrace.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Counts what was checked, and keeps what did not hold, up to a bound. */
final class Findings {
  private static final int MAX_KEPT = 10_000;

  private final List<Finding> kept = new ArrayList<>();
  private final List<String> unread = new ArrayList<>();
  private long checks;
  private long found;
  private long errors;

  /** Findings of one object. */
  record About(Findings all, String object) {
    /**
     * Looks whether {@code rule} holds.
     *
     * @param place in the object; empty for all of it
     * @return {@code holds}
     */
    boolean check(Rule rule, boolean holds, String place, String format, Object... args) {
      all.checks++;
      if (!holds) {
        add(rule, rule.severity(), place, String.format(Locale.ROOT, format, args));
      }
      return holds;
    }

    /** A rule that does not hold, but is known to break for a reason. */
    void warn(Rule rule, String place, String format, Object... args) {
      all.checks++;
      add(rule, Severity.WARNING, place, String.format(Locale.ROOT, format, args));
    }

    private void add(Rule rule, Severity severity, String place, String message) {
      all.add(new Finding(rule, severity, object, place, message));
    }

    /** Says that the object could not be looked into, and why. */
    void unread(String why) {
      if (all.unread.size() < MAX_KEPT) {
        all.unread.add(Finding.printable(object + ": " + why));
      }
    }
  }

  About about(String object) {
    return new About(this, object);
  }

  private void add(Finding finding) {
    found++;
    errors += finding.severity() == Severity.ERROR ? 1 : 0;
    if (kept.size() < MAX_KEPT) {
      kept.add(finding);
    }
  }

  VerifyReport report(long objects) {
    return new VerifyReport(objects, checks, found, errors, kept, unread);
  }

  /** All that is kept. */
  List<Finding> kept() {
    return List.copyOf(kept);
  }
}
