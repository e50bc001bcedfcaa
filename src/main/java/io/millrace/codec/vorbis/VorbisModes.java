package io.millrace.codec.vorbis;

import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import java.util.ArrayList;
import java.util.List;

/**
 * What the headers of a Vorbis stream say of the length of its packets. Vorbis I, 4.2 and 4.3.
 *
 * @param sampleRate Hz
 * @param channels 1 to 255
 * @param shortBlock samples
 * @param longBlock samples
 * @param longModes whether mode n uses long blocks
 */
public record VorbisModes(
    int sampleRate, int channels, int shortBlock, int longBlock, List<Boolean> longModes) {
  private static final int MAX_MODES = 64;

  /** Flag, window type, transform type and mapping of a mode. Vorbis I, 4.2.4. */
  private static final int MODE_BITS = 1 + 16 + 16 + 8;

  public VorbisModes {
    longModes = List.copyOf(longModes);
  }

  /**
   * Reads the three headers as Matroska and FFmpeg keep them: the number of headers less one, their
   * lengths but for the last in the lacing of Ogg, the headers.
   *
   * @throws MediaException.Malformed if they are no such headers
   */
  public static VorbisModes parse(Payload headers) {
    List<Payload> three = split(headers);
    Payload identification = three.get(0);
    if (identification.length() < 30 || identification.unsignedAt(0) != 1) {
      throw new MediaException.Malformed(0, "Vorbis: no identification header");
    }
    int blocks = identification.unsignedAt(28);
    return new VorbisModes(
        (int) littleEndian(identification, 12),
        identification.unsignedAt(11),
        1 << (blocks & 15),
        1 << (blocks >> 4),
        modes(three.get(2)));
  }

  private static List<Payload> split(Payload headers) {
    if (headers.isEmpty() || headers.at(0) != 2) {
      throw new MediaException.Malformed(0, "Vorbis: headers of %d bytes", headers.length());
    }
    int at = 1;
    int[] lengths = new int[2];
    for (int i = 0; i < lengths.length; i++) {
      int part;
      do {
        part = at < headers.length() ? headers.unsignedAt(at++) : 0;
        lengths[i] += part;
      } while (part == 255);
    }
    int rest = headers.length() - at - lengths[0] - lengths[1];
    if (rest < 1) {
      throw new MediaException.Malformed(0, "Vorbis: headers of %d bytes", headers.length());
    }
    return List.of(
        headers.slice(at, lengths[0]),
        headers.slice(at + lengths[0], lengths[1]),
        headers.slice(headers.length() - rest, rest));
  }

  private static long littleEndian(Payload bytes, int at) {
    return bytes.unsignedAt(at)
        | bytes.unsignedAt(at + 1) << 8
        | bytes.unsignedAt(at + 2) << 16
        | (long) (bytes.unsignedAt(at + 3) & 0x7f) << 24;
  }

  /**
   * The modes stand at the end of the setup header, and their number in front of them. So they are
   * found from the end: codebooks, floors and residues need not be understood. The largest number
   * that the bits in front of so many modes say is the right one, since window and transform types
   * are 0 in each.
   */
  private static List<Boolean> modes(Payload setup) {
    long framing = lastBit(setup);
    int found = 0;
    for (int count = 1; count <= MAX_MODES; count++) {
      long start = framing - (long) count * MODE_BITS;
      if (start < 6 || number(setup, start + 1, 32) != 0) {
        break;
      }
      if (number(setup, start - 6, 6) == count - 1) {
        found = count;
      }
    }
    if (found == 0) {
      throw new MediaException.Malformed(0, "Vorbis: no modes in the setup header");
    }
    List<Boolean> modes = new ArrayList<>();
    for (int i = 0; i < found; i++) {
      modes.add(number(setup, framing - (long) (found - i) * MODE_BITS, 1) == 1);
    }
    return modes;
  }

  /** Place of the framing flag, the last bit that is set. */
  private static long lastBit(Payload setup) {
    for (int i = setup.length() - 1; i >= 0; i--) {
      int value = setup.unsignedAt(i);
      if (value != 0) {
        return 8L * i + 31 - Integer.numberOfLeadingZeros(value);
      }
    }
    return 0;
  }

  /** Bits are packed from the least significant one on. Vorbis I, 2.1.4. */
  private static long number(Payload bytes, long from, int count) {
    long value = 0;
    for (int i = 0; i < count; i++) {
      long at = from + i;
      long bit = bytes.unsignedAt((int) (at / 8)) >> at % 8 & 1;
      value |= bit << i;
    }
    return value;
  }

  /**
   * Samples in the block of {@code packet}; 0 for a header or a packet of a mode that there is not.
   */
  public int block(Payload packet) {
    if (packet.isEmpty() || (packet.at(0) & 1) != 0) {
      return 0;
    }
    int bits = 32 - Integer.numberOfLeadingZeros(longModes.size() - 1);
    int mode = packet.unsignedAt(0) >> 1 & (1 << bits) - 1;
    if (mode >= longModes.size()) {
      return 0;
    }
    return longModes.get(mode) ? longBlock : shortBlock;
  }
}
