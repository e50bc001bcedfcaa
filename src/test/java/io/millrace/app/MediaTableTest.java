package io.millrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.RealFiles;
import io.millrace.SecondOpinion;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every test file through {@code probe} and {@code package}, and what is published through the
 * conformance checker: docs/media.md is held against it; {@code -Ddocs.update=true} writes it.
 */
class MediaTableTest {
  private static final Path PAGE = Path.of("docs/media.md");
  private static final Pattern CODECS = Pattern.compile("CODECS=\"([^\"]*)\"");

  private static final String HEAD =
      """
      # What becomes of real files

      Each file of the test media through `millrace probe` and `millrace package`, and what is published through a conformance
      checker. A file ends in one of two ways: it is published, or one line says why not and where. A segment that needs an init
      segment is read behind the one that lies beside it.

      *Tracks*: as `probe` names them; in brackets what is not published. *Published*: segments and CODECS, then what `package`
      remarked. *Checker*: `clean`, or what it says of it. Not clean are

      - clips shorter than the target duration (`targetduration-loose`), or of so few or so uneven pictures that they have no
        constant frame rate (`framerate-missing`);
      - open GOPs (`leading`, `independent-segments`): pictures are shown before the sync sample that they are stored behind;
      - the full name of an HDR codec, of which the checker expects the part that is not optional (`codecs-mismatch`);
      - sources that have holes or doubled times themselves (`pts-gap`, `pts-overlap`, `duration-differs`), or whose sound
        alone comes in two codecs (`bandwidth`).

      *Rendered by `MediaTableTest`; it fails when a file does something else.*

      | file | container | tracks | published, or why not | checker |
      |---|---|---|---|---|
      """;

  @TempDir Path directory;

  private record Result(int status, String out, String err) {}

  private static Result run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status = Millrace.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    return new Result(status, out.toString(), err.toString());
  }

  @Test
  void thePageSaysWhatBecomesOfEachFile() throws Exception {
    StringBuilder page = new StringBuilder(HEAD);
    int number = 0;
    for (Path file : RealFiles.all()) {
      Path target = directory.resolve(Integer.toString(number++));
      page.append(row(file, input(file, target), target));
    }
    if (Boolean.getBoolean("docs.update")) {
      Files.writeString(PAGE, page);
    }
    assertThat(page.toString()).isEqualTo(Files.readString(PAGE));
  }

  /** {@code file}, behind its init segment if it is a part of a presentation. */
  private static Path input(Path file, Path target) throws IOException {
    Path initSegment = RealFiles.initSegmentOf(file);
    if (initSegment.equals(file)) {
      return file;
    }
    Files.createDirectories(target);
    Path joined = target.resolve(file.getFileName());
    Files.write(joined, Files.readAllBytes(initSegment));
    return Files.write(joined, Files.readAllBytes(file), StandardOpenOption.APPEND);
  }

  private static String row(Path name, Path file, Path target) throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    Result probed = run("probe", "--json", file.toString());
    Result packaged = run("package", "--json", "--stream", "s", file.toString(), target.toString());
    assertThat(packaged.err()).as(file.toString()).doesNotContain("unexpected error");
    boolean published = packaged.status() == 0;
    JsonNode probe = mapper.readTree(probed.status() == 0 ? probed.out() : "{}");
    String outcome =
        published
            ? published(mapper.readTree(packaged.out()), target.resolve("s/main.m3u8"))
            : refusal(packaged, file);
    String checker = published ? SecondOpinion.findings(target.resolve("s/main.m3u8")) : "";
    return "| %s | %s | %s | %s | %s |\n"
        .formatted(
            cell(RealFiles.MEDIA.relativize(name).toString()),
            cell(probe.path("container").asText("")),
            cell(tracks(probe)),
            cell(outcome),
            cell(checker));
  }

  private static String refusal(Result packaged, Path file) {
    assertThat(packaged.err()).as(file.toString()).startsWith("millrace: ").hasLineCount(1);
    return packaged
        .err()
        .strip()
        .replace("millrace: ", "")
        .replace(file + ": ", "")
        .replace("; see 'millrace probe' for what is in it", "");
  }

  private static String tracks(JsonNode probe) {
    List<String> names = new ArrayList<>();
    for (JsonNode track : probe.path("tracks")) {
      String name = track.path("codecs").asText(track.path("codec").asText());
      names.add(track.has("codecs") ? name : "(" + name + ")");
    }
    return String.join(", ", names);
  }

  private static String published(JsonNode result, Path playlist) throws IOException {
    Set<String> codecs = new TreeSet<>();
    Matcher matcher = CODECS.matcher(Files.readString(playlist));
    while (matcher.find()) {
      codecs.addAll(List.of(matcher.group(1).split(",")));
    }
    StringBuilder text = new StringBuilder();
    text.append(result.get("segments").asInt()).append(": ").append(String.join(", ", codecs));
    Set<String> remarks = new TreeSet<>();
    result.get("remarks").forEach(remark -> remarks.add(remark.asText()));
    Stream<String> shown = remarks.stream().limit(2);
    shown.forEach(remark -> text.append("; ").append(remark));
    return text.toString();
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replaceAll("\\s+", " ");
  }
}
