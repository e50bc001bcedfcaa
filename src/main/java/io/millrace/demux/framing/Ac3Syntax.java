package io.millrace.demux.framing;

import io.millrace.codec.ac3.ChannelLocations;
import io.millrace.codec.ac3.SyncFrame;
import io.millrace.media.Codec;
import io.millrace.media.Payload;

/** AC-3 and E-AC-3 sync frames. ETSI TS 102 366, 4.3 and Annex E.1.2. */
public final class Ac3Syntax implements AudioSyntax {
  @Override
  public int headerBytes() {
    return SyncFrame.HEADER_BYTES;
  }

  @Override
  public int frameBytes(byte[] bytes, int at) {
    return SyncFrame.frameBytes(bytes, at);
  }

  /** Both are AC-3 or both E-AC-3, with the same sampling frequency. */
  @Override
  public boolean agree(byte[] bytes, int at, int other) {
    return ((bytes[at + 4] ^ bytes[other + 4]) & 0xc0) == 0
        && SyncFrame.isEnhanced(bytes, at) == SyncFrame.isEnhanced(bytes, other);
  }

  @Override
  public void read(Payload data, long byteOffset, Sink sink) {
    SyncFrame frame = SyncFrame.parse(data, byteOffset);
    if (!frame.isMain()) {
      sink.onUnit(data, 0, frame.sampleRate()); // more sound for the time of the frame before
      return;
    }
    Codec codec = frame.isAc3() ? Codec.AC3 : Codec.EAC3;
    int channels = ChannelLocations.count(frame.locations());
    sink.onFormat(new AudioFormat(codec, frame.sampleRate(), channels, Payload.EMPTY));
    sink.onUnit(data, frame.samples(), frame.sampleRate());
  }
}
