package io.millrace.media;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which renditions of a stream's pictures are published.
 *
 * @param copy the publisher's own pictures are one of them
 * @param rungs that are encoded, the largest first, 16 at most; no two have the same name
 */
public record Ladder(boolean copy, List<Rung> rungs) {
  /** The publisher's own pictures and nothing else. */
  public static final Ladder SOURCE = new Ladder(true, List.of());

  private static final String COPY = "copy";
  private static final int MAX_RUNGS = 16;

  /** Bit rates of pictures as large as the source's: height, kilobits per second. */
  private static final int[][] WHOLE = {
    {240, 350}, {360, 700}, {480, 1200}, {720, 2800}, {1080, 5000}, {1440, 9000}, {2160, 16_000}
  };

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
    if (rungs.size() > MAX_RUNGS) {
      throw new IllegalArgumentException(
          "Invalid ladder: %d rungs, at most %d".formatted(rungs.size(), MAX_RUNGS));
    }
    for (int i = 1; i < rungs.size(); i++) {
      if (rungs.get(i).height() > rungs.get(i - 1).height()) {
        throw new IllegalArgumentException(
            "Invalid ladder: %dp behind %dp, the largest must be first"
                .formatted(rungs.get(i).height(), rungs.get(i - 1).height()));
      }
    }
    Set<String> names = new HashSet<>();
    for (Rung rung : rungs) {
      if (!names.add(rung.rendition())) {
        throw new IllegalArgumentException(
            "Invalid ladder: %s twice; another height, frame rate or codec is another rendition"
                .formatted(rung.rendition()));
      }
    }
  }

  /**
   * Reads {@code source}, {@code single}, {@code standard}, {@code full}, or a list such as {@code
   * copy,720p:3000k,480p:1200k}. See {@link Rung} for what may be said of each.
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
    boolean copy = false;
    for (String part : written.split(",", -1)) {
      if (!part.equals(COPY)) {
        rungs.add(rung(part, written));
      } else if (copy || !rungs.isEmpty()) {
        throw new IllegalArgumentException(
            "Invalid ladder '%s': copy stands in front, and once".formatted(written));
      } else {
        copy = true;
      }
    }
    return new Ladder(copy, rungs);
  }

  private static Rung rung(String part, String written) {
    if (!part.contains("p")) {
      throw new IllegalArgumentException(
          "Invalid ladder '%s': write source, single, standard, full, or a list such as"
                  .formatted(written)
              + " copy,720p:3000k,480p:1200k");
    }
    return Rung.parse(part);
  }

  /**
   * This ladder with the rungs of {@code more} too, which may name those that are here already. If
   * it names all of them its order holds among rungs of one height, else those here come first.
   *
   * @throws IllegalArgumentException if a rung would be another one under the same name, or the
   *     publisher's own pictures would be added: those decide where segments end
   */
  public Ladder with(Ladder more) {
    if (more.copy && !copy) {
      throw new IllegalArgumentException(
          "Invalid ladder '%s': copy cannot be added, it decides where segments end"
              .formatted(more.written()));
    }
    List<Rung> added = more.rungs.stream().filter(rung -> !rungs.contains(rung)).toList();
    if (added.size() + rungs.size() == more.rungs.size()) {
      return new Ladder(copy, more.rungs);
    }
    List<Rung> all = new ArrayList<>(rungs);
    all.addAll(added);
    all.sort(Comparator.comparingInt(Rung::height).reversed());
    return new Ladder(copy, all);
  }

  /** The list that this is read from. */
  public String written() {
    Stream<String> all = rungs.stream().map(Rung::written);
    return (copy ? Stream.concat(Stream.of(COPY), all) : all).collect(Collectors.joining(","));
  }

  @Override
  public String toString() {
    return written();
  }

  /**
   * The rungs for pictures of a height: none is larger than they are, and beside {@code copy} none
   * is as large. Where no rung is left and there is no {@code copy}, the smallest one has their
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
      fitting.add(rungs.get(rungs.size() - 1).withHeight(even(height)));
    }
    return fitting;
  }

  /**
   * What {@code copy} means for pictures that cannot be published as they are: H.264 as large as
   * they are, at a bit rate that follows their height, from 350k for 240 lines and below to 16000k
   * for 2160 and above.
   */
  public static Rung whole(int height) {
    return new Rung(even(height), kilobits(height) * 1000);
  }

  private static int even(int height) {
    return Math.min(Rung.MAX_HEIGHT, Math.max(Rung.MIN_HEIGHT, height / 2 * 2));
  }

  private static int kilobits(int height) {
    int[] below = WHOLE[0];
    for (int[] above : WHOLE) {
      if (height < above[0]) {
        int lines = above[0] - below[0];
        return lines == 0
            ? above[1]
            : below[1] + (above[1] - below[1]) * (height - below[0]) / lines;
      }
      below = above;
    }
    return below[1];
  }
}
