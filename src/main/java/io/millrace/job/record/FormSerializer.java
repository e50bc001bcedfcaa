package io.millrace.job.record;

import java.io.IOException;
import java.io.ObjectInputStream;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * Flink's view of a {@link Form}. A value that never changes is handed on as it is; live state is
 * copied by writing and reading it, which Flink asks for only while a checkpoint of it is written.
 */
public final class FormSerializer<T> extends TypeSerializer<T> {
  private static final long serialVersionUID = 1;
  private static final int FIRST_COPY_BYTES = 4096;

  private final String name;
  private transient Form<T> form;

  FormSerializer(Form<T> form) {
    this.name = form.name();
    this.form = form;
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    form = Forms.named(name);
  }

  @Override
  public boolean isImmutableType() {
    return form.change() == Form.Change.NEVER;
  }

  @Override
  public TypeSerializer<T> duplicate() {
    return this;
  }

  @Override
  @SuppressWarnings("NullAway") // Flink's word for "there is no empty instance"
  public @Nullable T createInstance() {
    return null;
  }

  @Override
  public T copy(T from) {
    if (isImmutableType()) {
      return from;
    }
    try {
      DataOutputSerializer out = new DataOutputSerializer(FIRST_COPY_BYTES);
      form.write(from, out);
      return form.read(new DataInputDeserializer(out.getSharedBuffer(), 0, out.length()));
    } catch (IOException e) {
      throw new IllegalStateException("Cannot copy %s".formatted(name), e);
    }
  }

  @Override
  public T copy(T from, T reuse) {
    return copy(from);
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public void serialize(T value, DataOutputView target) throws IOException {
    form.write(value, target);
  }

  @Override
  public T deserialize(DataInputView source) throws IOException {
    return form.read(source);
  }

  @Override
  public T deserialize(T reuse, DataInputView source) throws IOException {
    return form.read(source);
  }

  @Override
  public void copy(DataInputView source, DataOutputView target) throws IOException {
    form.write(form.read(source), target);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FormSerializer<?> that && that.name.equals(name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public TypeSerializerSnapshot<T> snapshotConfiguration() {
    return new Snapshot<>(form);
  }

  /** What a checkpoint keeps about the serializer: the form's name. Versions are in the values. */
  public static final class Snapshot<T> implements TypeSerializerSnapshot<T> {
    private static final int VERSION = 1;

    private @Nullable Form<T> form;

    /** For Flink, which reads the rest afterwards. */
    public Snapshot() {}

    Snapshot(Form<T> form) {
      this.form = form;
    }

    private Form<T> form() {
      if (form == null) {
        throw new IllegalStateException("Cannot use a serializer snapshot before it is read");
      }
      return form;
    }

    @Override
    public int getCurrentVersion() {
      return VERSION;
    }

    @Override
    public void writeSnapshot(DataOutputView out) throws IOException {
      out.writeUTF(form().name());
    }

    @Override
    public void readSnapshot(int version, DataInputView in, ClassLoader loader) throws IOException {
      if (version != VERSION) {
        throw new IOException(
            "Cannot read serializer snapshot: version %d, newest known is %d"
                .formatted(version, VERSION));
      }
      form = Forms.named(in.readUTF());
    }

    @Override
    public TypeSerializer<T> restoreSerializer() {
      return new FormSerializer<>(form());
    }

    @Override
    public TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(
        TypeSerializerSnapshot<T> old) {
      return old instanceof Snapshot<T> that && that.form().name().equals(form().name())
          ? TypeSerializerSchemaCompatibility.compatibleAsIs()
          : TypeSerializerSchemaCompatibility.incompatible();
    }
  }
}
