package io.millrace.ingest;

import io.millrace.demux.DemuxHandler;
import io.millrace.demux.Demuxer;
import io.millrace.demux.detect.DetectingDemuxer;
import io.millrace.media.FrameRate;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A demuxer with a fault of the program: it reads as others do, but where a record begins with
 * certain words it reads half of it, and then fails.
 */
final class PoisonDemuxer implements Demuxer {
  private final Demuxer inner;

  private PoisonDemuxer(Demuxer inner) {
    this.inner = inner;
  }

  /** How it fails. */
  enum Fault {
    UNFORESEEN {
      @Override
      void fail() {
        throw new IllegalStateException("nobody foresaw this");
      }
    },
    DEEP {
      @Override
      void fail() {
        throw new StackOverflowError();
      }
    },
    REFUSED {
      @Override
      void fail() {
        throw new MediaException.Unsupported(7, "poison");
      }
    };

    abstract void fail();

    private byte[] mark() {
      return ("Poison: " + name()).getBytes(StandardCharsets.US_ASCII);
    }

    /** {@code record} with the mark over its first bytes. */
    Payload poison(Payload record) {
      byte[] bytes = record.toByteArray();
      System.arraycopy(mark(), 0, bytes, 0, mark().length);
      return Payload.of(bytes);
    }

    private boolean marks(Payload record) {
      byte[] mark = mark();
      return record.length() >= mark.length
          && record.slice(0, mark.length).equals(Payload.of(mark));
    }
  }

  static Demuxers demuxers(FrameRate assumed) {
    return new Demuxers() {
      @Override
      public Demuxer open(OptionalLong clock) {
        return new PoisonDemuxer(new DetectingDemuxer(assumed, clock));
      }

      @Override
      public Demuxer load(DataInput in) throws IOException {
        return new PoisonDemuxer(DetectingDemuxer.load(in));
      }
    };
  }

  @Override
  public void push(Payload bytes, DemuxHandler handler) {
    for (Fault fault : Fault.values()) {
      if (fault.marks(bytes)) {
        inner.push(bytes.slice(0, bytes.length() / 2), handler);
        fault.fail();
      }
    }
    inner.push(bytes, handler);
  }

  @Override
  public void skip(DemuxHandler handler) {
    inner.skip(handler);
  }

  @Override
  public void end(DemuxHandler handler) {
    inner.end(handler);
  }

  @Override
  public Optional<Demuxer> rejoin(long byteOffset) {
    return inner.rejoin(byteOffset).map(PoisonDemuxer::new);
  }

  @Override
  public OptionalLong clock() {
    return inner.clock();
  }

  @Override
  public void save(DataOutput out) throws IOException {
    inner.save(out);
  }
}
