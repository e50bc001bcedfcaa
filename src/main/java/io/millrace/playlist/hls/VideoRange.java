package io.millrace.playlist.hls;

/** VIDEO-RANGE: the dynamic range of a variant's pictures. draft-pantos-hls-rfc8216bis, 4.4.6.2. */
public enum VideoRange {
  SDR,
  HLG,
  PQ;

  private static final int TRANSFER_PQ = 16;
  private static final int TRANSFER_HLG = 18;

  /**
   * The range of pictures with the given transfer characteristics: SDR unless they say otherwise.
   *
   * @param transfer code point of ITU-T H.273, 8.2
   */
  public static VideoRange of(int transfer) {
    return switch (transfer) {
      case TRANSFER_PQ -> PQ;
      case TRANSFER_HLG -> HLG;
      default -> SDR;
    };
  }
}
