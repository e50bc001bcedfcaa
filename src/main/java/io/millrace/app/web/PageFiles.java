package io.millrace.app.web;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;

/** The page and the player library, from the class path: nothing comes from another server. */
final class PageFiles {
  private static final String HLS_JS = "/META-INF/resources/webjars/hls.js/1.4.12/dist/hls.min.js";

  private record PageFile(String resource, String type) {}

  private static final String SCRIPT = "text/javascript; charset=utf-8";

  private static final Map<String, PageFile> FILES =
      Map.of(
          "/", new PageFile("index.html", "text/html; charset=utf-8"),
          "/page.css", new PageFile("page.css", "text/css; charset=utf-8"),
          "/page.js", new PageFile("page.js", SCRIPT),
          "/player.js", new PageFile("player.js", SCRIPT),
          "/chart.js", new PageFile("chart.js", SCRIPT),
          "/icon.svg", new PageFile("icon.svg", "image/svg+xml"),
          "/hls.js", new PageFile(HLS_JS, SCRIPT));

  private PageFiles() {}

  static Optional<Representation> representation(String path) throws IOException {
    PageFile file = FILES.get(path);
    if (file == null) {
      return Optional.empty();
    }
    try (InputStream in = PageFiles.class.getResourceAsStream(file.resource())) {
      if (in == null) {
        throw new IOException("Cannot find %s on the class path".formatted(file.resource()));
      }
      return Optional.of(Representation.of(in.readAllBytes(), file.type(), "no-cache"));
    }
  }
}
