package io.millrace.isobmff;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Segment index box. ISO/IEC 14496-12, 8.16.3. Before the moof boxes that it names.
 *
 * @param earliestPresentationTime ticks of {@code timescale}
 * @param firstOffset bytes from the end of this box to the first part
 */
public record Sidx(
    long referenceId,
    long timescale,
    long earliestPresentationTime,
    long firstOffset,
    List<Reference> references)
    implements Box {
  /**
   * A part of the file.
   *
   * @param typeAndSize 1 bit: the part is a sidx itself; 31 bits: its bytes
   * @param subsegmentDuration ticks
   * @param sap start with a stream access point, its type and delta time
   */
  public record Reference(int typeAndSize, long subsegmentDuration, int sap) {
    public Reference {
      Fields.unsigned32("sidx subsegment duration", subsegmentDuration);
    }
  }

  public Sidx {
    Fields.unsigned32("sidx reference id", referenceId);
    Fields.unsigned32("sidx timescale", timescale);
    references = List.copyOf(references);
    Fields.unsigned16("sidx reference count", references.size());
  }

  static Sidx read(BoxInput in) {
    in.fullBox(1);
    long referenceId = in.u32();
    long timescale = in.u32();
    long earliestPresentationTime = in.versioned();
    long firstOffset = in.versioned();
    in.skip(2);
    int count = in.u16();
    List<Reference> references = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      references.add(new Reference(in.s32(), in.u32(), in.s32()));
    }
    return new Sidx(referenceId, timescale, earliestPresentationTime, firstOffset, references);
  }

  @Override
  public String type() {
    return "sidx";
  }

  @Override
  public int payloadSize() {
    return 32 + 12 * references.size();
  }

  @Override
  public void writePayload(ByteBuffer out) {
    Fields.putFullBox(out, 1, 0);
    out.putInt((int) referenceId).putInt((int) timescale);
    out.putLong(earliestPresentationTime).putLong(firstOffset);
    out.putShort((short) 0).putShort((short) references.size());
    for (Reference reference : references) {
      out.putInt(reference.typeAndSize()).putInt((int) reference.subsegmentDuration());
      out.putInt(reference.sap());
    }
  }
}
