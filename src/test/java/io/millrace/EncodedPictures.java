package io.millrace;

import io.millrace.cmaf.CmafPackager;
import io.millrace.cmaf.PackagedTrack;
import io.millrace.ingest.IngestInput;
import io.millrace.ingest.RecordedIngest;
import io.millrace.ingest.StreamIngest;
import io.millrace.media.Payload;
import io.millrace.segment.SegmentSettings;
import io.millrace.segment.SegmentUnit;
import io.millrace.segment.TrackSegment;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Segments of a whole input, and what ffmpeg sees in a rendition of segments. */
public final class EncodedPictures {
  private EncodedPictures() {}

  /** The segments that have media, of at least so many milliseconds. */
  public static List<SegmentUnit> segments(byte[] bytes, int targetMillis) {
    RecordedIngest ingest = new RecordedIngest();
    StreamIngest stream = new StreamIngest("cam-1", new SegmentSettings(targetMillis, 0, 3000));
    stream.accept(IngestInput.chunk(1, 0, SegmentUnit.NO_DATE, Payload.of(bytes)), ingest);
    stream.accept(IngestInput.end(1, 1, SegmentUnit.NO_DATE), ingest);
    return ingest.units.stream().filter(unit -> !unit.tracks().isEmpty()).toList();
  }

  /** The part of one rendition. */
  public static TrackSegment track(SegmentUnit unit, String rendition) {
    return unit.tracks().stream()
        .filter(track -> track.rendition().equals(rendition))
        .findFirst()
        .orElseThrow();
  }

  /** One rendition as a file: its init segment, which all segments share, and then each of them. */
  public static Path write(Path file, List<SegmentUnit> units, String rendition) throws Exception {
    CmafPackager packager = new CmafPackager();
    ByteBuffer first = null;
    try (OutputStream out = Files.newOutputStream(file)) {
      WritableByteChannel channel = Channels.newChannel(out);
      for (SegmentUnit unit : units) {
        SegmentUnit alone = unit.withTracks(List.of(track(unit, rendition)));
        PackagedTrack packaged = packager.pack(alone).tracks().get(0);
        ByteBuffer init = packaged.initSegment().buffer();
        if (first == null) {
          first = init;
          channel.write(init.duplicate());
        } else if (!first.equals(init)) {
          throw new AssertionError(rendition + ": another init segment in " + unit.number());
        }
        channel.write(Payload.concat(packaged.body()).buffer());
      }
    }
    return file;
  }
}
