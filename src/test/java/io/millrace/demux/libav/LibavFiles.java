package io.millrace.demux.libav;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Files that only FFmpeg reads: those of shared, and those that ffmpeg makes here. */
final class LibavFiles {
  private static final Path MEDIA = Path.of("../shared/media");
  private static final String SECONDS = "6";

  /** What ffmpeg is told for each file that it makes. */
  private static final Map<String, String> MADE = new LinkedHashMap<>();

  static {
    MADE.put("asp.avi", "-c:v mpeg4 -bf 2 -g 50 -b:v 300k -c:a libmp3lame");
    MADE.put("pcm.avi", "-c:v mjpeg -c:a pcm_s16le");
    MADE.put("h264.avi", "-c:v libx264 -preset ultrafast -bf 2 -c:a aac");
    MADE.put("mp2.mpg", "-c:v mpeg2video -bf 2 -g 15 -b:v 600k -c:a mp2");
    MADE.put("ac3.vob", "-c:v mpeg2video -bf 2 -g 15 -b:v 600k -c:a ac3");
    MADE.put("h264.vob", "-c:v libx264 -preset ultrafast -bf 2 -c:a ac3");
    MADE.put("one.mpg", "-c:v mpeg1video -bf 2 -g 15 -b:v 600k -c:a mp2");
    MADE.put("theora.ogv", "-c:v libtheora -b:v 300k -c:a libvorbis");
    MADE.put("opus.ogg", "-vn -c:a libopus");
    MADE.put("flac.ogg", "-vn -c:a flac");
    MADE.put("plain.flac", "-vn -c:a flac");
    MADE.put("vp8.ivf", "-an -c:v libvpx -deadline realtime -cpu-used 8 -b:v 300k");
    MADE.put("vp9.ivf", "-an -c:v libvpx-vp9 -deadline realtime -cpu-used 8 -b:v 300k");
    MADE.put("av1.ivf", "-an -c:v libaom-av1 -usage realtime -cpu-used 8 -b:v 300k");
    MADE.put("pcm.wav", "-vn");
    MADE.put("pcm.w64", "-vn");
    MADE.put("pcm.aiff", "-vn");
    MADE.put("pcm.caf", "-vn");
    MADE.put("wmv2.wmv", "-c:v wmv2 -b:v 300k -c:a wmav2");
    MADE.put("two.m2v", "-an -c:v mpeg2video -bf 2 -b:v 400k");
    MADE.put("four.m4v", "-an -c:v mpeg4 -bf 2 -b:v 300k -g 50 -f m4v");
    MADE.put("pcm.mxf", "-c:v mpeg2video -b:v 600k -c:a pcm_s16le");
    MADE.put("four.nut", "-c:v mpeg4 -bf 2 -b:v 300k -c:a mp2");
    MADE.put("rv20.rm", "-c:v rv20 -b:v 300k -c:a ac3");
  }

  private static Path folder = Path.of("");

  private LibavFiles() {}

  static List<String> made() {
    return List.copyOf(MADE.keySet());
  }

  /** Makes the file of that name, once. */
  static synchronized Path make(String name) throws IOException, InterruptedException {
    if (folder.toString().isEmpty()) {
      folder = Files.createTempDirectory("millrace-libav");
      folder.toFile().deleteOnExit();
    }
    Path file = folder.resolve(name);
    if (!Files.exists(file)) {
      run(name, file);
      file.toFile().deleteOnExit();
    }
    return file;
  }

  private static void run(String name, Path file) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-v", "error", "-y"));
    command.addAll(List.of("-f", "lavfi", "-i", "testsrc2=rate=25:size=176x144"));
    command.addAll(List.of("-f", "lavfi", "-i", "sine=sample_rate=48000:frequency=440"));
    command.addAll(List.of("-t", SECONDS, "-threads", "1"));
    command.addAll(List.of(Objects.requireNonNull(MADE.get(name)).split(" ")));
    command.add(file.toString());
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      Assumptions.abort("ffmpeg is not installed");
      return;
    }
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    boolean lacks = text.contains("Unknown encoder");
    Assumptions.assumeFalse(lacks, "ffmpeg has no encoder for " + name);
    assertThat(process.waitFor()).as(text).isZero();
  }

  /** The files of shared; skips where there are none. */
  static List<Path> found() throws IOException {
    Assumptions.assumeTrue(Files.isDirectory(MEDIA), MEDIA + " is missing");
    try (Stream<Path> files = Files.walk(MEDIA)) {
      return files.filter(file -> file.toString().matches(".*\\.(avi|ogg|ivf)")).sorted().toList();
    }
  }
}
