package io.millrace.job.record;

import io.millrace.media.SavedMedia;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * How values of one type are written between operators and into checkpoints. A version byte stands
 * in front; every version ever written can be read.
 *
 * @param name for ever: a checkpoint finds the form by it
 * @param change whether the library changes values after they were handed over
 */
public record Form<T>(
    String name, Class<T> type, Change change, int version, Writer<T> writer, Reader<T> reader) {
  /** Whether a value may be shared. */
  enum Change {
    NEVER,
    /** Live state: a snapshot that is being written must not see later changes. */
    LIVE
  }

  /** Writes a value in the newest version. */
  @FunctionalInterface
  interface Writer<T> {
    void write(T value, DataOutput out) throws IOException;
  }

  /** Reads a value of any version. */
  @FunctionalInterface
  interface Reader<T> {
    T read(DataInput in, int version) throws IOException;
  }

  public TypeInformation<T> typeInformation() {
    return new FormType<>(this);
  }

  public FormSerializer<T> serializer() {
    return new FormSerializer<>(this);
  }

  void write(T value, DataOutput out) throws IOException {
    out.writeByte(version);
    writer.write(value, out);
  }

  T read(DataInput in) throws IOException {
    return reader.read(in, SavedMedia.readVersion(in, version, name));
  }
}
