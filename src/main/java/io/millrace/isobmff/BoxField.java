package io.millrace.isobmff;

import io.millrace.media.Payload;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A field of a box in readable form.
 *
 * @param name the standard's
 */
public record BoxField(String name, String value) {
  private static final int SHOWN_BYTES = 64;
  private static final int SHOWN_ENTRIES = 8;

  /** The fields of a box: the components of its record, but not the boxes in it. */
  static List<BoxField> of(Box box) {
    List<BoxField> fields = new ArrayList<>();
    for (RecordComponent component : box.getClass().getRecordComponents()) {
      String name = component.getName();
      if (!name.equals("boxes") && !name.equals("type")) {
        fields.add(new BoxField(name, readable(name, value(box, component))));
      }
    }
    return box instanceof Opaque ? List.of() : fields;
  }

  private static Object value(Box box, RecordComponent component) {
    try {
      return component.getAccessor().invoke(box);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot read " + component, e);
    }
  }

  private static String readable(String name, Object value) {
    if (value instanceof Payload payload) {
      return payload.length() <= SHOWN_BYTES
          ? HexFormat.of().formatHex(payload.toByteArray())
          : payload.toString();
    }
    if (value instanceof List<?> entries) {
      return readableList(entries);
    }
    if (value instanceof Integer flags && name.toLowerCase(Locale.ROOT).endsWith("flags")) {
      return String.format(Locale.ROOT, "0x%x", flags);
    }
    return BoxTree.printable(String.valueOf(value));
  }

  /** Short words all of them; of records only how many. */
  private static String readableList(List<?> entries) {
    if (entries.isEmpty() || entries.size() > SHOWN_ENTRIES || entries.get(0) instanceof Record) {
      return Integer.toString(entries.size());
    }
    return entries.stream()
        .map(entry -> BoxTree.printable(String.valueOf(entry)))
        .collect(Collectors.joining(","));
  }
}
