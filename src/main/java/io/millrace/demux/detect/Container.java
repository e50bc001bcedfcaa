package io.millrace.demux.detect;

import io.millrace.demux.Demuxer;
import io.millrace.demux.flv.FlvDemuxer;
import io.millrace.demux.fmp4.Fmp4Demuxer;
import io.millrace.demux.matroska.MatroskaDemuxer;
import io.millrace.demux.mpegts.MpegTsDemuxer;
import io.millrace.demux.raw.ByteStreamDemuxer;
import io.millrace.demux.raw.PackedAudioDemuxer;
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
  MP4("MP4") {
    @Override
    public Demuxer open() {
      return new Fmp4Demuxer();
    }

    @Override
    Demuxer load(DataInput in) throws IOException {
      return Fmp4Demuxer.load(in);
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
  },
  PACKED_AUDIO("packed audio") {
    @Override
    public Demuxer open() {
      return new PackedAudioDemuxer();
    }

    @Override
    Demuxer load(DataInput in) throws IOException {
      return PackedAudioDemuxer.load(in);
    }
  },
  H264("H.264 byte stream") {
    @Override
    public Demuxer open() {
      return ByteStreamDemuxer.h264(ByteStreamDemuxer.DEFAULT_FRAME_RATE);
    }

    @Override
    Demuxer load(DataInput in) throws IOException {
      return ByteStreamDemuxer.loadH264(in);
    }
  },
  H265("HEVC byte stream") {
    @Override
    public Demuxer open() {
      return ByteStreamDemuxer.h265(ByteStreamDemuxer.DEFAULT_FRAME_RATE);
    }

    @Override
    Demuxer load(DataInput in) throws IOException {
      return ByteStreamDemuxer.loadH265(in);
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
