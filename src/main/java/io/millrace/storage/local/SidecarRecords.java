package io.millrace.storage.local;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Records in a tree of small files of their own, for file systems without attributes. The record is
 * written before its bytes, and the ones before it stay in the file: whichever bytes a crash leaves
 * standing, their record is there and is found by their ETag.
 */
final class SidecarRecords implements FileRecords {
  private static final int KEPT = 4;
  private static final int MAX_BYTES = 1 << 20;

  private final Path directory;

  SidecarRecords(Path directory) {
    this.directory = directory;
  }

  @Override
  public void keep(Path temp, String name, FileRecord record) throws IOException {
    Path sidecar = directory.resolve(name);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(record.encoded());
    int kept = 1;
    for (FileRecord old : read(sidecar)) {
      if (kept < KEPT && !old.etag().equals(record.etag())) {
        all.write(old.encoded());
        kept++;
      }
    }
    Path fresh = temp.resolveSibling(temp.getFileName() + ".record");
    Files.write(fresh, all.toByteArray());
    Files.createDirectories(parentOf(sidecar));
    Files.move(fresh, sidecar, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public Optional<FileRecord> find(Path file, String name, String etag) throws IOException {
    for (FileRecord record : read(directory.resolve(name))) {
      if (record.etag().equals(etag)) {
        return Optional.of(record);
      }
    }
    return Optional.empty();
  }

  /** Never: here the newest record may be ahead of the bytes. */
  @Override
  public Optional<FileRecord> newest(Path file, String name) {
    return Optional.empty();
  }

  @Override
  public void forget(String name) throws IOException {
    Files.deleteIfExists(directory.resolve(name));
  }

  private Path parentOf(Path sidecar) {
    Path parent = sidecar.getParent();
    return parent == null ? directory : parent;
  }

  private static List<FileRecord> read(Path sidecar) throws IOException {
    List<FileRecord> records = new ArrayList<>();
    byte[] encoded;
    try {
      if (Files.size(sidecar) > MAX_BYTES) {
        throw new IOException("Cannot read " + sidecar + ": more than " + MAX_BYTES + " bytes");
      }
      encoded = Files.readAllBytes(sidecar);
    } catch (NoSuchFileException e) {
      return records;
    }
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(encoded));
    while (in.available() > 0) {
      records.add(FileRecord.read(in));
    }
    return records;
  }
}
