package io.millrace.demux.mpegts;

import io.millrace.demux.mpegts.Pat.Program;
import io.millrace.media.Codec;
import io.millrace.media.MediaType;
import io.millrace.media.Payload;
import io.millrace.media.SavedMedia;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The tables that say which program is read. Of several programs it is the first of the association
 * table that has video or audio; a program whose map does not come within {@link #MAX_WAIT_BYTES}
 * is passed over. Once taken it stays until the association table no longer lists it.
 */
final class ProgramTables {
  static final long MAX_WAIT_BYTES = 1 << 20;

  private static final int NONE = 0;
  private static final int VERSION = 1;

  private final TreeMap<Integer, SectionAssembler> assemblers = new TreeMap<>();

  /** The association table's section, empty before the first. */
  private Payload patSection = Payload.EMPTY;

  private long patByteOffset;
  private List<Program> programs = List.of();

  /** The maps' sections by program number. */
  private final TreeMap<Integer, Payload> pmtSections = new TreeMap<>();

  /** Number of the program that is read. */
  private int chosen = NONE;

  /** Its map's section; stays when the program is gone, until another one is chosen. */
  private Payload currentSection = Payload.EMPTY;

  private Optional<Pmt> current = Optional.empty();

  ProgramTables() {
    assemblers.put(Pat.PID, new SectionAssembler());
  }

  /** The PIDs that must be brought here. */
  Set<Integer> pids() {
    return Set.copyOf(assemblers.keySet());
  }

  /** The map of the program that is read; empty before it is known. */
  Optional<Pmt> current() {
    return current;
  }

  /** Takes a payload of one of {@link #pids}; afterwards pids and current may be others. */
  void payload(int pid, byte[] packet, int from, int to, boolean unitStart, long byteOffset) {
    SectionAssembler assembler = assemblers.get(pid);
    if (assembler != null) {
      assembler.payload(packet, from, to, unitStart, section -> read(pid, section, byteOffset));
    }
  }

  /** Bytes of this PID are missing. */
  void lost(int pid) {
    SectionAssembler assembler = assemblers.get(pid);
    if (assembler != null) {
      assembler.reset();
    }
  }

  private void read(int pid, Payload section, long byteOffset) {
    if (pid == Pat.PID) {
      if (!section.equals(patSection)) {
        Pat.read(section).ifPresent(pat -> take(pat, section, byteOffset));
      }
    } else {
      Pmt.read(section)
          .filter(pmt -> programs.contains(new Program(pmt.programNumber(), pid)))
          .ifPresent(pmt -> pmtSections.put(pmt.programNumber(), section));
      choose(byteOffset);
    }
  }

  private void take(Pat pat, Payload section, long byteOffset) {
    Set<Program> before = Set.copyOf(programs);
    patSection = section;
    patByteOffset = byteOffset;
    programs = pat.programs();
    Map<Integer, Integer> mapPids =
        programs.stream().collect(Collectors.toMap(Program::number, Program::mapPid, (a, b) -> a));
    pmtSections.keySet().retainAll(mapPids.keySet());
    programs.stream()
        .filter(program -> !before.contains(program))
        .forEach(program -> pmtSections.remove(program.number()));
    assemblers.keySet().removeIf(pid -> pid != Pat.PID && !mapPids.containsValue(pid));
    mapPids.values().forEach(pid -> assemblers.computeIfAbsent(pid, p -> new SectionAssembler()));
    if (!mapPids.containsKey(chosen)) {
      chosen = NONE;
    }
    choose(byteOffset);
  }

  private void choose(long byteOffset) {
    boolean waits = byteOffset - patByteOffset < MAX_WAIT_BYTES;
    for (Program program : programs) {
      if (chosen != NONE) {
        break;
      }
      Optional<Pmt> pmt = map(program.number());
      if (pmt.isEmpty() && waits) {
        break;
      }
      if (pmt.isPresent() && hasMedia(pmt.get())) {
        chosen = program.number();
      }
    }
    Payload section = pmtSections.get(chosen);
    if (section != null && !section.equals(currentSection)) {
      currentSection = section;
      current = Pmt.read(section);
    }
  }

  private Optional<Pmt> map(int program) {
    Payload section = pmtSections.get(program);
    return section == null ? Optional.empty() : Pmt.read(section);
  }

  private static boolean hasMedia(Pmt pmt) {
    return pmt.streams().stream()
        .map(StreamTypes::codec)
        .map(Codec::type)
        .anyMatch(type -> type == MediaType.VIDEO || type == MediaType.AUDIO);
  }

  void save(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    out.writeInt(assemblers.size());
    for (var entry : assemblers.entrySet()) {
      out.writeInt(entry.getKey());
      entry.getValue().save(out);
    }
    SavedMedia.writePayload(out, patSection);
    out.writeLong(patByteOffset);
    SavedMedia.writePayloads(out, pmtSections.values());
    out.writeInt(chosen);
    SavedMedia.writePayload(out, currentSection);
  }

  static ProgramTables load(DataInput in) throws IOException {
    SavedMedia.readVersion(in, VERSION, "program tables");
    ProgramTables tables = new ProgramTables();
    for (int i = SavedMedia.readCount(in, Pat.MAX_PROGRAMS + 1, "section PIDs"); i > 0; i--) {
      tables.assemblers.put(in.readInt(), SectionAssembler.load(in));
    }
    tables.patSection = SavedMedia.readPayload(in);
    tables.patByteOffset = in.readLong();
    tables.programs = Pat.read(tables.patSection).map(Pat::programs).orElse(List.of());
    for (Payload section : SavedMedia.readPayloads(in, Pat.MAX_PROGRAMS, "program maps")) {
      Pmt.read(section).ifPresent(pmt -> tables.pmtSections.put(pmt.programNumber(), section));
    }
    tables.chosen = in.readInt();
    tables.currentSection = SavedMedia.readPayload(in);
    tables.current =
        tables.currentSection.isEmpty() ? Optional.empty() : Pmt.read(tables.currentSection);
    return tables;
  }
}
