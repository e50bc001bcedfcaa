package io.millrace.isobmff;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** File type box. ISO/IEC 14496-12, 4.3. First in a file. */
public record Ftyp(String majorBrand, long minorVersion, List<String> compatibleBrands)
    implements Box {
  private static final int MAX_BRANDS = 1_000;

  public Ftyp {
    Fields.checkFourCc(majorBrand);
    Fields.unsigned32("ftyp minor version", minorVersion);
    compatibleBrands = List.copyOf(compatibleBrands);
    compatibleBrands.forEach(Fields::checkFourCc);
  }

  static Ftyp read(BoxInput in) {
    String majorBrand = in.fourCc();
    long minorVersion = in.u32();
    List<String> brands = new ArrayList<>();
    while (in.remaining() > 0) {
      if (brands.size() == MAX_BRANDS) {
        throw in.malformed("more than %d brands", MAX_BRANDS);
      }
      brands.add(in.fourCc());
    }
    return new Ftyp(majorBrand, minorVersion, brands);
  }

  @Override
  public String type() {
    return "ftyp";
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
