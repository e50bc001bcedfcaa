package io.millrace.demux.mpegts;

import io.millrace.media.Payload;
import io.millrace.media.SavedMedia;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Puts sections together from the payloads of one PID. ISO/IEC 13818-1, 2.4.4. Hands out whole
 * sections whose CRC is right; others vanish, since tables are sent again and again.
 */
final class SectionAssembler {
  /** Longest private section with its three bytes of header. ISO/IEC 13818-1, 2.4.4.11. */
  static final int MAX_SECTION_BYTES = 4096;

  private static final int HEADER_BYTES = 3;
  private static final int CRC_BYTES = 4;
  private static final int STUFFING_TABLE_ID = 0xff;
  private static final int VERSION = 1;

  /** Grows with the bytes that are there, up to {@link #MAX_SECTION_BYTES}. */
  private byte[] bytes = new byte[0];

  private int length;
  private boolean inside;

  /** Takes the payload {@code [from, to)} of a packet. */
  void payload(byte[] packet, int from, int to, boolean unitStart, Consumer<Payload> sections) {
    int at = from;
    if (unitStart) {
      if (at >= to) {
        return;
      }
      int pointer = packet[at++] & 0xff;
      if (pointer > to - at) {
        reset();
        return;
      }
      read(packet, at, at + pointer, sections);
      reset();
      inside = true;
      at += pointer;
    }
    read(packet, at, to, sections);
  }

  /** Drops what is half read and waits for the next start of a section. */
  void reset() {
    length = 0;
    inside = false;
  }

  private void read(byte[] packet, int from, int to, Consumer<Payload> sections) {
    int at = from;
    while (inside && at < to) {
      if (length == 0 && (packet[at] & 0xff) == STUFFING_TABLE_ID) {
        inside = false;
        return;
      }
      at += take(packet, at, Math.min(to, at + missing()));
      if (length >= HEADER_BYTES && length == sectionBytes()) {
        Payload section = Payload.of(Arrays.copyOf(bytes, length));
        length = 0;
        if (isIntact(section)) {
          sections.accept(section);
        }
      }
    }
  }

  private int take(byte[] packet, int from, int to) {
    int count = to - from;
    if (length + count > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.min(MAX_SECTION_BYTES + 2, 2 * (length + count)));
    }
    System.arraycopy(packet, from, bytes, length, count);
    length += count;
    return count;
  }

  private int missing() {
    return (length < HEADER_BYTES ? HEADER_BYTES : sectionBytes()) - length;
  }

  private int sectionBytes() {
    return HEADER_BYTES + ((bytes[1] & 0x0f) << 8 | bytes[2] & 0xff);
  }

  /** Short sections without section_syntax_indicator end in a CRC too where we read them. */
  private static boolean isIntact(Payload section) {
    return section.length() >= HEADER_BYTES + CRC_BYTES && Crc32Mpeg.of(section) == 0;
  }

  void save(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    out.writeBoolean(inside);
    SavedMedia.writePayload(out, Payload.of(bytes, 0, length));
  }

  static SectionAssembler load(DataInput in) throws IOException {
    SavedMedia.readVersion(in, VERSION, "section assembler");
    SectionAssembler assembler = new SectionAssembler();
    assembler.inside = in.readBoolean();
    assembler.bytes = SavedMedia.readPayload(in).array();
    assembler.length = assembler.bytes.length;
    return assembler;
  }
}
