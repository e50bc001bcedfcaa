package io.millrace.demux.mpegts;

import io.millrace.demux.DemuxHandler;
import io.millrace.demux.Demuxer;
import io.millrace.demux.framing.AudioFormat;
import io.millrace.media.AccessUnit;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.SavedMedia;
import io.millrace.media.Track;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads MPEG transport streams. ISO/IEC 13818-1.
 *
 * <p>Of several programs the first of the association table with video or audio is read. Times are
 * PTS in 90 kHz ticks, unrolled; DTS are not looked at. A PID's gap in the continuity counter is a
 * loss of that track only; lost sync is one of all tracks.
 *
 * <p>H.264, HEVC and MPEG-2 video come as one access unit each, in Annex B as carried; AAC, AC-3,
 * E-AC-3 and MPEG audio as single frames. Other streams come as whole PES packets, SCTE 35 as
 * sections.
 */
public final class MpegTsDemuxer implements Demuxer {
  private static final int VERSION = 1;

  /** Stands in between two pushes, when nothing can be found. */
  private static final DemuxHandler NOBODY =
      new DemuxHandler() {
        @Override
        public void onTracks(List<Track> tracks) {}

        @Override
        public void onAccessUnit(AccessUnit unit) {}

        @Override
        public void onLoss(int trackId, MediaException reason) {}
      };

  private final PacketSplitter splitter;
  private final TimestampUnroller unroller;
  private final ProgramTables tables;
  private final TrackList tracks;

  /** Those PIDs that are read; others are null. */
  private final @Nullable PidState[] pids = new @Nullable PidState[TransportPacket.PIDS];

  private final TreeMap<Integer, PidState> tablePids = new TreeMap<>();
  private final List<ElementaryStream> streams = new ArrayList<>();
  private @Nullable Pmt program;
  private DemuxHandler out = NOBODY;

  private final PacketSplitter.Handler packets =
      new PacketSplitter.Handler() {
        @Override
        public void onPacket(byte[] bytes, int at, long byteOffset) {
          readPacket(bytes, at, byteOffset);
        }

        @Override
        public void onArrayEnd() {
          for (ElementaryStream stream : streams) {
            stream.onArrayEnd();
          }
        }

        @Override
        public void onLostSync(MediaException reason) {
          loseAll(reason);
        }
      };

  private final ElementaryStream.Sink units =
      new ElementaryStream.Sink() {
        @Override
        public void onUnit(AccessUnit unit) {
          tracks.onUnit(unit, out);
        }

        @Override
        public void onAudioFormat(int pid, AudioFormat format) {
          tracks.onAudioFormat(pid, format, out);
        }

        @Override
        public void onLoss(int pid, MediaException reason) {
          tracks.onLoss(pid, reason, out);
        }
      };

  public MpegTsDemuxer() {
    this(new PacketSplitter(), new TimestampUnroller(), new ProgramTables(), new TrackList());
  }

  /**
   * A demuxer whose first time stamp is taken for the one nearest to {@code clock}.
   *
   * @param clock see {@link #clock()}; none where the first is taken as it is
   */
  public static MpegTsDemuxer withClock(OptionalLong clock) {
    return new MpegTsDemuxer(
        new PacketSplitter(), unroller(clock), new ProgramTables(), new TrackList());
  }

  private static TimestampUnroller unroller(OptionalLong clock) {
    return new TimestampUnroller(clock.isPresent(), clock.orElse(0));
  }

  private MpegTsDemuxer(
      PacketSplitter splitter, TimestampUnroller unroller, ProgramTables tables, TrackList tracks) {
    this.splitter = splitter;
    this.unroller = unroller;
    this.tables = tables;
    this.tracks = tracks;
    listenToTables();
  }

  /**
   * {@inheritDoc}
   *
   * @throws MediaException.Malformed if the first 256 KiB hold no transport packets
   */
  @Override
  public void push(Payload bytes, DemuxHandler handler) {
    out = handler;
    splitter.push(bytes, packets);
    out = NOBODY;
  }

  @Override
  public void skip(DemuxHandler handler) {
    out = handler;
    loseAll(new MediaException.Malformed(splitter.byteOffset(), "Transport stream: bytes missing"));
    splitter.skip();
    out = NOBODY;
  }

  @Override
  public void end(DemuxHandler handler) {
    out = handler;
    splitter.end(packets);
    streams.forEach(ElementaryStream::end);
    tracks.end(out);
    out = NOBODY;
  }

  private void readPacket(byte[] bytes, int at, long byteOffset) {
    int header = TransportPacket.header(bytes, at);
    PidState pid = pids[TransportPacket.pid(header)];
    if (pid == null) {
      return;
    }
    if (TransportPacket.transportError(header)) {
      pid.forgetCounter();
      lose(header, byteOffset, "transport_error_indicator");
      return;
    }
    int from = at + TransportPacket.HEADER_BYTES;
    int flags = 0;
    if (TransportPacket.hasAdaptationField(header)) {
      from += TransportPacket.adaptationFieldBytes(bytes, at);
      flags = TransportPacket.adaptationFlags(bytes, at);
    }
    int to = at + TransportPacket.BYTES;
    if (from > to) {
      pid.forgetCounter();
      lose(header, byteOffset, "adaptation field longer than its packet");
    } else if (!TransportPacket.hasPayload(header)) {
      if (TransportPacket.discontinuity(flags)) {
        pid.forgetCounter();
      }
    } else if (isWanted(pid, header, flags, byteOffset)) {
      boolean start = TransportPacket.payloadUnitStart(header);
      pid.reader().payload(bytes, from, to, start, TransportPacket.randomAccess(flags), byteOffset);
    }
  }

  /** Looks at the continuity counter and at scrambling of a packet with a payload. */
  private boolean isWanted(PidState pid, int header, int flags, long byteOffset) {
    int expected = pid.expected();
    int found = TransportPacket.continuityCounter(header);
    PidState.Continuity continuity = pid.count(found);
    if (TransportPacket.discontinuity(flags) && continuity != PidState.Continuity.NEXT) {
      // An announced jump is no damage; but a PES packet does not go on behind it.
      if (!TransportPacket.payloadUnitStart(header)) {
        pid.reader().lost();
      }
    } else if (continuity == PidState.Continuity.REPEATED) {
      return false;
    } else if (continuity == PidState.Continuity.GAP) {
      lose(header, byteOffset, "continuity_counter %d, expected %d", found, expected);
    }
    return isClear(pid, header, byteOffset);
  }

  private boolean isClear(PidState pid, int header, long byteOffset) {
    if (!TransportPacket.scrambled(header)) {
      pid.accept();
      return true;
    }
    pid.reader().lost();
    if (pid.refuse() && pid.reader() instanceof ElementaryStream) {
      int number = TransportPacket.pid(header);
      tracks.onLoss(
          number,
          new MediaException.Unsupported(
              byteOffset, "PID %d: scrambled; send it in the clear", number),
          out);
    }
    return false;
  }

  private void lose(int header, long byteOffset, String what, Object... values) {
    int number = TransportPacket.pid(header);
    PidState pid = pids[number];
    if (pid == null) {
      return;
    }
    pid.reader().lost();
    if (pid.reader() instanceof ElementaryStream) {
      String message = what.formatted(values);
      tracks.onLoss(
          number, new MediaException.Malformed(byteOffset, "PID %d: %s", number, message), out);
    }
  }

  private void loseAll(MediaException reason) {
    for (PidState pid : pids) {
      if (pid != null) {
        pid.forgetCounter();
        pid.reader().lost();
      }
    }
    tracks.onLoss(DemuxHandler.ALL_TRACKS, reason, out);
  }

  /** Takes the payloads of one PID of the tables. */
  private final class TableReader implements PidReader {
    private final int pid;

    TableReader(int pid) {
      this.pid = pid;
    }

    @Override
    public void payload(
        byte[] packet, int from, int to, boolean start, boolean randomAccess, long byteOffset) {
      tables.payload(pid, packet, from, to, start, byteOffset);
      listenToTables();
      tables.current().ifPresent(MpegTsDemuxer.this::takeProgram);
    }

    @Override
    public void lost() {
      tables.lost(pid);
    }
  }

  private void listenToTables() {
    if (tablePids.keySet().equals(tables.pids())) {
      return;
    }
    tablePids.keySet().removeIf(pid -> !tables.pids().contains(pid) && forget(pid));
    for (int pid : tables.pids()) {
      tablePids.computeIfAbsent(pid, number -> new PidState(new TableReader(number)));
      pids[pid] = tablePids.get(pid);
    }
  }

  private boolean forget(int pid) {
    pids[pid] = null;
    return true;
  }

  /** Starts to read the streams of the map that are new, ends those that are gone. */
  private void takeProgram(Pmt pmt) {
    if (pmt.equals(program)) {
      return;
    }
    program = pmt;
    List<ElementaryStream> before = List.copyOf(streams);
    List<Track> declared = new ArrayList<>();
    streams.clear();
    for (ElementaryStream stream : before) {
      if (!pmt.streams().contains(stream.declaration())) {
        stream.end();
        forget(stream.declaration().pid());
        if (pmt.streams().stream().noneMatch(other -> codesAs(other, stream.declaration()))) {
          tracks.forgetFormat(stream.declaration().pid());
        }
      }
    }
    for (Pmt.Stream stream : pmt.streams()) {
      if (!tablePids.containsKey(stream.pid()) && stream.pid() != TransportPacket.NULL_PID) {
        streams.add(open(stream, before));
        declared.add(StreamTypes.track(stream));
      }
    }
    tracks.declare(declared, out);
  }

  /** Whether both are of one PID and codec: what descriptors say beside that is no other format. */
  private static boolean codesAs(Pmt.Stream a, Pmt.Stream b) {
    return a.pid() == b.pid()
        && a.streamType() == b.streamType()
        && StreamTypes.codec(a) == StreamTypes.codec(b);
  }

  private ElementaryStream open(Pmt.Stream declaration, List<ElementaryStream> before) {
    for (ElementaryStream stream : before) {
      if (stream.declaration().equals(declaration)) {
        return stream;
      }
    }
    ElementaryStream stream = new ElementaryStream(declaration, unroller, units);
    pids[declaration.pid()] = stream.state();
    return stream;
  }

  @Override
  public Optional<Demuxer> rejoin(long byteOffset) {
    return Optional.of(
        new MpegTsDemuxer(
            PacketSplitter.inTheMiddle(byteOffset),
            unroller(clock()),
            new ProgramTables(),
            new TrackList()));
  }

  @Override
  public OptionalLong clock() {
    return unroller.started() ? OptionalLong.of(unroller.last()) : OptionalLong.empty();
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    splitter.save(out);
    out.writeBoolean(unroller.started());
    out.writeLong(unroller.last());
    tables.save(out);
    tracks.save(out);
    for (PidState pid : tablePids.values()) {
      pid.save(out);
    }
    out.writeBoolean(program != null);
    for (ElementaryStream stream : streams) {
      stream.state().save(out);
      stream.save(out);
    }
  }

  /**
   * Reads what {@link #save} has written.
   *
   * @throws IOException if the version is not known
   */
  public static MpegTsDemuxer load(DataInput in) throws IOException {
    SavedMedia.readVersion(in, VERSION, "transport stream demuxer");
    PacketSplitter splitter = PacketSplitter.load(in);
    TimestampUnroller unroller = new TimestampUnroller(in.readBoolean(), in.readLong());
    ProgramTables tables = ProgramTables.load(in);
    TrackList tracks = TrackList.load(in);
    MpegTsDemuxer demuxer = new MpegTsDemuxer(splitter, unroller, tables, tracks);
    for (PidState pid : demuxer.tablePids.values()) {
      pid.load(in);
    }
    if (in.readBoolean()) {
      tables.current().ifPresent(demuxer::takeProgram);
    }
    for (ElementaryStream stream : demuxer.streams) {
      stream.state().load(in);
      stream.load(in);
    }
    return demuxer;
  }
}
