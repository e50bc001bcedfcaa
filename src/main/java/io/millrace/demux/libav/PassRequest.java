package io.millrace.demux.libav;

import io.millrace.libav.InputBytes;
import io.millrace.libav.LibavException;
import io.millrace.media.Payload;
import io.millrace.media.SavedMedia;
import io.millrace.worker.Question;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a worker is asked for: one call of {@link Passes} with all that it is given.
 *
 * @param stream whose bytes they are; the worker is not told
 * @param format empty where it is not known
 * @param from where reading begins; of {@link Kind#OPEN} how many bytes the format is told from
 */
record PassRequest(
    String stream, Kind kind, String format, InputBytes bytes, long from, Set<Integer> known)
    implements Question<PassAnswer> {
  private static final int MAX_TRACKS = 4096;

  /** The call. Both ends know it by its name. */
  enum Kind {
    FORMAT,
    OPEN,
    TRACKS,
    READ
  }

  @Override
  public String about() {
    return "Stream %s: bytes %d to %d".formatted(stream, bytes.tailStart(), bytes.end());
  }

  @Override
  public long mediaBytes() {
    return (long) bytes.head().length() + bytes.tail().length();
  }

  /** What the call gives in this process. */
  PassAnswer answer() {
    try {
      return switch (kind) {
        case FORMAT -> PassAnswer.of(Passes.here().formatOf(bytes.tail()));
        case OPEN -> PassAnswer.of(Passes.here().open(bytes, (int) from));
        case TRACKS -> PassAnswer.of(Passes.here().tracksFrom(format, bytes, from));
        case READ -> PassAnswer.of(Passes.here().read(format, bytes, from, known));
      };
    } catch (LibavException e) {
      return PassAnswer.failed(e);
    }
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeUTF(kind.name());
    out.writeUTF(format);
    SavedMedia.writePayload(out, bytes.head());
    out.writeLong(bytes.tailStart());
    SavedMedia.writePayload(out, bytes.tail());
    out.writeLong(from);
    writeIds(out, known);
  }

  /** Reads what {@link #write} wrote. */
  static PassRequest read(DataInput in) throws IOException {
    Kind kind = SavedMedia.named(Kind.values(), in.readUTF(), "pass");
    String format = in.readUTF();
    Payload head = SavedMedia.readPayload(in);
    long tailStart = in.readLong();
    InputBytes bytes = new InputBytes(head, tailStart, SavedMedia.readPayload(in));
    return new PassRequest("", kind, format, bytes, in.readLong(), readIds(in));
  }

  static void writeIds(DataOutput out, Set<Integer> ids) throws IOException {
    out.writeInt(ids.size());
    for (int id : ids) {
      out.writeInt(id);
    }
  }

  static Set<Integer> readIds(DataInput in) throws IOException {
    Set<Integer> ids = new TreeSet<>();
    for (int i = SavedMedia.readCount(in, MAX_TRACKS, "tracks"); i > 0; i--) {
      ids.add(in.readInt());
    }
    return ids;
  }

  @Override
  public PassAnswer readAnswer(DataInput in) throws IOException {
    return PassAnswer.read(in);
  }
}
