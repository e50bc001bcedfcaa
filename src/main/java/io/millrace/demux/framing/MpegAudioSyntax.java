package io.millrace.demux.framing;

import io.millrace.codec.mpegaudio.MpegAudioHeader;
import io.millrace.media.Codec;
import io.millrace.media.Payload;

/** MPEG-1 and MPEG-2 audio frames of all layers. ISO/IEC 11172-3, 2.4.1; 13818-3, 2.4.1. */
public final class MpegAudioSyntax implements AudioSyntax {
  private static final int LAYER_3 = 3;

  @Override
  public int headerBytes() {
    return MpegAudioHeader.BYTES;
  }

  @Override
  public int frameBytes(byte[] bytes, int at) {
    return MpegAudioHeader.frameBytes(bytes, at);
  }

  /** Version, layer and sampling frequency are the same. */
  @Override
  public boolean agree(byte[] bytes, int at, int other) {
    return ((bytes[at + 1] ^ bytes[other + 1]) & 0xfe) == 0
        && ((bytes[at + 2] ^ bytes[other + 2]) & 0x0c) == 0;
  }

  @Override
  public void read(Payload frame, long byteOffset, Sink sink) {
    MpegAudioHeader header = MpegAudioHeader.parse(frame, byteOffset);
    Codec codec = header.layer() == LAYER_3 ? Codec.MPEG_AUDIO : Codec.MP2;
    sink.onFormat(new AudioFormat(codec, header.sampleRate(), header.channels(), Payload.EMPTY));
    sink.onUnit(frame, header.samples(), header.sampleRate());
  }
}
