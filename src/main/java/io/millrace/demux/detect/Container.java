package io.millrace.demux.detect;

import io.millrace.demux.Demuxer;
import io.millrace.demux.flv.FlvDemuxer;
import io.millrace.demux.matroska.MatroskaDemuxer;
import io.millrace.demux.mpegts.MpegTsDemuxer;
import java.io.DataInput;
import java.io.IOException;

/** The containers that are read. Saved state holds their names: a name is for ever. */
public enum Container {
  MATROSKA("Matroska") {
    @Override
    public Demuxer open() {
      return new MatroskaDemuxer();
    }

    @Override
    Demuxer load(DataInput in) throws IOException {
      return MatroskaDemuxer.load(in);
    }
  },
  MPEG_TS("MPEG-TS") {
    @Override
    public Demuxer open() {
      return new MpegTsDemuxer();
    }

    @Override
    Demuxer load(DataInput in) throws IOException {
      return MpegTsDemuxer.load(in);
    }
  },
  FLV("FLV") {
    @Override
    public Demuxer open() {
      return new FlvDemuxer();
    }

    @Override
    Demuxer load(DataInput in) throws IOException {
      return FlvDemuxer.load(in);
    }
  };

  private final String title;

  Container(String title) {
    this.title = title;
  }

  /** As people write it. */
  public String title() {
    return title;
  }

  /** A demuxer that has seen nothing yet. */
  public abstract Demuxer open();

  abstract Demuxer load(DataInput in) throws IOException;

  static Container named(String name) throws IOException {
    for (Container container : values()) {
      if (container.name().equals(name)) {
        return container;
      }
    }
    throw new IOException("Cannot read saved demuxer: unknown container " + name);
  }
}
