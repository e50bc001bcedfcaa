package io.millrace.verify;

import java.util.List;

/**
 * What became of looking at what is published.
 *
 * @param objects that were read
 * @param checks how often a rule was looked at
 * @param found how often one did not hold
 * @param errors of those, all but warnings
 * @param findings the first of them
 * @param unread lines about what could not be looked into
 */
public record VerifyReport(
    long objects,
    long checks,
    long found,
    long errors,
    List<Finding> findings,
    List<String> unread) {
  public VerifyReport {
    findings = List.copyOf(findings);
    unread = List.copyOf(unread);
  }

  /** Nothing found, and nothing left unread. */
  public boolean isClean() {
    return found == 0 && unread.isEmpty();
  }
}
