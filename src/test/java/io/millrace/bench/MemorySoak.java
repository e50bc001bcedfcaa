package io.millrace.bench;

import io.millrace.media.AudioTarget;
import io.millrace.media.EncoderKind;
import io.millrace.media.Ladder;
import io.millrace.media.MediaType;
import io.millrace.media.Sample;
import io.millrace.media.Timescale;
import io.millrace.segment.EncoderInput;
import io.millrace.segment.SegmentUnit;
import io.millrace.segment.TrackSegment;
import io.millrace.transcode.PictureSegments;
import io.millrace.transcode.SegmentEncoder;
import io.millrace.transcode.TranscodeSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Encodes segments with pictures and sound, each by fresh decoders and encoders, and looks at the
 * memory of the process. Fails if it grows once all is warm.
 *
 * <p>Arguments: segments.
 */
public final class MemorySoak {
  private static final int LINES = 20;

  /** From here on nothing is new any more. */
  private static final int WARM_LINES = 4;

  private static final long MAX_GROWTH_KIB = 16 << 10;

  private MemorySoak() {}

  public static void main(String[] arguments) throws IOException {
    int segments = Integer.parseInt(arguments[0]);
    SegmentUnit unit = small(PictureSegments.make("soak", 2).get(1));
    SegmentEncoder encoder =
        new SegmentEncoder(
            new TranscodeSettings(
                Ladder.parse("90p:200k:ultrafast,72p:100k:ultrafast"),
                EncoderKind.SOFTWARE,
                AudioTarget.STEREO));
    SegmentUnit first = encoder.encode(unit);
    long warm = 0;
    System.out.println("| segments | resident MiB |\n|---|---|");
    for (int line = 1; line <= LINES; line++) {
      for (int i = 0; i < segments / LINES; i++) {
        if (!encoder.encode(unit).equals(first)) {
          throw new IllegalStateException("Another result for the same segment");
        }
      }
      long resident = residentKib();
      warm = line == WARM_LINES ? resident : warm;
      System.out.printf("| %d | %d |%n", segments / LINES * line, resident >> 10);
    }
    long growth = residentKib() - warm;
    System.out.printf("grown by %d KiB since all was warm%n", growth);
    if (growth > MAX_GROWTH_KIB) {
      throw new IllegalStateException("Native memory grows: %d KiB".formatted(growth));
    }
  }

  /** Half a second of pictures, and as much sound that is to be encoded. */
  private static SegmentUnit small(SegmentUnit unit) {
    List<TrackSegment> tracks = new ArrayList<>();
    for (TrackSegment track : unit.tracks()) {
      int half = track.samples().size() / 2;
      List<Sample> samples = track.samples().subList(0, half);
      TrackSegment shorter =
          new TrackSegment(
              track.rendition(),
              track.format(),
              track.timescale(),
              track.baseMediaDecodeTime(),
              samples);
      boolean sound = track.format().codec().type() == MediaType.AUDIO;
      tracks.add(sound ? shorter.withEncoding(sound(shorter)) : shorter);
    }
    return unit.withTracks(tracks);
  }

  private static EncoderInput sound(TrackSegment track) {
    Timescale encoded = new Timescale(EncoderInput.AUDIO_RATE);
    long start = track.timescale().rescaleDown(track.baseMediaDecodeTime(), encoded);
    long frames =
        track.timescale().rescaleDown(track.duration(), encoded) / EncoderInput.AUDIO_FRAME;
    return new EncoderInput(
        List.of(), List.of(), start, start + frames * EncoderInput.AUDIO_FRAME, false);
  }

  private static long residentKib() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IOException("No VmRSS in /proc/self/status");
  }
}
