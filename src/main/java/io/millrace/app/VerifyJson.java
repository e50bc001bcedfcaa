package io.millrace.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.verify.Comparison;
import io.millrace.verify.Difference;
import io.millrace.verify.Finding;
import io.millrace.verify.VerifyReport;
import java.util.Locale;

/** What {@code verify} found, for machines. */
final class VerifyJson {
  private VerifyJson() {}

  static ObjectNode of(VerifyReport report, Comparison.Report comparison) {
    ObjectNode root =
        JsonOutput.object()
            .put("objects", report.objects())
            .put("checks", report.checks())
            .put("found", report.found())
            .put("errors", report.errors());
    ArrayNode findings = root.putArray("findings");
    for (Finding finding : report.findings()) {
      findings
          .addObject()
          .put("rule", finding.rule().id())
          .put("severity", finding.severity().name().toLowerCase(Locale.ROOT))
          .put("object", finding.object())
          .put("place", finding.place())
          .put("message", finding.message());
    }
    root.set("unread", JsonOutput.texts(report.unread()));
    root.put("compared", comparison.objects());
    ArrayNode differences = root.putArray("differences");
    for (Difference difference : comparison.differences()) {
      differences
          .addObject()
          .put("kind", difference.kind().name().toLowerCase(Locale.ROOT))
          .put("object", difference.object())
          .put("message", difference.message());
    }
    return root;
  }
}
