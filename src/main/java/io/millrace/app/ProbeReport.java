package io.millrace.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.media.Colour;
import io.millrace.media.FrameRate;
import io.millrace.media.Hdr;
import io.millrace.media.MediaType;
import io.millrace.media.PixelAspect;
import io.millrace.media.TrackFormat;
import io.millrace.segment.TrackFate;
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** A {@link StreamProbe} for people and for machines. */
final class ProbeReport {
  private ProbeReport() {}

  static String text(String input, StreamProbe probe, long size) {
    StringBuilder text = new StringBuilder();
    text.append("%s: %s, %s%n".formatted(input, probe.container(), ProgressLine.megabytes(size)));
    for (TrackProbe track : probe.tracks()) {
      text.append("  track %d: %s%n".formatted(track.track().id(), headline(track)));
      text.append("    %s%n".formatted(probe.fate(track).title()));
      text.append(
          "    %d access units, %s, %s%n"
              .formatted(
                  track.accessUnits(),
                  ProgressLine.megabytes(track.bytes()),
                  ProgressLine.time(track.durationMicros())));
      if (track.track().type() == MediaType.VIDEO) {
        text.append(shown(track));
        text.append("    frame rate: %s%n".formatted(rates(track)));
        text.append("    %s%n".formatted(gops(track)));
      }
    }
    probe
        .dropped()
        .forEach((why, count) -> text.append("  not used: %d %s%n".formatted(count, why)));
    text.append(probe.lossCount() == 0 ? "" : "  losses: %d%n".formatted(probe.lossCount()));
    probe.losses().forEach(loss -> text.append("    %s%n".formatted(loss)));
    return text.toString();
  }

  private static String headline(TrackProbe track) {
    StringJoiner words = new StringJoiner(", ");
    String type = track.track().type().name().toLowerCase(Locale.ROOT);
    words.add(type + ", " + track.track().codec() + " (" + track.track().codecId() + ")");
    TrackFormat format = track.format();
    if (format != null) {
      words.add(format.codecs());
    }
    words.add(size(track));
    if (!track.track().language().equals("und")) {
      words.add(track.track().language());
    }
    if (track.track().preferred()) {
      words.add("default");
    }
    return words.toString().replaceAll("(, )+$", "").replace(", , ", ", ");
  }

  private static String size(TrackProbe track) {
    if (track.format() instanceof TrackFormat.Video video) {
      return video.width() + "x" + video.height();
    }
    if (track.format() instanceof TrackFormat.Audio audio) {
      return "%d Hz, %d channels".formatted(audio.sampleRate(), audio.channels());
    }
    return "";
  }

  /** How the pictures are to be shown, where that is more than plain. */
  private static String shown(TrackProbe track) {
    if (!(track.format() instanceof TrackFormat.Video video)) {
      return "";
    }
    StringJoiner words = new StringJoiner(", ");
    if (track.interlaced()) {
      words.add("interlaced");
    }
    if (!video.pixelAspect().equals(PixelAspect.SQUARE)) {
      words.add("shown %dx%d".formatted(video.displayWidth(), video.height()));
    }
    if (!video.colour().equals(Colour.UNSPECIFIED)) {
      words.add(colour(video.colour()));
    }
    if (!video.hdr().equals(Hdr.UNKNOWN)) {
      words.add(hdr(video.hdr()));
    }
    if (video.rotation() != 0) {
      words.add("turned by %d degrees".formatted(video.rotation()));
    }
    return words.length() == 0 ? "" : "    picture: %s%n".formatted(words);
  }

  /** The code points of ITU-T H.273, and what a display must do with 16 and 18. */
  private static String colour(Colour colour) {
    String range = colour.fullRange() ? ", full range" : "";
    String transfer =
        switch (colour.transfer()) {
          case 16 -> " PQ";
          case 18 -> " HLG";
          default -> "";
        };
    return "colour %d/%d/%d%s%s"
        .formatted(colour.primaries(), colour.transfer(), colour.matrix(), transfer, range);
  }

  private static String hdr(Hdr hdr) {
    Hdr.LightLevel light = hdr.lightLevel();
    String level =
        light == null
            ? ""
            : " at most %d, on average %d cd/m2"
                .formatted(light.maxContent(), light.maxFrameAverage());
    return (hdr.mastering() == null ? "light level" : "mastering display") + level;
  }

  private static String rates(TrackProbe track) {
    FrameRate declared = declared(track);
    return "%s measured, %s declared"
        .formatted(
            thousandths(track.measuredMillihertz()),
            declared == null ? "none" : declared.decimal());
  }

  private static @Nullable FrameRate declared(TrackProbe track) {
    return track.format() instanceof TrackFormat.Video video && video.frameRate() != null
        ? video.frameRate()
        : track.track().frameRate();
  }

  private static String thousandths(long value) {
    return String.format(Locale.ROOT, "%d.%03d", value / 1000, value % 1000);
  }

  private static String gops(TrackProbe track) {
    GopCount gops = track.gops();
    if (gops.count() == 0) {
      return "no sync sample";
    }
    return String.format(
        Locale.ROOT,
        "%d GOPs of %d to %d pictures, %d.%d on average, %s; %s",
        gops.count(),
        gops.shortest(),
        gops.longest(),
        gops.averageTenths() / 10,
        gops.averageTenths() % 10,
        gops.open() == 0 ? "closed" : gops.open() + " open",
        track.reorderDepth() == 0 ? "no B pictures" : "reorder depth " + track.reorderDepth());
  }

  static ObjectNode json(StreamProbe probe, long size) {
    ObjectNode root = JsonOutput.object();
    root.put("container", probe.container()).put("bytes", size);
    ArrayNode tracks = root.putArray("tracks");
    probe.tracks().forEach(track -> tracks.add(json(track, probe.fate(track))));
    ObjectNode dropped = root.putObject("dropped");
    probe.dropped().forEach(dropped::put);
    root.put("lossCount", probe.lossCount());
    ArrayNode losses = root.putArray("losses");
    probe.losses().forEach(losses::add);
    return root;
  }

  private static ObjectNode json(TrackProbe track, TrackFate fate) {
    ObjectNode node =
        JsonOutput.object()
            .put("id", track.track().id())
            .put("type", track.track().type().name().toLowerCase(Locale.ROOT))
            .put("codec", track.track().codec().name())
            .put("codecId", track.track().codecId())
            .put("language", track.track().language())
            .put("use", track.track().use().name().toLowerCase(Locale.ROOT))
            .put("default", track.track().preferred())
            .put("fate", fate.name().toLowerCase(Locale.ROOT).replace('_', '-'))
            .put("accessUnits", track.accessUnits())
            .put("bytes", track.bytes())
            .put("durationMicros", track.durationMicros());
    TrackFormat format = track.format();
    if (format != null) {
      node.put("codecs", format.codecs());
    }
    if (format instanceof TrackFormat.Audio audio) {
      node.put("sampleRate", audio.sampleRate()).put("channels", audio.channels());
    }
    if (track.track().type() == MediaType.VIDEO) {
      addPicture(node, track);
    }
    return node;
  }

  private static void addShown(ObjectNode node, TrackFormat.Video video) {
    PixelAspect aspect = video.pixelAspect();
    node.put("pixelAspect", aspect.horizontal() + ":" + aspect.vertical());
    node.put("rotation", video.rotation());
    node.putObject("colour")
        .put("primaries", video.colour().primaries())
        .put("transfer", video.colour().transfer())
        .put("matrix", video.colour().matrix())
        .put("fullRange", video.colour().fullRange());
    Hdr.LightLevel light = video.hdr().lightLevel();
    node.put("masteringDisplay", video.hdr().mastering() != null);
    if (light != null) {
      node.put("maxContentLightLevel", light.maxContent());
      node.put("maxFrameAverageLightLevel", light.maxFrameAverage());
    }
  }

  private static void addPicture(ObjectNode node, TrackProbe track) {
    if (track.format() instanceof TrackFormat.Video video) {
      node.put("width", video.width()).put("height", video.height());
      node.put("interlaced", track.interlaced());
      addShown(node, video);
    }
    FrameRate declared = declared(track);
    node.put("frameRate", declared == null ? null : declared.toString());
    node.put("measuredFrameRate", thousandths(track.measuredMillihertz()));
    node.put("reorderDepth", track.reorderDepth());
    GopCount gops = track.gops();
    node.putObject("gops")
        .put("count", gops.count())
        .put("open", gops.open())
        .put("shortest", gops.shortest())
        .put("longest", gops.longest());
  }
}
