package io.millrace.demux.libav;

import io.millrace.codec.aac.AdtsHeader;
import io.millrace.media.Codec;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.Track;

/** AAC that a container has with its ADTS headers, as it is without them. ISO/IEC 14496-3, 1.A. */
final class AdtsUnits {
  private AdtsUnits() {}

  /** Whether the access units of {@code track} may begin with such a header. */
  static boolean mayHaveHeaders(Track track) {
    return track.codec() == Codec.AAC && track.configuration().isEmpty();
  }

  static boolean hasHeader(Payload data) {
    return data.length() > AdtsHeader.MIN_BYTES
        && AdtsHeader.isSyncword(data.array(), data.arrayOffset());
  }

  /**
   * The raw_data_block behind the header.
   *
   * @throws MediaException if the header cannot be read
   */
  static Payload withoutHeader(Payload data, long byteOffset) {
    int header = AdtsHeader.parse(data, byteOffset).headerBytes();
    if (header >= data.length()) {
      throw new MediaException.Malformed(byteOffset, "ADTS: frame of %d bytes", data.length());
    }
    return data.slice(header, data.length() - header);
  }
}
