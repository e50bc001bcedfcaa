package io.millrace.demux.flv;

import io.millrace.demux.flv.Packet.Kind;
import io.millrace.media.MediaException.Malformed;
import io.millrace.media.MediaType;
import io.millrace.media.Payload;
import java.util.List;

/**
 * The data of an audio tag. Adobe Flash Video File Format Specification 10.1, E.4.2. SoundRate and
 * SoundType cannot say 48 kHz or 5.1, and are constants for AAC: the bitstream is asked instead.
 */
final class AudioTag {
  /** SoundFormat of a tag of Enhanced RTMP v2. */
  private static final int ENHANCED = 9;

  private static final int AAC_HEADER_BYTES = 2;
  private static final int SEQUENCE_HEADER = 0;
  private static final int RAW = 1;

  private AudioTag() {}

  /**
   * The packets of a tag.
   *
   * @throws Malformed if it is too short or contradicts itself
   */
  static List<Packet> read(FlvTag tag) {
    if (tag.data().isEmpty()) {
      return List.of(); // written by some for a pause
    }
    int soundFormat = tag.data().unsignedAt(0) >> 4;
    if (soundFormat == ENHANCED) {
      return new EnhancedTag(MediaType.AUDIO, tag).packets();
    }
    Coding coding = Coding.ofAudio(soundFormat);
    return List.of(
        coding.declared() ? readAac(tag, coding) : packet(tag, coding, Kind.CODED_FRAME, 1));
  }

  private static Packet readAac(FlvTag tag, Coding coding) {
    if (tag.data().length() < AAC_HEADER_BYTES) {
      throw new Malformed(tag.offset(), "audio tag: %d bytes are no header", tag.data().length());
    }
    int packetType = tag.data().at(1);
    return switch (packetType) {
      case SEQUENCE_HEADER -> packet(tag, coding, Kind.SEQUENCE_HEADER, AAC_HEADER_BYTES);
      case RAW -> packet(tag, coding, Kind.CODED_FRAME, AAC_HEADER_BYTES);
      default -> throw new Malformed(tag.offset() + 1, "audio tag: AACPacketType %d", packetType);
    };
  }

  private static Packet packet(FlvTag tag, Coding coding, Kind kind, int headerBytes) {
    Payload payload = tag.data().slice(headerBytes, tag.data().length() - headerBytes);
    return new Packet(FlvTag.AUDIO, coding, kind, 0, true, payload, tag.offset() + headerBytes);
  }
}
