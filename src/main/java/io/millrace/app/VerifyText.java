package io.millrace.app;

import io.millrace.verify.Comparison;
import io.millrace.verify.Difference;
import io.millrace.verify.Finding;
import io.millrace.verify.Rule;
import io.millrace.verify.VerifyReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What {@code verify} found, for people: grouped by rule, then one line of summary. */
final class VerifyText {
  private static final int SHOWN = 20;

  private VerifyText() {}

  static String of(VerifyReport report, Comparison.Report comparison, boolean compared) {
    StringBuilder text = new StringBuilder();
    Map<Rule, List<String>> groups = new TreeMap<>();
    for (Finding finding : report.findings()) {
      groups.computeIfAbsent(finding.rule(), rule -> new ArrayList<>()).add(finding.toString());
    }
    groups.forEach((rule, lines) -> append(text, rule.id() + "  " + rule.title(), lines));
    if (!report.unread().isEmpty()) {
      append(text, "Not looked at", report.unread());
    }
    if (!comparison.differences().isEmpty()) {
      append(
          text,
          "Not as in the reference",
          comparison.differences().stream().map(Difference::toString).toList());
    }
    text.append(
        "%d objects, %d checks, %d findings"
            .formatted(report.objects(), report.checks(), report.found()));
    if (report.found() > 0) {
      long warnings = report.found() - report.errors();
      text.append(" (%d errors, %d warnings)".formatted(report.errors(), warnings));
    }
    if (compared) {
      text.append(
          "; %d objects compared, %d differ"
              .formatted(comparison.objects(), comparison.differences().size()));
    }
    return text.append(System.lineSeparator()).toString();
  }

  private static void append(StringBuilder text, String title, List<String> lines) {
    text.append(title).append(System.lineSeparator());
    for (String line : lines.subList(0, Math.min(SHOWN, lines.size()))) {
      text.append("  ").append(line).append(System.lineSeparator());
    }
    if (lines.size() > SHOWN) {
      text.append("  and %d more%n".formatted(lines.size() - SHOWN));
    }
  }
}
