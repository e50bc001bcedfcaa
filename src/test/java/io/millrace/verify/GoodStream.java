package io.millrace.verify;

import io.millrace.app.PackagedPictures;
import io.millrace.media.Payload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A stream as it is published, in memory, with ways to break it. Each has a copy of its own. */
final class GoodStream {
  static final String MAIN = "main.m3u8";
  static final String VIDEO = "video/index.m3u8";
  static final String SMALL = "video-144p/index.m3u8";
  static final String AUDIO = "audio/index.m3u8";
  static final List<String> RENDITIONS = List.of("video", "video-144p", "audio");

  private static final MapObjects MADE = make();

  private final MapObjects objects = MADE.copy();

  private static MapObjects make() {
    try {
      Path directory = Files.createTempDirectory("good-stream");
      try {
        PackagedPictures.make(directory, "cam-1", 8, "copy,144p:300k");
        return read(directory.resolve("cam-1"));
      } finally {
        delete(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static MapObjects read(Path directory) throws IOException {
    Map<String, byte[]> objects = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        objects.put(directory.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return new MapObjects(objects);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  MapObjects objects() {
    return objects;
  }

  /** The same as a live stream would stand there: dated, without an end. */
  GoodStream live() {
    for (String rendition : RENDITIONS) {
      String name = rendition + "/index.m3u8";
      String text = objects.text(name);
      text = text.replace("#EXT-X-PLAYLIST-TYPE:VOD\n", "").replace("#EXT-X-ENDLIST\n", "");
      objects.put(name, text.replaceFirst("#EXTINF", date(0) + "#EXTINF"));
    }
    return this;
  }

  /** A date so many milliseconds behind the first. */
  static String date(int millis) {
    return "#EXT-X-PROGRAM-DATE-TIME:2026-11-27T10:00:%02d.%03dZ\n"
        .formatted(millis / 1000, millis % 1000);
  }

  /** Removes the first segments of all renditions from their playlists. */
  GoodStream slide(int removed) {
    for (String rendition : RENDITIONS) {
      String name = rendition + "/index.m3u8";
      String text = objects.text(name);
      for (int i = 0; i < removed; i++) {
        text = text.replaceFirst("#EXTINF:[0-9.]+,\n%08d.m4s\n".formatted(i), "");
      }
      objects.put(
          name,
          text.replace("MEDIA-SEQUENCE:0", "MEDIA-SEQUENCE:" + removed)
              .replace("DISCONTINUITY-SEQUENCE:" + removed, "DISCONTINUITY-SEQUENCE:0"));
    }
    return this;
  }

  GoodStream replace(String playlist, String from, String to) {
    String text = objects.text(playlist);
    if (!text.contains(from)) {
      throw new IllegalArgumentException("no '%s' in %s".formatted(from, text));
    }
    objects.put(playlist, text.replaceFirst(java.util.regex.Pattern.quote(from), to));
    return this;
  }

  /** The name of a rendition's init segment. */
  String init(String rendition) {
    return objects.list(rendition + "/init-").get(0);
  }

  static String segment(String rendition, int number) {
    return "%s/%08d.m4s".formatted(rendition, number);
  }

  /** Changes a box of an init segment, which gets the name of its new bytes. */
  GoodStream editInit(String rendition, String path, UnaryOperator<byte[]> change) {
    return setInit(rendition, BoxSurgery.edit(objects.bytes(init(rendition)), path, change));
  }

  GoodStream setInit(String rendition, byte[] bytes) {
    String before = init(rendition);
    String digest = Payload.of(bytes).sha256().substring(0, 12);
    objects.remove(before);
    String after = rendition + "/init-" + digest + ".mp4";
    objects.put(after, bytes);
    return replace(rendition + "/index.m3u8", References.file(before), References.file(after));
  }

  /** Changes a box of all segments of a rendition. */
  GoodStream editAll(String rendition, String path, UnaryOperator<byte[]> change) {
    for (int i = 0; i < 8; i++) {
      edit(segment(rendition, i), path, change);
    }
    return this;
  }

  GoodStream edit(String name, String path, UnaryOperator<byte[]> change) {
    objects.put(name, BoxSurgery.edit(objects.bytes(name), path, change));
    return this;
  }

  /** The same of a box in moof, whose new size moves the data. */
  GoodStream editMoof(String name, String path, UnaryOperator<byte[]> change) {
    int before = objects.bytes(name).length;
    edit(name, "moof/" + path, change);
    int more = objects.bytes(name).length - before;
    return edit(name, "moof/traf/trun", box -> BoxSurgery.add(box, 16, more));
  }

  GoodStream set(String name, UnaryOperator<byte[]> change) {
    objects.put(name, change.apply(objects.bytes(name)));
    return this;
  }

  VerifyReport verify() {
    return StreamVerifier.verify(objects, List.of(MAIN), VerifyListener.SILENT);
  }

  /** How often each rule is broken. */
  static Map<Rule, Long> rules(VerifyReport report) {
    Map<Rule, Long> rules = new LinkedHashMap<>();
    report.findings().forEach(finding -> rules.merge(finding.rule(), 1L, Long::sum));
    return rules;
  }
}
