package io.millrace.demux.mpegts;

import io.millrace.demux.framing.AudioFormat;
import io.millrace.media.AccessUnit;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** One elementary stream of the program: PES packets or sections to access units. */
final class ElementaryStream implements PidReader, PesAssembler.Handler, UnitReader.Sink {
  /** Takes what elementary streams find. */
  interface Sink {
    void onUnit(AccessUnit unit);

    void onAudioFormat(int pid, AudioFormat format);

    void onLoss(int pid, MediaException reason);
  }

  private final Pmt.Stream declaration;
  private final TimestampUnroller unroller;
  private final Sink sink;
  private final UnitReader units;
  private final PidState state;
  private PesAssembler packets = new PesAssembler();
  private SectionAssembler sections = new SectionAssembler();

  /** The last PES packet could not be used: said once for a run of such packets. */
  private boolean refusing;

  ElementaryStream(Pmt.Stream declaration, TimestampUnroller unroller, Sink sink) {
    this.declaration = declaration;
    this.unroller = unroller;
    this.sink = sink;
    this.state = new PidState(this);
    this.units = StreamTypes.reader(StreamTypes.codec(declaration), declaration.streamType());
  }

  Pmt.Stream declaration() {
    return declaration;
  }

  /** The continuity of its PID. */
  PidState state() {
    return state;
  }

  @Override
  public void payload(
      byte[] packet, int from, int to, boolean unitStart, boolean randomAccess, long byteOffset) {
    if (StreamTypes.isSections(declaration)) {
      sections.payload(packet, from, to, unitStart, section -> onSection(section, byteOffset));
    } else if (unitStart) {
      packets.start(packet, from, to, randomAccess, byteOffset, this);
    } else {
      packets.next(packet, from, to, this);
    }
  }

  /** A section has no time stamp: its time is the last of the stream; without one it is dropped. */
  private void onSection(Payload section, long byteOffset) {
    if (unroller.started()) {
      onUnit(unroller.last(), true, section, byteOffset);
    }
  }

  @Override
  public void onBegin(byte[] bytes, int from, int to) {
    units.begin(bytes, from, to, this);
  }

  @Override
  public void onPes(Pes pes) {
    refusing = false;
    long pts = pes.pts() == Pes.NO_PTS ? Pes.NO_PTS : unroller.unroll(pes.pts());
    units.read(pes, pts, this);
  }

  @Override
  public void onBadPes(MediaException reason) {
    units.reset();
    if (!refusing) {
      refusing = true;
      sink.onLoss(declaration.pid(), reason);
    }
  }

  @Override
  public void onUnit(long pts, boolean sync, Payload data, long byteOffset) {
    sink.onUnit(new AccessUnit(declaration.pid(), pts, 0, sync, data, byteOffset));
  }

  @Override
  public void onAudioFormat(AudioFormat format) {
    sink.onAudioFormat(declaration.pid(), format);
  }

  @Override
  public void onBadUnit(MediaException reason) {
    sink.onLoss(declaration.pid(), reason);
  }

  @Override
  public void lost() {
    packets.reset();
    sections.reset();
    units.reset();
  }

  @Override
  public void onArrayEnd() {
    packets.settle();
  }

  /** No more bytes come: hands out what is complete. */
  void end() {
    packets.end(this);
    units.end(this);
  }

  void save(DataOutput out) throws IOException {
    out.writeBoolean(refusing);
    packets.save(out);
    sections.save(out);
    units.save(out);
  }

  void load(DataInput in) throws IOException {
    refusing = in.readBoolean();
    packets = PesAssembler.load(in);
    sections = SectionAssembler.load(in);
    units.load(in);
  }
}
