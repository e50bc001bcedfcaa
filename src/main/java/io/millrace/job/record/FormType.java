package io.millrace.job.record;

import java.io.IOException;
import java.io.ObjectInputStream;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.jspecify.annotations.Nullable;

/** A {@link Form} as type information: Flink does not look into the type. */
final class FormType<T> extends TypeInformation<T> {
  private static final long serialVersionUID = 1;

  private final String name;
  private transient Form<T> form;

  FormType(Form<T> form) {
    this.name = form.name();
    this.form = form;
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    form = Forms.named(name);
  }

  @Override
  public boolean isBasicType() {
    return false;
  }

  @Override
  public boolean isTupleType() {
    return false;
  }

  @Override
  public int getArity() {
    return 1;
  }

  @Override
  public int getTotalFields() {
    return 1;
  }

  @Override
  public Class<T> getTypeClass() {
    return form.type();
  }

  @Override
  public boolean isKeyType() {
    return false;
  }

  @Override
  public TypeSerializer<T> createSerializer(SerializerConfig config) {
    return form.serializer();
  }

  @Override
  public String toString() {
    return "FormType(%s)".formatted(name);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FormType<?> that && that.name.equals(name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof FormType<?>;
  }
}
