package io.millrace.app;

import io.millrace.media.AudioTarget;
import io.millrace.media.EncoderKind;
import io.millrace.media.Ladder;
import io.millrace.media.Treatment;
import io.millrace.segment.EncodingSettings;
import io.millrace.transcode.TranscodeSettings;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What is encoded: the same options for every command that publishes a presentation. */
final class EncodingOptions {
  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = "--ladder",
      paramLabel = "LADDER",
      defaultValue = "source",
      description = {
        "Renditions of the pictures: source, single, standard, full, or a list such as"
            + " copy,720p:3000k,480p:1200k. Default: ${DEFAULT-VALUE}.",
        "copy, in front, is the publisher's own, or H.264 of its size where that cannot be"
            + " published. The others are HEIGHTp[RATE][:NNNk][:crfNN][:PRESET][:PROFILE][:CODEC],"
            + " such as 1080p60:6000k:crf21:medium:main:hevc, never larger than the source; bit"
            + " rate or crf must be there."
      })
  private String ladder = "";

  @Option(
      names = "--video",
      paramLabel = "HOW",
      defaultValue = "auto",
      description =
          "What becomes of the pictures: auto (what players decode as it is, the rest encoded),"
              + " copy (the rest left out) or transcode (all encoded). Default: ${DEFAULT-VALUE}.")
  private Treatment video = Treatment.AUTO;

  @Option(
      names = "--audio",
      paramLabel = "HOW",
      defaultValue = "auto",
      description =
          "What becomes of the sound: auto, copy or transcode, to AAC. Default: ${DEFAULT-VALUE}.")
  private Treatment audio = Treatment.AUTO;

  @Option(
      names = "--audio-target",
      paramLabel = "TARGET",
      defaultValue = "stereo",
      description =
          "What sound is encoded to: stereo or 5.1, with a bit rate as in stereo:96k. Default:"
              + " ${DEFAULT-VALUE}.")
  private String audioTarget = "";

  @Option(
      names = "--encoder",
      paramLabel = "ENCODER",
      defaultValue = "software",
      description =
          "What encodes pictures: software, nvenc, vaapi, qsv or videotoolbox; software where that"
              + " is not there. A GPU's bytes may differ from run to run. Default: ${DEFAULT-VALUE}.")
  private EncoderKind encoder = EncoderKind.SOFTWARE;

  EncodingOptions() {}

  /**
   * How it is encoded.
   *
   * @throws ParameterException if an option has another value than it can have
   */
  TranscodeSettings transcode() {
    return checked(
        () -> new TranscodeSettings(Ladder.parse(ladder), encoder, AudioTarget.parse(audioTarget)));
  }

  /**
   * What is encoded.
   *
   * @throws ParameterException if an option has another value than it can have
   */
  EncodingSettings settings() {
    return checked(() -> EncodingSettings.of(Ladder.parse(ladder), video, audio));
  }

  /** As the job's options have them. */
  Map<String, String> jobOptions() {
    settings();
    transcode();
    return Map.of(
        "millrace.transcode.ladder", ladder,
        "millrace.transcode.video", video.toString(),
        "millrace.transcode.audio", audio.toString(),
        "millrace.transcode.audio-target", audioTarget,
        "millrace.transcode.encoder", encoder.toString());
  }

  private <T> T checked(Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }
}
