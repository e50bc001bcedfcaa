package io.millrace.demux.framing;

import io.millrace.media.Codec;
import io.millrace.media.Payload;
import io.millrace.media.SavedMedia;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What the frames of a sound say about it.
 *
 * @param codec which may be another than the program map says
 * @param sampleRate Hz, after SBR where it is signalled; 0 if unknown
 * @param channels 0 if unknown
 * @param configuration AudioSpecificConfig for AAC, otherwise empty
 */
public record AudioFormat(Codec codec, int sampleRate, int channels, Payload configuration) {
  public void save(DataOutput out) throws IOException {
    out.writeUTF(codec.name());
    out.writeInt(sampleRate);
    out.writeInt(channels);
    SavedMedia.writePayload(out, configuration);
  }

  public static AudioFormat load(DataInput in) throws IOException {
    Codec codec = SavedMedia.named(Codec.values(), in.readUTF(), "codec");
    int sampleRate = in.readInt();
    int channels = in.readInt();
    return new AudioFormat(codec, sampleRate, channels, SavedMedia.readPayload(in));
  }
}
