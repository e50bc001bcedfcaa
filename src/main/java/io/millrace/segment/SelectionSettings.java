package io.millrace.segment;

import io.millrace.media.Codec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Which tracks of a stream may be published, and which are if there is a choice.
 *
 * @param codecs what the target players decode; a track of any other needs encoding
 * @param videoTrack id of the track to take for video; {@link #BY_RULE}, or one that the stream
 *     does not have, leaves it to the rule
 * @param audioTracks ids or languages of the audio tracks to take, the default one first; empty, or
 *     where none fits, all are taken
 * @param encoding which tracks are encoded
 */
public record SelectionSettings(
    List<Codec> codecs, int videoTrack, List<String> audioTracks, EncodingSettings encoding) {
  public static final int BY_RULE = -1;

  /** Codecs that pass through to CMAF as they are. */
  static final List<Codec> PASSED_THROUGH =
      List.of(
          Codec.H264,
          Codec.H265,
          Codec.AV1,
          Codec.VP9,
          Codec.AAC,
          Codec.AC3,
          Codec.EAC3,
          Codec.OPUS,
          Codec.FLAC,
          Codec.MPEG_AUDIO);

  private static final int MAX_CHOICES = 64;
  private static final Map<String, Codec> NAMES = names();

  /** Every codec that can pass through, every audio track; nothing is encoded. */
  public static final SelectionSettings DEFAULT =
      new SelectionSettings(PASSED_THROUGH, BY_RULE, List.of(), EncodingSettings.NONE);

  public SelectionSettings {
    codecs = List.copyOf(codecs);
    audioTracks = List.copyOf(audioTracks);
    if (codecs.isEmpty()) {
      throw new IllegalArgumentException(
          "Invalid codecs: none; the codecs are " + String.join(", ", codecNames()));
    }
    if (audioTracks.size() > MAX_CHOICES || codecs.size() > MAX_CHOICES) {
      throw new IllegalArgumentException(
          "Invalid selection: more than %d choices".formatted(MAX_CHOICES));
    }
    for (String choice : audioTracks) {
      if (!choice.matches("[A-Za-z0-9-]{1,35}")) {
        throw new IllegalArgumentException(
            "Invalid audio track '%s': a track id or a language".formatted(choice));
      }
    }
  }

  /** The same tracks, of which others are encoded. */
  public SelectionSettings with(EncodingSettings other) {
    return new SelectionSettings(codecs, videoTrack, audioTracks, other);
  }

  /** Whether players decode {@code codec} as it comes. */
  boolean passes(Codec codec) {
    return PASSED_THROUGH.contains(codec) && codecs.contains(codec);
  }

  /** Whether tracks of {@code codec} are published as they are. */
  public boolean copies(Codec codec) {
    return encoding.copies(codec.type(), passes(codec));
  }

  private static Map<String, Codec> names() {
    Map<String, Codec> names = new LinkedHashMap<>();
    for (Codec codec : PASSED_THROUGH) {
      String name = codec == Codec.MPEG_AUDIO ? "mp3" : codec.name().toLowerCase(Locale.ROOT);
      names.put(name, codec);
    }
    return names;
  }

  /** Names of all codecs that can stand in {@link #codecs}, as people write them. */
  public static List<String> codecNames() {
    return List.copyOf(NAMES.keySet());
  }

  /**
   * The codecs of these names.
   *
   * @throws IllegalArgumentException if there is none of a name, with the names there are
   */
  public static List<Codec> codecs(List<String> names) {
    List<Codec> codecs = new ArrayList<>();
    for (String name : names) {
      Codec codec = NAMES.get(name.strip().toLowerCase(Locale.ROOT));
      if (codec == null) {
        throw new IllegalArgumentException(
            "Invalid codec '%s': the codecs are %s"
                .formatted(name, String.join(", ", codecNames())));
      }
      codecs.add(codec);
    }
    return codecs;
  }
}
