package io.millrace.transcode;

import io.millrace.ingest.IngestInput;
import io.millrace.ingest.RecordedIngest;
import io.millrace.ingest.StreamIngest;
import io.millrace.libav.MediaFeed;
import io.millrace.libav.TestPicture;
import io.millrace.media.FrameRate;
import io.millrace.media.Payload;
import io.millrace.segment.SegmentSettings;
import io.millrace.segment.SegmentUnit;
import java.util.ArrayList;
import java.util.List;

/** Small segments of one second that FFmpeg can decode, with pictures and sound. */
public final class PictureSegments {
  private static final int GOP = 30;

  private PictureSegments() {}

  /** So many of {@code stream}, then its end. */
  public static List<SegmentUnit> make(String stream, int count) {
    RecordedIngest recorded = new RecordedIngest();
    StreamIngest ingest = new StreamIngest(stream, new SegmentSettings(1000, 0, 3000));
    List<Payload> chunks = new ArrayList<>();
    TestPicture.Settings settings =
        new TestPicture.Settings(320, 180, new FrameRate(30, 1), GOP, MediaFeed.Container.MATROSKA);
    try (TestPicture picture = TestPicture.open(settings, chunks::add)) {
      while (picture.mediaMicros() < count * 1_000_000L) {
        picture.step();
      }
      picture.finish();
    }
    long sequence = 0;
    for (Payload chunk : chunks) {
      ingest.accept(IngestInput.chunk(1, sequence++, SegmentUnit.NO_DATE, chunk), recorded);
    }
    ingest.accept(IngestInput.end(1, sequence, SegmentUnit.NO_DATE), recorded);
    return recorded.units;
  }
}
