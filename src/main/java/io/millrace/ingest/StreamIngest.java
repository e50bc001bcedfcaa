package io.millrace.ingest;

import io.millrace.demux.libav.Passes;
import io.millrace.media.SavedMedia;
import io.millrace.segment.SegmentSettings;
import io.millrace.segment.SegmentUnit;
import io.millrace.segment.Segmenter;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one live stream between two records: the state of INGEST. Same records, same
 * segments, wherever it was saved and loaded in between.
 *
 * <p>Rules of order: within a session, a record that came already is dropped. One that comes ahead
 * of its turn is held until those before it come, within the bounds of {@link SessionSettings};
 * then what is missing is a loss. A higher session takes over: what is open is closed, unless the
 * session goes on where the last one stopped; numbering and timeline go on. Records of a lower
 * session, and of a stream that has ended, are refused.
 */
public final class StreamIngest {
  private static final int VERSION = 1;
  private static final long NO_SESSION = Long.MIN_VALUE;

  private final String stream;
  private final IngestSettings settings;
  private final Demuxers demuxers;
  private final Flow flow;
  private SessionReader reader;
  private ReorderWindow ahead;
  private long session = NO_SESSION;
  private long nextSequence;

  /** Ingest time of the session's newest record. */
  private long newest = SegmentUnit.NO_DATE;

  private long duplicates;
  private boolean ended;

  public StreamIngest(String stream, IngestSettings settings) {
    this(stream, settings, Demuxers.detecting(settings.frameRate()));
  }

  /** A stream that is read by {@code demuxers}. */
  StreamIngest(String stream, IngestSettings settings, Demuxers demuxers) {
    this.stream = stream;
    this.settings = settings;
    this.demuxers = demuxers;
    this.flow = new Flow(newSegmenter(), new StreamAccount());
    this.reader = new SessionReader(settings, demuxers, flow);
    this.ahead = new ReorderWindow(settings.sessions());
  }

  /** A stream of which all is published that can pass through. */
  public StreamIngest(String stream, SegmentSettings segments) {
    this(stream, IngestSettings.of(segments));
  }

  private Segmenter newSegmenter() {
    return new Segmenter(stream, settings.segments(), settings.selection());
  }

  /** Says where FFmpeg's demuxers run from here on; it changes nothing, and is not saved. */
  public void readBy(Passes passes) {
    reader.readBy(passes);
  }

  public StreamAccount account() {
    return flow.account();
  }

  /** Records that were dropped because they had come already. */
  public long duplicates() {
    return duplicates;
  }

  /** True after END: what remains of the state is only what refuses late records. */
  public boolean hasEnded() {
    return ended;
  }

  /**
   * Takes the next record of the log. Nothing in it makes this throw: only what {@code output}
   * throws is let through.
   */
  public void accept(IngestInput record, IngestOutput output) {
    flow.begin(output);
    try {
      if (ended) {
        refuse(record);
      } else if (record.session() < session) {
        flow.reject(
            record,
            -1,
            "session %d is over, session %d took over".formatted(record.session(), session));
      } else {
        order(record);
      }
    } finally {
      flow.finish();
    }
  }

  private void refuse(IngestInput record) {
    flow.reject(record, -1, "stream has ended; publish under another stream id");
  }

  private void order(IngestInput record) {
    if (record.session() > session) {
      takeOver(record);
    }
    newest = record.ingestTime();
    boolean last = false;
    if (record.sequence() == nextSequence) {
      take(record);
    } else if (record.sequence() < nextSequence || !ahead.hold(record)) {
      duplicates++;
    } else {
      last = record.kind() == IngestInput.Kind.END;
    }
    if (!ahead.isEmpty()) {
      takeHeld(last);
    }
  }

  /**
   * Takes what is held as far as nothing is missing before it, or no longer waited for.
   *
   * @param last whether END has come: nothing need come behind it that would end the wait
   */
  private void takeHeld(boolean last) {
    takeNext();
    while (!ahead.isEmpty() && !ended && (last || ahead.isExceeded(newest))) {
      giveUpMissing();
    }
    for (IngestInput rest = endedRest(); rest != null; rest = endedRest()) {
      refuse(rest);
    }
  }

  private @Nullable IngestInput endedRest() {
    return ended ? ahead.takeFirst() : null;
  }

  private void takeNext() {
    while (!ended) {
      IngestInput next = ahead.take(nextSequence);
      if (next == null) {
        return;
      }
      take(next);
    }
  }

  /** What is missing before the first record that is held is lost. */
  private void giveUpMissing() {
    IngestInput next = ahead.takeFirst();
    if (next == null) {
      return;
    }
    flow.loss(
        -1,
        "records %d to %d of session %d are missing"
            .formatted(nextSequence, next.sequence() - 1, session));
    flow.reads(next);
    reader.missing(next);
    take(next);
    takeNext();
  }

  private void take(IngestInput record) {
    nextSequence = record.sequence() + 1;
    flow.reads(record);
    switch (record.kind()) {
      case CHUNK -> reader.push(record);
      case END -> end(record);
    }
  }

  private void takeOver(IngestInput record) {
    if (session != NO_SESSION) {
      while (!ahead.isEmpty()) {
        giveUpMissing();
      }
      flow.reads(record);
      reader.takeOver(record, comesSoon(record));
    }
    session = record.session();
    boolean mayBeAhead =
        record.sequence() > 0 && record.sequence() <= settings.sessions().reorderRecords();
    nextSequence = mayBeAhead ? 0 : record.sequence();
  }

  private boolean comesSoon(IngestInput record) {
    return settings.sessions().reconnectMillis() > 0
        && record.ingestTime() != SegmentUnit.NO_DATE
        && newest != SegmentUnit.NO_DATE
        && record.ingestTime() - newest <= settings.sessions().reconnectMillis();
  }

  private void end(IngestInput record) {
    reader.end(record);
    ended = true;
    flow.restart(newSegmenter());
    reader = new SessionReader(settings, demuxers, flow);
  }

  public void save(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    out.writeLong(session);
    out.writeLong(nextSequence);
    out.writeLong(newest);
    out.writeLong(duplicates);
    out.writeBoolean(ended);
    ahead.save(out);
    flow.account().save(out);
    reader.save(out);
    flow.segmenter().save(out);
  }

  /** Reads what {@link #save} wrote of a stream with these settings. */
  public static StreamIngest load(DataInput in, String stream, IngestSettings settings)
      throws IOException {
    return load(in, stream, settings, Demuxers.detecting(settings.frameRate()));
  }

  /** The same of a stream that is read by {@code demuxers}. */
  static StreamIngest load(DataInput in, String stream, IngestSettings settings, Demuxers demuxers)
      throws IOException {
    SavedMedia.readVersion(in, VERSION, "stream");
    StreamIngest loaded = new StreamIngest(stream, settings, demuxers);
    loaded.session = in.readLong();
    loaded.nextSequence = in.readLong();
    loaded.newest = in.readLong();
    loaded.duplicates = in.readLong();
    loaded.ended = in.readBoolean();
    loaded.ahead = ReorderWindow.load(in, settings.sessions());
    StreamAccount account = StreamAccount.load(in);
    loaded.reader.load(in);
    loaded.flow.load(
        account, Segmenter.load(in, stream, settings.segments(), settings.selection()));
    return loaded;
  }
}
