package io.millrace.isobmff;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Segment type box. ISO/IEC 14496-12, 8.16.2. First in a file. */
public record Styp(String majorBrand, long minorVersion, List<String> compatibleBrands)
    implements Box {
  private static final int MAX_BRANDS = 1_000;

  public Styp {
    Fields.checkFourCc(majorBrand);
    Fields.unsigned32("styp minor version", minorVersion);
    compatibleBrands = List.copyOf(compatibleBrands);
    compatibleBrands.forEach(Fields::checkFourCc);
  }

  static Styp read(BoxInput in) {
    String majorBrand = in.fourCc();
    long minorVersion = in.u32();
    List<String> brands = new ArrayList<>();
    while (in.remaining() > 0) {
      if (brands.size() == MAX_BRANDS) {
        throw in.malformed("more than %d brands", MAX_BRANDS);
      }
      brands.add(in.fourCc());
    }
    return new Styp(majorBrand, minorVersion, brands);
  }

  @Override
  public String type() {
    return "styp";
  }

  @Override
  public int payloadSize() {
    return 8 + 4 * compatibleBrands.size();
  }

  @Override
  public void writePayload(ByteBuffer out) {
    Fields.putFourCc(out, majorBrand);
    out.putInt((int) minorVersion);
    compatibleBrands.forEach(brand -> Fields.putFourCc(out, brand));
  }
}
