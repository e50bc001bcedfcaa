package io.millrace.media;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which renditions of a stream's pictures are published.
 *
 * @param copy the publisher's own pictures are one of them
 * @param rungs that are encoded, the largest first; none has the height of another
 */
public record Ladder(boolean copy, List<Rung> rungs) {
  /** The publisher's own pictures and nothing else. */
  public static final Ladder SOURCE = new Ladder(true, List.of());

  private static final String COPY = "copy";
  private static final Pattern WRITTEN = Pattern.compile("([0-9]{1,5})p:([0-9]{1,6})k");
  private static final int MIN_HEIGHT = 16;
  private static final int MAX_HEIGHT = 4320;
  private static final int MIN_KILOBITS = 50;
  private static final int MAX_KILOBITS = 200_000;

  /**
   * One encoded rendition.
   *
   * @param height pixels, even, 16 to 4320
   * @param bitRate most bits per second
   */
  public record Rung(int height, int bitRate) {
    public Rung {
      if (height < MIN_HEIGHT || height > MAX_HEIGHT || height % 2 != 0) {
        throw new IllegalArgumentException(
            "Invalid ladder: height %d, must be even, %d to %d"
                .formatted(height, MIN_HEIGHT, MAX_HEIGHT));
      }
      if (bitRate < MIN_KILOBITS * 1000 || bitRate > MAX_KILOBITS * 1000) {
        throw new IllegalArgumentException(
            "Invalid ladder: %d bits per second, must be %dk to %dk"
                .formatted(bitRate, MIN_KILOBITS, MAX_KILOBITS));
      }
    }

    /** Name of the rendition in object names. */
    public String rendition() {
      return "video-%dp".formatted(height);
    }
  }

  /** What a word stands for. */
  private enum Preset {
    SOURCE(COPY),
    SINGLE("1080p:5000k"),
    STANDARD("copy,720p:2800k,480p:1200k"),
    FULL("1080p:5000k,720p:2800k,480p:1200k,360p:700k,240p:350k");

    private final String written;

    Preset(String written) {
      this.written = written;
    }
  }

  public Ladder {
    rungs = List.copyOf(rungs);
    if (!copy && rungs.isEmpty()) {
      throw new IllegalArgumentException("Invalid ladder: nothing in it");
    }
    for (int i = 1; i < rungs.size(); i++) {
      if (rungs.get(i).height() >= rungs.get(i - 1).height()) {
        throw new IllegalArgumentException(
            "Invalid ladder: %dp behind %dp, the largest must be first"
                .formatted(rungs.get(i).height(), rungs.get(i - 1).height()));
      }
    }
  }

  /**
   * Reads {@code source}, {@code single}, {@code standard}, {@code full}, or a list such as {@code
   * copy,720p:3000k,480p:1200k}.
   *
   * @throws IllegalArgumentException if it is none of these or out of bounds
   */
  public static Ladder parse(String written) {
    for (Preset preset : Preset.values()) {
      if (preset.name().toLowerCase(Locale.ROOT).equals(written)) {
        return list(preset.written);
      }
    }
    return list(written);
  }

  private static Ladder list(String written) {
    List<Rung> rungs = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (String part : written.split(",", -1)) {
      Matcher matcher = WRITTEN.matcher(part);
      if (!seen.add(part) || !part.equals(COPY) && !matcher.matches()) {
        throw new IllegalArgumentException(
            "Invalid ladder '%s': write source, single, standard, full, or a list such as"
                    .formatted(written)
                + " copy,720p:3000k,480p:1200k");
      }
      if (!part.equals(COPY)) {
        int height = Integer.parseInt(matcher.group(1));
        rungs.add(new Rung(height, Integer.parseInt(matcher.group(2)) * 1000));
      }
    }
    return new Ladder(seen.contains(COPY), rungs);
  }

  /**
   * The rungs for pictures of a height: none is larger than they are, and beside a copy of them
   * none is as large. Where no rung is left and there is no copy, the smallest one has their
   * height.
   */
  public List<Rung> below(int height) {
    List<Rung> fitting = new ArrayList<>();
    for (Rung rung : rungs) {
      if (rung.height() < height || !copy && rung.height() == height) {
        fitting.add(rung);
      }
    }
    if (fitting.isEmpty() && !copy) {
      int even = Math.max(MIN_HEIGHT, height / 2 * 2);
      fitting.add(new Rung(even, rungs.get(rungs.size() - 1).bitRate()));
    }
    return fitting;
  }
}
