package io.millrace.playlist.hls;

import io.millrace.media.FrameRate;
import io.millrace.media.MediaType;
import io.millrace.playlist.StoredTrack;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The playlist of a stream's renditions. RFC 8216, 4.3.4.
 *
 * @param audio alternative audio renditions, group by group, the default one of each first; empty
 *     if the variants hold the only audio themselves or there is none
 * @param variants at least one
 * @param independent {@code EXT-X-INDEPENDENT-SEGMENTS} for every rendition
 */
public record MultivariantPlaylist(
    List<AudioRendition> audio, List<Variant> variants, boolean independent) {
  static final String FILE = "/index.m3u8";

  public MultivariantPlaylist {
    audio = List.copyOf(audio);
    variants = List.copyOf(variants);
    if (variants.isEmpty()) {
      throw new IllegalArgumentException("Invalid multivariant playlist: no variants");
    }
    Set<String> names = new HashSet<>();
    for (AudioRendition rendition : audio) {
      if (!names.add(rendition.group() + "\n" + rendition.name())) {
        throw new IllegalArgumentException(
            "Invalid multivariant playlist: NAME %s twice".formatted(rendition.name()));
      }
    }
  }

  /**
   * {@code EXT-X-MEDIA} of type AUDIO. RFC 8216, 4.3.4.1.
   *
   * @param group GROUP-ID
   * @param name unique in its group
   * @param objects of joint object coding, which CHANNELS tells instead of the channels below them;
   *     0 if there are none
   * @param language RFC 5646; what is none becomes {@code und}
   * @param uri of its media playlist, relative
   */
  public record AudioRendition(
      String group, String name, String language, int channels, int objects, String uri) {
    public AudioRendition {
      Attributes.checkQuotable("GROUP-ID", group);
      Attributes.checkQuotable("NAME", name);
      Attributes.checkUri(uri);
      language = Attributes.language(language);
      if (channels < 1) {
        throw new IllegalArgumentException(
            "Invalid audio rendition %s: %d channels".formatted(name, channels));
      }
    }

    /** A rendition without objects. */
    public AudioRendition(String group, String name, String language, int channels, String uri) {
      this(group, name, language, channels, 0, uri);
    }

    /** The CHANNELS attribute: {@code 6}, {@code 16/JOC}. */
    String channelsAttribute() {
      return objects > 0 ? objects + "/JOC" : Integer.toString(channels);
    }
  }

  /**
   * {@code EXT-X-STREAM-INF}. RFC 8216, 4.3.4.2.
   *
   * @param uri of its media playlist, relative
   * @param bandwidth peak bits per second of this and of the largest audio rendition together
   * @param averageBandwidth average bits per second of the same
   * @param codecs RFC 6381, of this and of every audio rendition of its group
   * @param width pixels as players show them; 0 without video
   * @param frameRate null if variable, or without video
   * @param videoRange SDR without video
   * @param audioGroup GROUP-ID of its audio; empty for none
   */
  public record Variant(
      String uri,
      long bandwidth,
      long averageBandwidth,
      List<String> codecs,
      int width,
      int height,
      @Nullable FrameRate frameRate,
      VideoRange videoRange,
      String audioGroup) {
    public Variant {
      codecs = List.copyOf(codecs);
      Attributes.checkUri(uri);
      codecs.forEach(codec -> Attributes.checkQuotable("CODECS", codec));
      if (bandwidth < 1 || averageBandwidth < 1 || averageBandwidth > bandwidth) {
        throw new IllegalArgumentException(
            "Invalid variant %s: bandwidth %d, average %d"
                .formatted(uri, bandwidth, averageBandwidth));
      }
      if (codecs.isEmpty() || width < 0 || height < 0 || (width == 0) != (height == 0)) {
        throw new IllegalArgumentException(
            "Invalid variant %s: %s, %dx%d".formatted(uri, codecs, width, height));
      }
    }
  }

  /**
   * One rendition as it stands in the store.
   *
   * @param track as its newest segment describes it
   * @param codecs RFC 6381, of all that is listed
   * @param bandwidth its bit rate so far
   * @param independent none of its segments so far needs another one
   */
  public record Measured(
      StoredTrack track, List<String> codecs, Bandwidth bandwidth, boolean independent) {
    public Measured {
      codecs = List.copyOf(codecs);
    }

    /** A rendition that is of one codec all along. */
    public Measured(StoredTrack track, Bandwidth bandwidth, boolean independent) {
      this(track, List.of(track.codecs()), bandwidth, independent);
    }
  }

  /**
   * The playlist of {@code renditions}, each in the directory of its name: every video a variant
   * with each group of audio; without video the first audio of each group is a variant. Renditions
   * of neither type are left out.
   *
   * @throws IllegalArgumentException if there is neither video nor audio
   */
  public static MultivariantPlaylist of(Collection<Measured> renditions) {
    List<Measured> audio = inOrder(ofType(renditions, MediaType.AUDIO));
    List<Measured> video = ofType(renditions, MediaType.VIDEO);
    List<AudioGroup> groups =
        video.isEmpty() && audio.size() == 1 ? List.of() : AudioGroup.of(audio);
    List<Variant> variants = new ArrayList<>();
    for (AudioGroup group : groups) {
      Collection<Measured> members = group.members().values();
      for (Measured main : video.isEmpty() ? List.of(members.iterator().next()) : video) {
        variants.add(variant(main, members, group.id()));
      }
    }
    if (groups.isEmpty()) {
      List<Measured> all = video.isEmpty() ? audio : video;
      all.forEach(main -> variants.add(variant(main, List.of(), "")));
    }
    return new MultivariantPlaylist(
        groups.stream().flatMap(group -> group.renditions().stream()).toList(),
        variants,
        renditions.stream().allMatch(Measured::independent));
  }

  private static List<Measured> ofType(Collection<Measured> renditions, MediaType type) {
    return renditions.stream().filter(each -> each.track().type().equals(type.name())).toList();
  }

  /**
   * The default first: {@code audio}, {@code audio-2} ... {@code audio-10}, whatever came first.
   */
  private static List<Measured> inOrder(List<Measured> audio) {
    Comparator<Measured> length =
        Comparator.comparingInt(each -> each.track().rendition().length());
    return audio.stream().sorted(length.thenComparing(each -> each.track().rendition())).toList();
  }

  static String uri(Measured rendition) {
    return rendition.track().rendition() + FILE;
  }

  private static Variant variant(Measured main, Collection<Measured> audio, String group) {
    StoredTrack track = main.track();
    Set<String> codecs = new LinkedHashSet<>(main.codecs());
    audio.forEach(each -> codecs.addAll(each.codecs()));
    boolean sound = track.type().equals(MediaType.AUDIO.name());
    Collection<Measured> others = sound ? List.of() : audio;
    long peak = main.bandwidth().peakOrAverage();
    long average = main.bandwidth().average();
    peak += others.stream().mapToLong(each -> each.bandwidth().peakOrAverage()).max().orElse(0);
    average += others.stream().mapToLong(each -> each.bandwidth().average()).max().orElse(0);
    return new Variant(
        uri(main),
        toThousands(Math.max(peak, average)),
        toThousands(average),
        List.copyOf(codecs),
        track.width(),
        track.height(),
        frameRate(track),
        VideoRange.of(track.transfer()),
        group);
  }

  /** Up to a whole kilobit: EXTINF is rounded, so a client may measure a few bits more. */
  private static long toThousands(long bitsPerSecond) {
    return (bitsPerSecond / 1_000 + 1) * 1_000;
  }

  private static @Nullable FrameRate frameRate(StoredTrack track) {
    return track.frameRateNumerator() > 0 && track.frameRateDenominator() > 0
        ? new FrameRate(track.frameRateNumerator(), track.frameRateDenominator())
        : null;
  }

  /** The playlist as it is published: UTF-8, LF line ends. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append("#EXTM3U\n");
    text.append("#EXT-X-VERSION:").append(MediaPlaylist.VERSION).append('\n');
    if (independent) {
      text.append("#EXT-X-INDEPENDENT-SEGMENTS\n");
    }
    String group = "";
    for (AudioRendition rendition : audio) {
      appendAudio(text, rendition, rendition.group().equals(group) ? "NO" : "YES");
      group = rendition.group();
    }
    for (Variant variant : variants) {
      appendVariant(text, variant);
    }
    return text.toString();
  }

  private static void appendAudio(StringBuilder text, AudioRendition rendition, String preferred) {
    text.append("#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"").append(rendition.group());
    text.append("\",NAME=\"").append(rendition.name());
    text.append("\",LANGUAGE=\"").append(rendition.language());
    text.append("\",DEFAULT=").append(preferred).append(",AUTOSELECT=YES");
    text.append(",CHANNELS=\"").append(rendition.channelsAttribute());
    text.append("\",URI=\"").append(rendition.uri()).append("\"\n");
  }

  private void appendVariant(StringBuilder text, Variant variant) {
    text.append("#EXT-X-STREAM-INF:BANDWIDTH=").append(variant.bandwidth());
    text.append(",AVERAGE-BANDWIDTH=").append(variant.averageBandwidth());
    text.append(",CODECS=\"").append(String.join(",", variant.codecs())).append('"');
    if (variant.width() > 0) {
      text.append(",RESOLUTION=").append(variant.width()).append('x').append(variant.height());
    }
    FrameRate frameRate = variant.frameRate();
    if (frameRate != null) {
      text.append(",FRAME-RATE=").append(frameRate.decimal());
    }
    if (variants.stream().anyMatch(each -> each.videoRange() != VideoRange.SDR)) {
      text.append(",VIDEO-RANGE=").append(variant.videoRange());
    }
    if (!variant.audioGroup().isEmpty()) {
      text.append(",AUDIO=\"").append(variant.audioGroup()).append('"');
    }
    text.append('\n').append(variant.uri()).append('\n');
  }
}
