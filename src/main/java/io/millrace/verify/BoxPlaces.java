package io.millrace.verify;

import io.millrace.isobmff.BoxTree;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import java.util.List;

/** Where boxes stand, as people are told. */
final class BoxPlaces {
  private final List<BoxTree> boxes;

  private BoxPlaces(List<BoxTree> boxes) {
    this.boxes = boxes;
  }

  /** Of a file that may be no boxes at all. */
  static BoxPlaces of(Payload bytes) {
    try {
      return new BoxPlaces(BoxTree.read(bytes));
    } catch (MediaException e) {
      return new BoxPlaces(List.of());
    }
  }

  /**
   * {@code moov/trak at byte 32}, of the first box on {@code path}, or of the last that is there.
   */
  String find(String... path) {
    List<BoxTree> level = boxes;
    String place = "";
    StringBuilder names = new StringBuilder();
    for (String type : path) {
      BoxTree found = null;
      for (BoxTree box : level) {
        if (found == null && box.type().equals(type)) {
          found = box;
        }
      }
      if (found == null) {
        return place;
      }
      names.append(names.isEmpty() ? "" : "/").append(type);
      place = "%s at byte %d".formatted(names, found.offset());
      level = found.boxes();
    }
    return place;
  }

  /** {@code moof/traf/trun, byte 12 of it}: the innermost box that holds byte {@code offset}. */
  String holding(long offset) {
    StringBuilder names = new StringBuilder();
    List<BoxTree> level = boxes;
    long start = 0;
    boolean deeper = true;
    while (deeper) {
      deeper = false;
      for (BoxTree box : level) {
        if (offset >= box.offset() && offset < box.offset() + box.size()) {
          names.append(names.isEmpty() ? "" : "/").append(box.type());
          start = box.offset();
          level = box.boxes();
          deeper = true;
          break;
        }
      }
    }
    return names.isEmpty() ? "" : "%s, byte %d of it".formatted(names, offset - start);
  }
}
