package io.millrace.storage.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Where {@link FileRecord}s are kept, in a way that bytes and record cannot come apart. */
interface FileRecords {
  /** Keeps the record of {@code temp}, which is about to become {@code name}; under its lock. */
  void keep(Path temp, String name, FileRecord record) throws IOException;

  /**
   * The record kept with {@code file}, the file of {@code name}; empty if there is none.
   *
   * @param etag of the bytes; the record must belong to them
   */
  Optional<FileRecord> find(Path file, String name, String etag) throws IOException;

  /** The record that was kept last, whatever bytes it belongs to. */
  Optional<FileRecord> newest(Path file, String name) throws IOException;

  /** Drops what is kept for {@code name}; under its lock. */
  void forget(String name) throws IOException;
}
