package io.millrace.demux.libav;

import io.millrace.libav.ContainerPacket;
import io.millrace.libav.ContainerReader.End;
import io.millrace.libav.ContainerTrack;
import io.millrace.libav.LibavException;
import io.millrace.media.SavedMedia;
import io.millrace.worker.Written;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a worker has made of a {@link PassRequest}. Of its parts only those count that were asked
 * for.
 *
 * @param failure what FFmpeg says instead; empty if the call went well
 */
record PassAnswer(Opening opening, Pass pass, String failure) implements Written {
  private static final int MAX_TRACKS = 4096;
  private static final Opening NO_OPENING = new Opening("", List.of(), Set.of(), 0, true, "");
  private static final Pass NO_PASS = new Pass(List.of(), End.NOT_YET);

  static PassAnswer of(Opening opening) {
    return new PassAnswer(opening, NO_PASS, "");
  }

  static PassAnswer of(Pass pass) {
    return new PassAnswer(NO_OPENING, pass, "");
  }

  static PassAnswer of(String format) {
    return of(new Opening(format, List.of(), Set.of(), 0, true, ""));
  }

  static PassAnswer of(List<ContainerTrack> tracks) {
    return of(new Opening("", tracks, Set.of(), 0, true, ""));
  }

  static PassAnswer failed(LibavException reason) {
    return new PassAnswer(NO_OPENING, NO_PASS, String.valueOf(reason.getMessage()));
  }

  @Override
  public long mediaBytes() {
    return pass.packets().stream().mapToLong(read -> read.packet().data().length()).sum();
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeUTF(failure);
    out.writeUTF(opening.format());
    out.writeInt(opening.tracks().size());
    for (ContainerTrack track : opening.tracks()) {
      SavedTracks.write(out, track);
    }
    PassRequest.writeIds(out, opening.known());
    out.writeInt(opening.headBytes());
    out.writeBoolean(opening.needsMore());
    out.writeUTF(opening.complaint());
    out.writeUTF(pass.end().name());
    out.writeInt(pass.packets().size());
    for (Pass.Read read : pass.packets()) {
      write(out, read.packet());
    }
  }

  private static void write(DataOutput out, ContainerPacket packet) throws IOException {
    out.writeInt(packet.track());
    out.writeLong(packet.position());
    out.writeLong(packet.pts());
    out.writeLong(packet.dts());
    out.writeLong(packet.duration());
    out.writeBoolean(packet.key());
    out.writeBoolean(packet.settled());
    SavedMedia.writePayload(out, packet.data());
  }

  /** Reads what {@link #write} wrote. */
  static PassAnswer read(DataInput in) throws IOException {
    String failure = in.readUTF();
    return new PassAnswer(readOpening(in), readPass(in), failure);
  }

  private static Opening readOpening(DataInput in) throws IOException {
    String format = in.readUTF();
    List<ContainerTrack> tracks = new ArrayList<>();
    for (int i = SavedMedia.readCount(in, MAX_TRACKS, "tracks"); i > 0; i--) {
      tracks.add(SavedTracks.read(in));
    }
    return new Opening(
        format, tracks, PassRequest.readIds(in), in.readInt(), in.readBoolean(), in.readUTF());
  }

  private static Pass readPass(DataInput in) throws IOException {
    End end = SavedMedia.named(End.values(), in.readUTF(), "end of a pass");
    List<ContainerPacket> packets = new ArrayList<>();
    for (int i = SavedMedia.readCount(in, Integer.MAX_VALUE, "packets"); i > 0; i--) {
      packets.add(readPacket(in));
    }
    return Pass.of(packets, end);
  }

  private static ContainerPacket readPacket(DataInput in) throws IOException {
    return new ContainerPacket(
        in.readInt(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readBoolean(),
        in.readBoolean(),
        SavedMedia.readPayload(in));
  }
}
