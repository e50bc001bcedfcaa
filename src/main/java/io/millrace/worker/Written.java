package io.millrace.worker;

import java.io.DataOutput;
import java.io.IOException;

/** What one process writes to the other. */
public interface Written {
  /** Bytes of all media in it: nearly all that it takes. */
  long mediaBytes();

  void write(DataOutput out) throws IOException;
}
