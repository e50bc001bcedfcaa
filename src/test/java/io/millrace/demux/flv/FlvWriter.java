package io.millrace.demux.flv;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Makes small FLV streams for tests: a header, and tags with their size behind them. */
final class FlvWriter {
  /** avcC of a 1080x720 High profile stream. */
  static final byte[] AVCC =
      hex(
          "01640034ffe1001a67640034acd9404405be5f011000000300100000 4b00f18319600100 0668ebe3cb22c0");

  /** AAC LC, 44100 Hz, mono. */
  static final byte[] ASC = bytes(0x12, 0x08);

  private FlvWriter() {}

  static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  static byte[] uint24(int value) {
    return bytes(value >> 16, value >> 8, value);
  }

  static byte[] uint32(int value) {
    return bytes(value >> 24, value >> 16, value >> 8, value);
  }

  /** A file header and the PreviousTagSize before the first tag, then {@code tags}. */
  static byte[] flv(byte[]... tags) {
    return concat(ascii("FLV"), bytes(1, 5), uint32(9), uint32(0), concat(tags));
  }

  static byte[] tag(int type, int timestamp, byte[] data) {
    return tagWithSize(type, timestamp, data, FlvTag.HEADER_BYTES + data.length);
  }

  /** A tag with any PreviousTagSize. */
  static byte[] tagWithSize(int type, int timestamp, byte[] data, int previousTagSize) {
    return concat(tagHead(type, data.length, timestamp), data, uint32(previousTagSize));
  }

  static byte[] tagHead(int type, int dataSize, int timestamp) {
    return concat(
        bytes(type), uint24(dataSize), uint24(timestamp), bytes(timestamp >> 24), uint24(0));
  }

  static byte[] video(int timestamp, byte[]... data) {
    return tag(FlvTag.VIDEO, timestamp, concat(data));
  }

  static byte[] audio(int timestamp, byte[]... data) {
    return tag(FlvTag.AUDIO, timestamp, concat(data));
  }

  static byte[] avcHeader(byte[] configuration) {
    return video(0, bytes(0x17, 0, 0, 0, 0), configuration);
  }

  static byte[] aacHeader(byte[] configuration) {
    return audio(0, bytes(0xaf, 0), configuration);
  }

  static byte[] key(int timestamp, int compositionTime, int... nalUnits) {
    return video(timestamp, bytes(0x17, 1), uint24(compositionTime), bytes(nalUnits));
  }

  static byte[] inter(int timestamp, int compositionTime, int... nalUnits) {
    return video(timestamp, bytes(0x27, 1), uint24(compositionTime), bytes(nalUnits));
  }

  static byte[] aac(int timestamp, int... frame) {
    return audio(timestamp, bytes(0xaf, 1), bytes(frame));
  }

  /** What both tracks need before the first access unit. */
  static byte[] headers() {
    return concat(avcHeader(AVCC), aacHeader(ASC));
  }

  /** ExVideoTagHeader of a key frame without multitrack. */
  static byte[] exVideo(int timestamp, int packetType, String fourCc, byte[]... body) {
    return video(timestamp, bytes(0x90 | packetType), ascii(fourCc), concat(body));
  }

  static byte[] exAudio(int timestamp, int packetType, String fourCc, byte[]... body) {
    return audio(timestamp, bytes(0x90 | packetType), ascii(fourCc), concat(body));
  }

  static byte[] script(byte[]... values) {
    return tag(FlvTag.SCRIPT, 0, concat(values));
  }

  static byte[] amfString(String text) {
    return concat(bytes(2), amfName(text));
  }

  static byte[] amfName(String name) {
    return concat(bytes(name.length() >> 8, name.length()), ascii(name));
  }

  static byte[] amfNumber(double value) {
    return ByteBuffer.allocate(9).put((byte) 0).putDouble(value).array();
  }

  static byte[] amfProperty(String name, byte[] value) {
    return concat(amfName(name), value);
  }

  static byte[] amfObject(byte[]... properties) {
    return concat(bytes(3), concat(properties), bytes(0, 0, 9));
  }

  static byte[] amfArray(byte[]... properties) {
    return concat(bytes(8), uint32(properties.length), concat(properties), bytes(0, 0, 9));
  }

  static byte[] metaData(double frameRate, int width, int height) {
    return script(
        amfString("onMetaData"),
        amfArray(
            amfProperty("framerate", amfNumber(frameRate)),
            amfProperty("width", amfNumber(width)),
            amfProperty("encoder", amfString("Lavf")),
            amfProperty("stereo", bytes(1, 1)),
            amfProperty("height", amfNumber(height))));
  }
}
