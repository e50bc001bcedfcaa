package io.millrace.storage.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Optional;

/**
 * Records as a user-defined attribute of the file itself: it is set on the temporary file, so one
 * move brings both bytes and record.
 */
final class AttributeRecords implements FileRecords {
  private static final String ATTRIBUTE = "millrace";

  /** Whether the file system of {@code temp} keeps attributes; some do not: older tmpfs, NFS 3. */
  static boolean workWith(Path temp) {
    try {
      UserDefinedFileAttributeView view = view(temp);
      if (view == null) {
        return false;
      }
      view.write(ATTRIBUTE, ByteBuffer.allocate(1));
      return view.size(ATTRIBUTE) == 1;
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  @Override
  public void keep(Path temp, String name, FileRecord record) throws IOException {
    view(temp).write(ATTRIBUTE, ByteBuffer.wrap(record.encoded()));
  }

  @Override
  public Optional<FileRecord> find(Path file, String name, String etag) throws IOException {
    return newest(file, name).filter(record -> record.etag().equals(etag));
  }

  @Override
  public Optional<FileRecord> newest(Path file, String name) throws IOException {
    UserDefinedFileAttributeView view = view(file);
    try {
      // To ask for its size first would open the file twice.
      ByteBuffer encoded = ByteBuffer.allocate(FileRecord.MAX_BYTES);
      view.read(ATTRIBUTE, encoded);
      return Optional.of(FileRecord.decode(encoded.array()));
    } catch (FileSystemException e) {
      if (!Files.exists(file)) {
        throw new NoSuchFileException(file.toString());
      }
      return Optional.empty(); // written by something else: it has no such attribute
    }
  }

  @Override
  public void forget(String name) {}

  private static UserDefinedFileAttributeView view(Path file) {
    return Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
  }
}
