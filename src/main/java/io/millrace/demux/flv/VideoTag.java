package io.millrace.demux.flv;

import io.millrace.demux.flv.Packet.Kind;
import io.millrace.media.MediaException.Malformed;
import io.millrace.media.MediaType;
import io.millrace.media.Payload;
import java.util.List;

/** The data of a video tag. Adobe Flash Video File Format Specification 10.1, E.4.3. */
final class VideoTag {
  private static final int ENHANCED = 0x80;
  private static final int KEY_FRAME = 1;
  private static final int GENERATED_KEY_FRAME = 4;

  /** A command to the player, without a picture. */
  static final int COMMAND_FRAME = 5;

  /** VideoTagHeader with AVCPacketType and CompositionTime. */
  private static final int AVC_HEADER_BYTES = 5;

  private static final int SEQUENCE_HEADER = 0;
  private static final int NAL_UNITS = 1;
  private static final int END_OF_SEQUENCE = 2;

  private VideoTag() {}

  /**
   * The packets of a tag.
   *
   * @throws Malformed if it is too short or contradicts itself
   */
  static List<Packet> read(FlvTag tag) {
    if (tag.data().isEmpty()) {
      return List.of(); // written by some for a pause
    }
    int first = tag.data().unsignedAt(0);
    if ((first & ENHANCED) != 0) {
      return new EnhancedTag(MediaType.VIDEO, tag).packets();
    }
    int frameType = first >> 4;
    if (frameType == COMMAND_FRAME) {
      return List.of();
    }
    Coding coding = Coding.ofVideo(first & 0xf);
    boolean sync = isSync(frameType);
    return coding.declared()
        ? readAvc(tag, coding, sync)
        : List.of(packet(tag, coding, Kind.CODED_FRAME, 0, sync, 1));
  }

  static boolean isSync(int frameType) {
    return frameType == KEY_FRAME || frameType == GENERATED_KEY_FRAME;
  }

  private static List<Packet> readAvc(FlvTag tag, Coding coding, boolean sync) {
    Payload data = tag.data();
    int packetType = data.length() < 2 ? -1 : data.at(1);
    if (packetType == END_OF_SEQUENCE) {
      return List.of();
    }
    if (data.length() < AVC_HEADER_BYTES) {
      throw new Malformed(tag.offset(), "video tag: %d bytes are no header", data.length());
    }
    int compositionTime = data.at(2) << 16 | data.unsignedAt(3) << 8 | data.unsignedAt(4); // signed
    return switch (packetType) {
      case SEQUENCE_HEADER ->
          List.of(packet(tag, coding, Kind.SEQUENCE_HEADER, 0, sync, AVC_HEADER_BYTES));
      case NAL_UNITS ->
          List.of(packet(tag, coding, Kind.CODED_FRAME, compositionTime, sync, AVC_HEADER_BYTES));
      default -> throw new Malformed(tag.offset() + 1, "video tag: AVCPacketType %d", packetType);
    };
  }

  private static Packet packet(
      FlvTag tag, Coding coding, Kind kind, int compositionTime, boolean sync, int headerBytes) {
    Payload payload = tag.data().slice(headerBytes, tag.data().length() - headerBytes);
    long offset = tag.offset() + headerBytes;
    return new Packet(FlvTag.VIDEO, coding, kind, compositionTime, sync, payload, offset);
  }
}
