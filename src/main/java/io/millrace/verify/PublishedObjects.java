package io.millrace.verify;

import java.util.List;

/**
 * Where published objects are read from: a directory, a web server, a bucket. Names are relative,
 * parts joined by slashes.
 */
public interface PublishedObjects extends AutoCloseable {
  /**
   * Reads an object as a whole.
   *
   * @param maxBytes past which it is refused, before memory is taken
   * @throws UnreadableException if it is not there, too large, or does not come in time
   */
  PublishedObject read(String name, int maxBytes) throws UnreadableException;

  /**
   * Whether there is an object of this name.
   *
   * @throws UnreadableException if nobody can say
   */
  boolean exists(String name) throws UnreadableException;

  /** Whether {@link #list} can be asked: a web server tells no names. */
  boolean isListable();

  /**
   * Names of all objects that start with {@code prefix}, in order.
   *
   * @throws UnreadableException if they cannot be listed, or are too many
   */
  List<String> list(String prefix) throws UnreadableException;

  @Override
  void close();
}
