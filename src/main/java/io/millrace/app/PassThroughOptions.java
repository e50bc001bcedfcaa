package io.millrace.app;

import io.millrace.demux.elementary.ParameterSetPlacement;
import io.millrace.demux.raw.ByteStreamDemuxer;
import io.millrace.ingest.IngestSettings;
import io.millrace.ingest.SessionSettings;
import io.millrace.media.FrameRate;
import io.millrace.segment.EncodingSettings;
import io.millrace.segment.SegmentSettings;
import io.millrace.segment.SelectionSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What is published of an input: the same options for every command that publishes. */
final class PassThroughOptions {
  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = "--codecs",
      paramLabel = "NAME",
      split = ",",
      description =
          "What the target players decode: h264, h265, av1, vp9, aac, ac3, eac3, opus, flac, mp3."
              + " Default: all of them.")
  private List<String> codecs = SelectionSettings.codecNames();

  @Option(
      names = "--video-track",
      paramLabel = "ID",
      description = "The video track to take. Default: the container's default, or the first.")
  private int videoTrack = SelectionSettings.BY_RULE;

  @Option(
      names = "--audio-tracks",
      paramLabel = "ID|LANG",
      split = ",",
      description = "Audio tracks to take by id or language, the default first. Default: all.")
  private List<String> audioTracks = List.of();

  @Option(
      names = "--parameter-sets",
      paramLabel = "PLACE",
      description =
          "Where those of H.264 and H.265 go: init-segment (avc1, hvc1) or samples (avc3, hev1)."
              + " Default: init-segment.")
  private String parameterSets = word(ParameterSetPlacement.INIT_SEGMENT);

  @Option(
      names = "--frame-rate",
      paramLabel = "RATE",
      converter = FrameRateOption.class,
      description = FrameRateOption.DESCRIPTION)
  private FrameRate frameRate = ByteStreamDemuxer.DEFAULT_FRAME_RATE;

  PassThroughOptions() {}

  private static String word(ParameterSetPlacement placement) {
    return placement.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The settings that these options say.
   *
   * @throws ParameterException if one of them is out of bounds
   */
  IngestSettings with(SegmentSettings segments, EncodingSettings encoding) {
    try {
      return new IngestSettings(
          segments,
          new SelectionSettings(
              SelectionSettings.codecs(codecs), videoTrack, audioTracks, encoding),
          ParameterSetPlacement.valueOf(parameterSets.toUpperCase(Locale.ROOT).replace('-', '_')),
          frameRate,
          SessionSettings.DEFAULT);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  /** The same as options of the job, where they are not the default. */
  Map<String, String> jobOptions() {
    IngestSettings settings = with(SegmentSettings.DEFAULT, EncodingSettings.NONE);
    Map<String, String> options = new LinkedHashMap<>();
    options.put("millrace.passthrough.codecs", String.join(";", codecs));
    options.put("millrace.passthrough.video-track", Integer.toString(videoTrack));
    options.put("millrace.passthrough.parameter-sets", settings.parameterSets().name());
    options.put("millrace.passthrough.frame-rate", frameRate.toString());
    if (!audioTracks.isEmpty()) {
      options.put("millrace.passthrough.audio-tracks", String.join(";", audioTracks));
    }
    return options;
  }
}
