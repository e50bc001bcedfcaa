package io.millrace.demux.flv;

import io.millrace.bits.BitReader;
import io.millrace.demux.flv.Packet.Kind;
import io.millrace.media.Codec;
import io.millrace.media.MediaException.Malformed;
import io.millrace.media.MediaType;
import io.millrace.media.Payload;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The data of a tag whose codec has a FourCC, of video and audio alike. Enhanced RTMP v2, "Enhanced
 * Video" and "Enhanced Audio": ExVideoTagHeader, ExAudioTagHeader and their bodies.
 */
final class EnhancedTag {
  private static final int SEQUENCE_START = 0;
  private static final int CODED_FRAMES = 1;
  private static final int CODED_FRAMES_X = 3;

  /** Of video; of audio it is MultichannelConfig. */
  private static final int METADATA = 4;

  /** Of video only; of audio it is Multitrack. */
  private static final int MPEG2_TS_SEQUENCE_START = 5;

  private static final int AUDIO_MULTITRACK = 5;
  private static final int VIDEO_MULTITRACK = 6;
  private static final int MOD_EX = 7;

  private static final int ONE_TRACK = 0;
  private static final int MANY_TRACKS = 1;
  private static final int MANY_TRACKS_MANY_CODECS = 2;

  private static final int TIMESTAMP_OFFSET_NANO = 0;
  private static final int HALF_A_MILLISECOND = 500_000;

  private final FlvTag tag;
  private final boolean video;
  private final BitReader in;
  private final List<Packet> packets = new ArrayList<>(1);
  private int frameType;
  private int packetType;

  /** Milliseconds to be added to the presentation time. */
  private int offsetTime;

  EnhancedTag(MediaType type, FlvTag tag) {
    this.tag = tag;
    this.video = type == MediaType.VIDEO;
    this.in = BitReader.of(video ? "video tag" : "audio tag", tag.data(), tag.offset());
  }

  /**
   * The packets of the tag, one for each of its tracks.
   *
   * @throws Malformed if a field or a track goes beyond the tag's end
   */
  List<Packet> packets() {
    int leading = in.bits(4); // IsExHeader and FrameType, or SoundFormat
    frameType = video ? leading & 7 : 0;
    packetType = in.bits(4);
    while (packetType == MOD_EX) {
      readModifier();
    }
    boolean command = video && frameType == VideoTag.COMMAND_FRAME && packetType != METADATA;
    if (!command) {
      readTracks();
    }
    return packets;
  }

  private void readModifier() {
    int size = in.bits(8) + 1;
    if (size == 256) {
      size = in.bits(16) + 1;
    }
    Payload data = in.bytes(size);
    int type = in.bits(4);
    packetType = in.bits(4);
    if (type == TIMESTAMP_OFFSET_NANO && size >= 3) {
      int nanoseconds = data.unsignedAt(0) << 16 | data.unsignedAt(1) << 8 | data.unsignedAt(2);
      offsetTime = nanoseconds >= HALF_A_MILLISECOND ? 1 : 0; // to the nearest millisecond
    }
  }

  private void readTracks() {
    if (packetType != (video ? VIDEO_MULTITRACK : AUDIO_MULTITRACK)) {
      readTrack(0, readCoding(), rest());
      return;
    }
    int multitrackType = in.bits(4);
    packetType = in.bits(4);
    if (multitrackType > MANY_TRACKS_MANY_CODECS) {
      return; // reserved
    }
    if (multitrackType == MANY_TRACKS_MANY_CODECS) {
      while (in.bitsLeft() > 0) {
        readSizedTrack(readCoding());
      }
      return;
    }
    Coding coding = readCoding();
    if (multitrackType == ONE_TRACK) {
      readTrack(in.bits(8), coding, rest());
    }
    while (multitrackType == MANY_TRACKS && in.bitsLeft() > 0) {
      readSizedTrack(coding);
    }
  }

  private void readSizedTrack(Coding coding) {
    int number = in.bits(8);
    int size = in.bits(24);
    readTrack(number, coding, in.bytes(size));
  }

  private Payload rest() {
    return in.bytes((int) (in.bitsLeft() / 8));
  }

  private Coding readCoding() {
    byte[] fourCc = in.bytes(4).toByteArray();
    for (int i = 0; i < fourCc.length; i++) {
      fourCc[i] = fourCc[i] < 0x20 || fourCc[i] == 0x7f ? (byte) '?' : fourCc[i];
    }
    MediaType type = video ? MediaType.VIDEO : MediaType.AUDIO;
    return Coding.ofFourCc(type, new String(fourCc, StandardCharsets.US_ASCII));
  }

  /** {@code body} is what was read last. */
  private void readTrack(int number, Coding coding, Payload body) {
    long offset = in.byteOffset() - body.length();
    int trackId = number << 8 | tag.type();
    Kind kind = kind(coding);
    int compositionTime = 0;
    Payload payload = body;
    if (packetType == CODED_FRAMES && hasCompositionTime(coding)) {
      compositionTime = BitReader.of("video tag", body, offset).bits(24) << 8 >> 8; // signed
      payload = body.slice(3, body.length() - 3);
    } else if (kind == Kind.SEQUENCE_HEADER) {
      payload = configuration(coding, body, offset);
    }
    packets.add(
        new Packet(
            trackId,
            coding,
            kind,
            compositionTime + offsetTime,
            !video || VideoTag.isSync(frameType),
            payload,
            offset + Math.max(0, body.length() - payload.length())));
  }

  private static boolean hasCompositionTime(Coding coding) {
    return coding.codec() == Codec.H264 || coding.codec() == Codec.H265;
  }

  private Kind kind(Coding coding) {
    return switch (packetType) {
      case SEQUENCE_START -> Kind.SEQUENCE_HEADER;
      case CODED_FRAMES -> Kind.CODED_FRAME;
      case CODED_FRAMES_X -> video ? Kind.CODED_FRAME : Kind.OTHER;
      case METADATA -> video ? Kind.METADATA : Kind.CHANNELS;
      case MPEG2_TS_SEQUENCE_START ->
          coding.codec() == Codec.AV1 ? Kind.SEQUENCE_HEADER : Kind.OTHER;
      default -> Kind.OTHER; // the end of a sequence, and reserved
    };
  }

  private Payload configuration(Coding coding, Payload body, long offset) {
    if (packetType == MPEG2_TS_SEQUENCE_START) {
      return ConfigurationRecords.av1(body, offset);
    }
    return coding.codec() == Codec.VP9 ? ConfigurationRecords.vp9(body) : body;
  }
}
