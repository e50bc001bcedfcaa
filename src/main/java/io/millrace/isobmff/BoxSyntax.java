package io.millrace.isobmff;

import io.millrace.media.Payload;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How the payload of a type of box is read: fields first, then perhaps boxes to its end. */
final class BoxSyntax {
  /** The payload is fields only. */
  private static final int NO_BOXES = -1;

  private static final Map<String, BoxSyntax> KNOWN = known();
  private static final BoxSyntax OPAQUE =
      new BoxSyntax(NO_BOXES, (type, in, boxes) -> new Opaque(type, in.rest()));

  private final int prefix;
  private final Reader reader;

  private BoxSyntax(int prefix, Reader reader) {
    this.prefix = prefix;
    this.reader = reader;
  }

  /** Reads the fields of a box, whose boxes are read already. */
  private interface Reader {
    Box read(String type, BoxInput in, List<Box> boxes);
  }

  /** Reads a box of fields only. */
  private interface LeafReader {
    Box read(BoxInput in);
  }

  static BoxSyntax of(String type) {
    return KNOWN.getOrDefault(type, OPAQUE);
  }

  static boolean isKnown(String type) {
    return KNOWN.containsKey(type);
  }

  /** Bytes of the payload before its boxes: all of them if it has none. */
  int prefix(BoxHeader header, Payload payload) {
    if (prefix == NO_BOXES) {
      return payload.length();
    }
    if (prefix == AudioSampleEntry.PREFIX) {
      return AudioSampleEntry.prefix(header, payload);
    }
    BoxInput in = new BoxInput(header.type(), payload, header.payloadOffset());
    in.skip(prefix);
    return prefix;
  }

  /**
   * The record of the box.
   *
   * @param own the first {@link #prefix} bytes of its payload
   */
  Box read(BoxHeader header, Payload own, List<Box> boxes) {
    BoxInput in = new BoxInput(header.type(), own, header.payloadOffset());
    return reader.read(header.type(), in, boxes);
  }

  private static Map<String, BoxSyntax> known() {
    Map<String, BoxSyntax> known = new HashMap<>();
    for (String type : Container.TYPES) {
      known.put(type, new BoxSyntax(0, (name, in, boxes) -> new Container(name, boxes)));
    }
    for (String type : VisualSampleEntry.TYPES) {
      known.put(type, new BoxSyntax(VisualSampleEntry.PREFIX, VisualSampleEntry::read));
    }
    for (String type : AudioSampleEntry.TYPES) {
      known.put(type, new BoxSyntax(AudioSampleEntry.PREFIX, AudioSampleEntry::read));
    }
    known.put("stsd", new BoxSyntax(Stsd.PREFIX, (type, in, boxes) -> Stsd.read(in, boxes)));
    known.put("dref", new BoxSyntax(Dref.PREFIX, (type, in, boxes) -> Dref.read(in, boxes)));
    leaves().forEach((type, reader) -> known.put(type, leaf(reader)));
    return Map.copyOf(known);
  }

  private static BoxSyntax leaf(LeafReader reader) {
    return new BoxSyntax(NO_BOXES, (type, in, boxes) -> reader.read(in));
  }

  private static Map<String, LeafReader> leaves() {
    return Map.ofEntries(
        Map.entry("ftyp", Ftyp::read),
        Map.entry("styp", Styp::read),
        Map.entry("mvhd", Mvhd::read),
        Map.entry("tkhd", Tkhd::read),
        Map.entry("mdhd", Mdhd::read),
        Map.entry("hdlr", Hdlr::read),
        Map.entry("vmhd", Vmhd::read),
        Map.entry("smhd", Smhd::read),
        Map.entry("url ", Url::read),
        Map.entry("elst", Elst::read),
        Map.entry("stts", Stts::read),
        Map.entry("stsc", Stsc::read),
        Map.entry("stsz", Stsz::read),
        Map.entry("stss", Stss::read),
        Map.entry("ctts", Ctts::read),
        Map.entry("stco", Stco::read),
        Map.entry("co64", Co64::read),
        Map.entry("mehd", Mehd::read),
        Map.entry("trex", Trex::read),
        Map.entry("mfhd", Mfhd::read),
        Map.entry("tfhd", Tfhd::read),
        Map.entry("tfdt", Tfdt::read),
        Map.entry("trun", Trun::read),
        Map.entry("sidx", Sidx::read),
        Map.entry("avcC", AvcC::read),
        Map.entry("av1C", Av1C::read),
        Map.entry("vpcC", VpcC::read),
        Map.entry("hvcC", HvcC::read),
        Map.entry("mdcv", Mdcv::read),
        Map.entry("clli", Clli::read),
        Map.entry("esds", Esds::read),
        Map.entry("dac3", Dac3::read),
        Map.entry("dec3", Dec3::read),
        Map.entry("dOps", DOps::read),
        Map.entry("dfLa", DfLa::read),
        Map.entry("btrt", Btrt::read),
        Map.entry("colr", Colr::read),
        Map.entry("pasp", Pasp::read));
  }
}
