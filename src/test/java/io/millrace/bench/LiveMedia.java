package io.millrace.bench;

import io.millrace.demux.DemuxHandler;
import io.millrace.demux.detect.DetectingDemuxer;
import io.millrace.ingest.IngestInput;
import io.millrace.ingest.IngestOutput;
import io.millrace.ingest.StreamIngest;
import io.millrace.media.AccessUnit;
import io.millrace.media.MediaException;
import io.millrace.media.MediaType;
import io.millrace.media.Payload;
import io.millrace.media.Track;
import io.millrace.segment.SegmentEvent;
import io.millrace.segment.SegmentSettings;
import io.millrace.segment.SegmentUnit;
import io.millrace.segment.TrackSegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A file as a live encoder sends it: one chunk for every two pictures, cut where a picture starts.
 * Says beforehand, with Millrace's own demuxer and segmenter, with which chunk each segment can be
 * known.
 */
public final class LiveMedia {
  public static final int PICTURES_PER_CHUNK = 2;

  private final List<Payload> chunks = new ArrayList<>();

  /** By segment: the chunk that holds the last byte of its pictures. */
  private final List<Integer> lastPicture = new ArrayList<>();

  /** By segment: the chunk after which nothing is missing any more to close it. */
  private final List<Integer> complete = new ArrayList<>();

  public LiveMedia(byte[] file) {
    List<Long> starts = pictureStarts(file);
    int from = 0;
    for (int i = PICTURES_PER_CHUNK; i < starts.size(); i += PICTURES_PER_CHUNK) {
      int to = Math.toIntExact(starts.get(i));
      chunks.add(Payload.of(file, from, to - from));
      from = to;
    }
    segment();
  }

  public List<Payload> chunks() {
    return chunks;
  }

  public int segments() {
    return complete.size();
  }

  int lastPictureChunk(int segment) {
    return lastPicture.get(segment);
  }

  public int completeChunk(int segment) {
    return complete.get(segment);
  }

  /** Where each picture starts, bytes, in decode order. */
  private static List<Long> pictureStarts(byte[] file) {
    List<Long> starts = new ArrayList<>();
    Set<Integer> video = new HashSet<>();
    DemuxHandler handler =
        new DemuxHandler() {
          @Override
          public void onTracks(List<Track> tracks) {
            for (Track track : tracks) {
              if (track.codec().type() == MediaType.VIDEO) {
                video.add(track.id());
              }
            }
          }

          @Override
          public void onAccessUnit(AccessUnit unit) {
            if (video.contains(unit.trackId())) {
              starts.add(unit.byteOffset());
            }
          }

          @Override
          public void onLoss(int trackId, MediaException reason) {
            throw new IllegalStateException(reason);
          }
        };
    DetectingDemuxer demuxer = new DetectingDemuxer();
    demuxer.push(Payload.of(file), handler);
    demuxer.end(handler);
    return starts;
  }

  private void segment() {
    StreamIngest ingest = new StreamIngest("s", SegmentSettings.DEFAULT);
    long[] pictures = {0};
    for (int i = 0; i < chunks.size(); i++) {
      int chunk = i;
      ingest.accept(
          IngestInput.chunk(1, i, 0, chunks.get(i)),
          new IngestOutput() {
            @Override
            public void onSegment(SegmentUnit unit) {
              pictures[0] += pictures(unit);
              lastPicture.add((int) ((pictures[0] - 1) / PICTURES_PER_CHUNK));
              complete.add(chunk);
            }

            @Override
            public void onRejected(IngestInput record, long byteOffset, String reason) {
              throw new IllegalStateException(reason);
            }

            @Override
            public void onLoss(long byteOffset, String reason) {
              throw new IllegalStateException(reason);
            }

            @Override
            public void onEvent(SegmentEvent event, int count, String detail) {}
          });
    }
  }

  private static int pictures(SegmentUnit unit) {
    for (TrackSegment track : unit.tracks()) {
      if (track.rendition().equals("video")) {
        return track.samples().size();
      }
    }
    return 0;
  }
}
