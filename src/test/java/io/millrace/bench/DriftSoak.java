package io.millrace.bench;

import io.millrace.demux.elementary.ParameterSetPlacement;
import io.millrace.ingest.IngestInput;
import io.millrace.ingest.IngestOutput;
import io.millrace.ingest.IngestSettings;
import io.millrace.ingest.StreamIngest;
import io.millrace.media.FrameRate;
import io.millrace.media.Ladder;
import io.millrace.media.MediaType;
import io.millrace.media.Payload;
import io.millrace.media.Treatment;
import io.millrace.segment.EncodingSettings;
import io.millrace.segment.SegmentEvent;
import io.millrace.segment.SegmentSettings;
import io.millrace.segment.SegmentUnit;
import io.millrace.segment.SelectionSettings;
import io.millrace.segment.TrackSegment;
import io.millrace.transcode.SegmentEncoder;
import io.millrace.transcode.TranscodeSettings;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Half an hour of pictures at 24000/1001, 30000/1001 and 60000/1001 a second with sound at 44.1
 * kHz, all encoded, and where it ends: not one tick may be missing or too much.
 *
 * <p>Arguments: a directory for the source, minutes.
 */
public final class DriftSoak {
  private static final Ladder LADDER = Ladder.parse("36p:crf40:ultrafast");
  private static final int PIECE_BYTES = 256 << 10;

  private DriftSoak() {}

  public static void main(String[] arguments) throws Exception {
    int seconds = Integer.parseInt(arguments[1]) * 60;
    System.out.println(
        "| rate | frames | pictures | end of the pictures, ticks | end of the sound, samples |");
    System.out.println("|---|---|---|---|---|");
    for (String rate : List.of("24000/1001", "30000/1001", "60000/1001")) {
      Path source = Path.of(arguments[0], "drift.ts");
      make(source, rate, seconds);
      Walk walk = walk(source);
      System.out.printf(
          "| %s | %d | %d | %d of %d | %d |%n",
          rate, walk.frames, walk.pictures, walk.end, walk.ticks, walk.sound);
      walk.check(FrameRate.parse(rate), seconds);
      Files.delete(source);
    }
  }

  private static void make(Path source, String rate, int seconds) throws Exception {
    String command =
        "ffmpeg -nostdin -v error -y -f lavfi -i testsrc2=size=64x36:rate=%s".formatted(rate)
            + " -f lavfi -i sine=sample_rate=44100 -t %d -c:v libx264 -preset ultrafast -bf 2 -g 120"
                .formatted(seconds)
            + " -c:a mp2 -b:a 64k";
    List<String> words = new ArrayList<>(List.of(command.split(" ")));
    words.add(source.toString());
    if (new ProcessBuilder(words).inheritIO().start().waitFor() != 0) {
      throw new IllegalStateException("ffmpeg failed");
    }
  }

  private static Walk walk(Path source) throws Exception {
    IngestSettings settings =
        new IngestSettings(
            new SegmentSettings(4000, 0, 3000),
            new SelectionSettings(
                SelectionSettings.DEFAULT.codecs(),
                SelectionSettings.BY_RULE,
                List.of(),
                EncodingSettings.of(LADDER, Treatment.TRANSCODE, Treatment.TRANSCODE)),
            ParameterSetPlacement.INIT_SEGMENT,
            new FrameRate(25, 1),
            IngestSettings.DEFAULT.sessions());
    Walk walk = new Walk();
    StreamIngest ingest = new StreamIngest("drift", settings);
    long sequence = 0;
    try (InputStream in = Files.newInputStream(source)) {
      for (byte[] piece = in.readNBytes(PIECE_BYTES);
          piece.length > 0;
          piece = in.readNBytes(PIECE_BYTES)) {
        ingest.accept(
            IngestInput.chunk(1, sequence++, SegmentUnit.NO_DATE, Payload.of(piece)), walk);
      }
    }
    ingest.accept(IngestInput.end(1, sequence, SegmentUnit.NO_DATE), walk);
    return walk;
  }

  /** Where the encoded tracks stand. */
  private static final class Walk implements IngestOutput {
    private final SegmentEncoder encoder = new SegmentEncoder(TranscodeSettings.of(LADDER));
    private long frames;
    private long pictures;
    private long end;
    private long ticks;
    private long sound = -1;

    @Override
    public void onSegment(SegmentUnit unit) {
      for (TrackSegment track : unit.tracks()) {
        boolean video = track.format().codec().type() == MediaType.VIDEO;
        frames += video ? track.samples().size() : 0;
      }
      for (TrackSegment track : encoder.encode(unit).tracks()) {
        long next = track.baseMediaDecodeTime() + track.duration();
        if (track.format().codec().type() == MediaType.VIDEO) {
          require(track.baseMediaDecodeTime() == end, "pictures", unit, end);
          end = next;
          ticks = track.timescale().ticksPerSecond();
          pictures += track.samples().size();
        } else {
          require(sound < 0 || track.baseMediaDecodeTime() == sound, "sound", unit, sound);
          sound = next;
        }
      }
    }

    private static void require(boolean holds, String what, SegmentUnit unit, long expected) {
      if (!holds) {
        throw new IllegalStateException(
            "Segment %d: %s do not begin at %d".formatted(unit.number(), what, expected));
      }
    }

    /** To the tick where the source's frames end, the sound to three of its own. */
    void check(FrameRate rate, int seconds) {
      long expected = (long) seconds * rate.numerator() / rate.denominator();
      boolean all = Math.abs(frames - expected) <= 1;
      if (!all || end * rate.numerator() != frames * rate.denominator() * ticks) {
        throw new IllegalStateException("%d frames end at %d".formatted(frames, end));
      }
      long behind = end * 48_000 / ticks - sound;
      if (Math.abs(behind) > 3 * 1024) {
        throw new IllegalStateException("The sound ends %d samples before".formatted(behind));
      }
    }

    @Override
    public void onRejected(IngestInput record, long byteOffset, String reason) {
      throw new IllegalStateException("Rejected: " + reason);
    }

    @Override
    public void onLoss(long byteOffset, String reason) {
      throw new IllegalStateException("Lost: " + reason);
    }

    @Override
    public void onEvent(SegmentEvent event, int count, String detail) {}
  }
}
