package io.millrace.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Saves and loads, as a checkpoint and the restore from it do. */
public final class SavedState {
  private SavedState() {}

  /** An object's {@code save}. */
  public interface Saver {
    void save(DataOutput out) throws IOException;
  }

  /** A class's {@code load}. */
  public interface Loader<T> {
    T load(DataInput in) throws IOException;
  }

  public static byte[] of(Saver saver) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      saver.save(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** What {@code loader} makes of {@code bytes}, of which it must leave none. */
  public static <T> T load(byte[] bytes, Loader<T> loader) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    T loaded = loader.load(in);
    assertThat(in.available()).as("bytes of saved state left unread").isZero();
    return loaded;
  }

  /** What {@code loader} makes of all that {@code saver} writes. */
  public static <T> T reload(Saver saver, Loader<T> loader) {
    try {
      return load(of(saver), loader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
