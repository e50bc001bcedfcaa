package io.millrace.demux.detect;

import io.millrace.demux.Demuxer;
import io.millrace.demux.flv.FlvDemuxer;
import io.millrace.demux.fmp4.Fmp4Demuxer;
import io.millrace.demux.libav.LibavDemuxer;
import io.millrace.demux.matroska.MatroskaDemuxer;
import io.millrace.demux.mpegts.MpegTsDemuxer;
import io.millrace.demux.raw.ByteStreamDemuxer;
import io.millrace.demux.raw.PackedAudioDemuxer;
import io.millrace.media.FrameRate;
import java.io.DataInput;
import java.io.IOException;
import java.util.OptionalLong;

/** The containers that are read. Saved state holds their names: a name is for ever. */
public enum Container {
  MATROSKA("Matroska") {
    @Override
    Demuxer open(FrameRate assumed, OptionalLong clock) {
      return new MatroskaDemuxer();
    }

    @Override
    Demuxer load(DataInput in) throws IOException {
      return MatroskaDemuxer.load(in);
    }
  },
  MPEG_TS("MPEG-TS") {
    @Override
    Demuxer open(FrameRate assumed, OptionalLong clock) {
      return MpegTsDemuxer.withClock(clock);
    }

    @Override
    Demuxer load(DataInput in) throws IOException {
      return MpegTsDemuxer.load(in);
    }
  },
  MP4("MP4") {
    @Override
    Demuxer open(FrameRate assumed, OptionalLong clock) {
      return new Fmp4Demuxer();
    }

    @Override
    Demuxer load(DataInput in) throws IOException {
      return Fmp4Demuxer.load(in);
    }
  },
  FLV("FLV") {
    @Override
    Demuxer open(FrameRate assumed, OptionalLong clock) {
      return new FlvDemuxer();
    }

    @Override
    Demuxer load(DataInput in) throws IOException {
      return FlvDemuxer.load(in);
    }
  },
  PACKED_AUDIO("packed audio") {
    @Override
    Demuxer open(FrameRate assumed, OptionalLong clock) {
      return new PackedAudioDemuxer();
    }

    @Override
    Demuxer load(DataInput in) throws IOException {
      return PackedAudioDemuxer.load(in);
    }
  },
  H264("H.264 byte stream") {
    @Override
    Demuxer open(FrameRate assumed, OptionalLong clock) {
      return ByteStreamDemuxer.h264(assumed);
    }

    @Override
    Demuxer load(DataInput in) throws IOException {
      return ByteStreamDemuxer.loadH264(in);
    }
  },
  H265("HEVC byte stream") {
    @Override
    Demuxer open(FrameRate assumed, OptionalLong clock) {
      return ByteStreamDemuxer.h265(assumed);
    }

    @Override
    Demuxer load(DataInput in) throws IOException {
      return ByteStreamDemuxer.loadH265(in);
    }
  },
  /** All that FFmpeg reads and Millrace does not: AVI, Ogg, MPEG program streams and more. */
  LIBAV("others by FFmpeg") {
    @Override
    Demuxer open(FrameRate assumed, OptionalLong clock) {
      return new LibavDemuxer();
    }

    @Override
    Demuxer load(DataInput in) throws IOException {
      return LibavDemuxer.load(in);
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

  /**
   * A demuxer that has seen nothing yet.
   *
   * @param assumed frame rate of a byte stream that does not say its own; nothing to the others
   * @param clock of a session that this one may go on from; nothing where the clock does not wrap
   */
  abstract Demuxer open(FrameRate assumed, OptionalLong clock);

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
