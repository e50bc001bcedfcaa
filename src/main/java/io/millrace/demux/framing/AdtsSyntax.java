package io.millrace.demux.framing;

import io.millrace.codec.aac.AdtsHeader;
import io.millrace.codec.aac.AudioSpecificConfig;
import io.millrace.media.Codec;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** AAC behind ADTS headers. ISO/IEC 13818-7, 6.2; ISO/IEC 14496-3, 1.A.2.2. */
public final class AdtsSyntax implements AudioSyntax {
  private static final int SAMPLES_PER_FRAME = 1024;
  private static final int SAMPLING_FREQUENCIES = 13;

  /** Saved too: a layout behind channel_configuration 0 may be said once, in the first frame. */
  private @Nullable AdtsHeader lastHeader;

  @Override
  public int headerBytes() {
    return AdtsHeader.MIN_BYTES;
  }

  @Override
  public int frameBytes(byte[] bytes, int at) {
    boolean isHeader =
        AdtsHeader.isSyncword(bytes, at) && (bytes[at + 2] >> 2 & 0xf) < SAMPLING_FREQUENCIES;
    int frameBytes =
        (bytes[at + 3] & 3) << 11 | (bytes[at + 4] & 0xff) << 3 | (bytes[at + 5] & 0xff) >> 5;
    int headerBytes = (bytes[at + 1] & 1) != 0 ? 7 : 9;
    return isHeader && frameBytes > headerBytes ? frameBytes : 0;
  }

  /** Version, object type, sampling frequency and channels are the same. */
  @Override
  public boolean agree(byte[] bytes, int at, int other) {
    return ((bytes[at + 1] ^ bytes[other + 1]) & 0xfe) == 0
        && ((bytes[at + 2] ^ bytes[other + 2]) & 0xfd) == 0
        && ((bytes[at + 3] ^ bytes[other + 3]) & 0xc0) == 0;
  }

  @Override
  public void read(Payload frame, long byteOffset, Sink sink) {
    AdtsHeader header = AdtsHeader.parse(frame, byteOffset);
    if (header.rawDataBlocks() != 1) {
      throw new MediaException.Unsupported(
          byteOffset,
          "ADTS: %d raw_data_blocks in a frame; only one per frame is served",
          header.rawDataBlocks());
    }
    Payload data = frame.slice(header.headerBytes(), header.frameBytes() - header.headerBytes());
    if (lastHeader == null || !lastHeader.hasConfigurationOf(header)) {
      sink.onFormat(format(header, data, byteOffset));
      lastHeader = header;
    }
    sink.onUnit(data, SAMPLES_PER_FRAME, header.sampleRate());
  }

  private static AudioFormat format(AdtsHeader header, Payload data, long byteOffset) {
    AudioSpecificConfig config = header.configuration(data, byteOffset);
    return new AudioFormat(Codec.AAC, config.sampleRate(), config.channels(), config.payload());
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeBoolean(lastHeader != null);
    if (lastHeader != null) {
      lastHeader.save(out);
    }
  }

  @Override
  public void load(DataInput in) throws IOException {
    lastHeader = in.readBoolean() ? AdtsHeader.load(in) : null;
  }
}
