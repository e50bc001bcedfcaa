package io.millrace.worker;

import java.io.DataInput;
import java.io.IOException;

/**
 * What a worker is asked for: all that the answer is computed from.
 *
 * @param <A> the answer
 */
public interface Question<A> extends Written {
  /** What people know it by, in front of what is logged: {@code Stream cam-1: segment 7}. */
  String about();

  /**
   * Reads what the worker has made of it.
   *
   * @throws IOException if that is no answer
   */
  A readAnswer(DataInput in) throws IOException;
}
