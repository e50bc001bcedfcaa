package io.millrace.job.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.description.HtmlFormatter;
import org.apache.flink.util.TimeUtils;
import org.junit.jupiter.api.Test;

/** Holds docs/configuration.md against the options; {@code -Ddocs.update=true} writes it. */
class ConfigurationDocsTest {
  private static final Path PAGE = Path.of("docs/configuration.md");

  private static final String HEAD =
      """
      # Configuration of the job

      Every setting of the Flink job. On the command line of `flink run` a setting is `--store.uri VALUE`,
      `--store.uri=VALUE` or `-Dmillrace.store.uri=VALUE`; in Flink's `config.yaml` it is the whole key. The command
      line wins. Keys of Flink's own go behind `-D`, or into `config.yaml`: `flink-conf/config.yaml` has what the job
      needs, with reasons.

      Durations are written `500 ms`, `2 s`, `1 min`; sizes `64 kb`, `16 mb`.

      *Rendered from `JobOptions.java` by `make docs`; a test compares the two.*
      """;

  private static final Map<String, String> GROUPS =
      Map.of(
          "kafka", "Kafka",
          "ingest", "Ingest",
          "segment", "Segments",
          "passthrough", "What passes through",
          "transcode", "Renditions",
          "worker", "Workers",
          "playlist", "Playlists",
          "store", "Store",
          "metrics", "Metrics");

  @Test
  void thePageSaysWhatTheOptionsSay() throws Exception {
    String page = render();
    if (Boolean.getBoolean("docs.update")) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE)).isEqualTo(page);
  }

  @Test
  void everyOptionIsInTheList() {
    assertThat(fields().stream().map(ConfigurationDocsTest::option))
        .containsExactlyInAnyOrderElementsOf(JobOptions.ALL);
  }

  private static String render() throws IOException {
    StringBuilder page = new StringBuilder(HEAD);
    String group = "";
    for (ConfigOption<?> option : JobOptions.ALL) {
      String of = option.key().split("\\.", -1)[1];
      if (!of.equals(group)) {
        group = of;
        page.append("\n## ").append(GROUPS.get(group)).append("\n\n");
        page.append("| key | type | default | what it changes |\n|---|---|---|---|\n");
      }
      page.append(row(option));
    }
    return page.toString();
  }

  private static String row(ConfigOption<?> option) {
    return "| `%s` | %s | %s | %s |\n"
        .formatted(
            option.key(),
            type(field(option)),
            defaultValue(option),
            new HtmlFormatter().format(option.description()));
  }

  private static String type(Field field) {
    Type type = ((ParameterizedType) field.getGenericType()).getActualTypeArguments()[0];
    if (type instanceof Class<?> c && c.isEnum()) {
      return Arrays.stream(c.getEnumConstants())
          .map(constant -> "`%s`".formatted(constant.toString().toLowerCase(Locale.ROOT)))
          .collect(Collectors.joining(", "));
    }
    if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      return "list, `;` between";
    }
    return type instanceof Class<?> c ? word(c) : "key:value, ...";
  }

  private static String word(Class<?> type) {
    return Map.of(
            String.class, "text",
            Integer.class, "number",
            Duration.class, "duration",
            MemorySize.class, "size")
        .getOrDefault(type, type.getSimpleName());
  }

  private static String defaultValue(ConfigOption<?> option) {
    Object value = option.defaultValue();
    if (value == null || value.equals(Map.of())) {
      return "";
    }
    if (value instanceof List<?> list) {
      return "`%s`".formatted(list.stream().map(String::valueOf).collect(Collectors.joining(";")));
    }
    if (value instanceof Duration duration) {
      return "`%s`".formatted(TimeUtils.formatWithHighestUnit(duration));
    }
    return "`%s`".formatted(value.toString().toLowerCase(Locale.ROOT));
  }

  private static Field field(ConfigOption<?> option) {
    return fields().stream()
        .filter(field -> option(field) == option)
        .findFirst()
        .orElseThrow(() -> new AssertionError("No field of " + option.key()));
  }

  private static List<Field> fields() {
    List<Field> fields = new ArrayList<>();
    for (Field field : JobOptions.class.getFields()) {
      if (field.getType() == ConfigOption.class) {
        fields.add(field);
      }
    }
    return fields;
  }

  private static ConfigOption<?> option(Field field) {
    try {
      return (ConfigOption<?>) field.get(null);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }
}
