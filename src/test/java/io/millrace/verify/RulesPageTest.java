package io.millrace.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds docs/verify.md against the rules; {@code -Ddocs.update=true} writes its first table. */
class RulesPageTest {
  private static final Path PAGE = Path.of("docs/verify.md");
  private static final String BEGIN = "<!-- rules:begin -->\n";
  private static final String END = "<!-- rules:end -->";

  /** How many rules of each kind there are. */
  private static final Map<String, Integer> ALL =
      Map.of("I", 25, "S", 31, "P", 36, "V", 17, "X", 7, "Z", 10);

  private static String table() {
    return Arrays.stream(Rule.values())
        .map(
            rule ->
                "| %s | %s | %s |\n"
                    .formatted(
                        rule.id(), rule.severity().name().toLowerCase(Locale.ROOT), rule.title()))
        .collect(
            Collectors.joining("", "| rule | severity | what has to hold |\n|---|---|---|\n", ""));
  }

  @Test
  void listsTheRulesThatAreChecked() throws IOException {
    String page = Files.readString(PAGE);
    int from = page.indexOf(BEGIN) + BEGIN.length();
    int to = page.indexOf(END);
    String expected = page.substring(0, from) + table() + page.substring(to);
    if (Boolean.getBoolean("docs.update")) {
      Files.writeString(PAGE, expected);
      page = expected;
    }
    assertThat(page).isEqualTo(expected);
  }

  @Test
  void saysOfEveryOtherRuleWhyItIsNot() throws IOException {
    String section = Files.readString(PAGE).split("<!-- unchecked:(begin|end) -->", -1)[1];
    TreeSet<String> named = new TreeSet<>();
    Matcher row = Pattern.compile("(?m)^\\| ([A-Z]-\\d\\d) \\| .+ \\|$").matcher(section);
    while (row.find()) {
      assertThat(named.add(row.group(1))).as(row.group(1)).isTrue();
    }
    List<String> checked = Arrays.stream(Rule.values()).map(Rule::id).toList();
    assertThat(named).doesNotContainAnyElementsOf(checked);
    named.addAll(checked);
    TreeSet<String> all = new TreeSet<>();
    ALL.forEach(
        (kind, count) -> {
          for (int number = 1; number <= count; number++) {
            all.add("%s-%02d".formatted(kind, number));
          }
        });
    assertThat(named).isEqualTo(all);
  }
}
