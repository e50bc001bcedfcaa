package io.millrace.codec.ac3;

import io.millrace.bits.BitReader;
import io.millrace.bits.BitWriter;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import java.util.ArrayList;
import java.util.List;

/**
 * The payload of the {@code dec3} box. ETSI TS 102 366, F.6, with what ETSI TS 103 420, 8.2
 * appends.
 *
 * @param dataRate of all substreams together, kilobits per second
 * @param independent the independent substreams by their id, 1 to 8
 * @param objects of joint object coding; 0 if there are none
 */
public record Eac3Configuration(int dataRate, List<Substream> independent, int objects) {
  private static final int MAX_SUBSTREAMS = 8;
  private static final int MAX_DATA_RATE = (1 << 13) - 1;
  private static final int MAX_DEPENDENT = 15;

  public Eac3Configuration {
    independent = List.copyOf(independent);
    if (independent.isEmpty() || independent.size() > MAX_SUBSTREAMS) {
      throw new IllegalArgumentException(
          "Invalid dec3: %d independent substreams".formatted(independent.size()));
    }
  }

  /**
   * An independent substream with what belongs to it.
   *
   * @param dependent number of dependent substreams
   * @param chanLoc where their channels belong, table F.2; 0 without them
   */
  public record Substream(
      int fscod, int bsid, int bsmod, int acmod, boolean lfe, int dependent, int chanLoc) {
    private Substream with(SyncFrame more) {
      return new Substream(
          fscod,
          bsid,
          bsmod,
          acmod,
          lfe,
          Math.min(MAX_DEPENDENT, dependent + 1),
          chanLoc | ChannelLocations.chanLoc(more.locations()));
    }
  }

  /**
   * The configuration of an access unit.
   *
   * @param frames of one access unit in order; the first one {@link SyncFrame#isMain is main}
   */
  public static Eac3Configuration of(List<SyncFrame> frames) {
    List<Substream> independent = new ArrayList<>();
    int objects = 0;
    long bytes = 0;
    boolean first = true; // of the frames of a substream only the first says something new
    for (SyncFrame frame : frames) {
      bytes += frame.frameBytes();
      first &= independent.isEmpty() || !frame.isMain();
      if (!first) {
        continue;
      }
      objects = Math.max(objects, frame.objects());
      if (frame.dependent()) {
        int last = independent.size() - 1;
        independent.set(last, independent.get(last).with(frame));
      } else if (independent.size() < MAX_SUBSTREAMS) {
        independent.add(
            new Substream(
                frame.fscod(), frame.bsid(), frame.bsmod(), frame.acmod(), frame.lfe(), 0, 0));
      }
    }
    int samples = SyncFrame.BLOCKS * SyncFrame.SAMPLES_PER_BLOCK;
    long dataRate = bytes * 8 * frames.get(0).sampleRate() / samples / 1000;
    return new Eac3Configuration((int) Math.min(dataRate, MAX_DATA_RATE), independent, objects);
  }

  /**
   * Reads what {@link #payload} writes.
   *
   * @throws MediaException.Malformed if it ends early
   */
  public static Eac3Configuration parse(Payload bytes, long byteOffset) {
    BitReader in = BitReader.of("dec3", bytes, byteOffset);
    int dataRate = in.bits(13);
    int count = in.bits(3) + 1;
    List<Substream> independent = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      independent.add(readSubstream(in));
    }
    boolean isExtended = in.bitsLeft() >= 16 && (in.bits(8) & 1) != 0;
    return new Eac3Configuration(dataRate, independent, isExtended ? in.bits(8) : 0);
  }

  private static Substream readSubstream(BitReader in) {
    int fscod = in.bits(2);
    int bsid = in.bits(5);
    in.skip(1 + 1); // reserved, asvc
    int bsmod = in.bits(3);
    int acmod = in.bits(3);
    boolean lfe = in.flag();
    in.skip(3);
    int dependent = in.bits(4);
    int chanLoc = in.bits(dependent > 0 ? 9 : 1);
    return new Substream(fscod, bsid, bsmod, acmod, lfe, dependent, dependent > 0 ? chanLoc : 0);
  }

  public Payload payload() {
    BitWriter out = new BitWriter();
    out.bits(13, dataRate).bits(3, independent.size() - 1);
    for (Substream each : independent) {
      out.bits(2, each.fscod).bits(5, each.bsid).bits(1 + 1, 0); // asvc: a main programme
      out.bits(3, each.bsmod).bits(3, each.acmod).flag(each.lfe).bits(3, 0);
      out.bits(4, each.dependent).bits(each.dependent > 0 ? 9 : 1, each.chanLoc);
    }
    if (objects > 0) {
      out.bits(8, 1).bits(8, objects); // flag_ec3_extension_type_a
    }
    return out.payload();
  }

  /** Whether a decoder of this needs no other configuration for an access unit of {@code other}. */
  public boolean isSameButForDataRate(Eac3Configuration other) {
    return independent.equals(other.independent) && objects == other.objects;
  }
}
