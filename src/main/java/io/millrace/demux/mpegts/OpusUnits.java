package io.millrace.demux.mpegts;

import io.millrace.bits.BitReader;
import io.millrace.codec.opus.OpusPacket;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Opus packets, each behind a control header, any number of them in a PES packet: "OpusTS" of the
 * Xiph wiki, which players and encoders follow. How many samples are to be trimmed is read over:
 * only an edit list could say it, and a live stream has neither start nor end.
 */
final class OpusUnits implements UnitReader {
  private static final int CONTROL_HEADER_PREFIX = 0x3ff;
  private static final int TRIM_BITS = 16;

  /** Of the next packet, 90 kHz ticks. */
  private long nextPts = Pes.NO_PTS;

  @Override
  public void read(Pes pes, long pts, Sink sink) {
    if (pts != Pes.NO_PTS) {
      nextPts = pts;
    }
    if (nextPts == Pes.NO_PTS) {
      return;
    }
    long base = nextPts;
    long samples = 0;
    try {
      BitReader in = BitReader.of("Opus access unit", pes.payload(), pes.byteOffset());
      while (in.bitsLeft() > 0) {
        Payload packet = in.bytes(readControlHeader(in));
        int packetSamples = OpusPacket.samples(packet, pes.byteOffset());
        sink.onUnit(base + ticks(samples), true, packet, pes.byteOffset());
        samples += packetSamples;
        nextPts = base + ticks(samples);
      }
    } catch (MediaException e) {
      sink.onBadUnit(e);
    }
  }

  private static long ticks(long samples) {
    return samples * 15 / 8; // 90 kHz over 48 kHz; a packet is a multiple of 120 samples
  }

  /** Returns the size of the packet behind it, bytes. */
  private static int readControlHeader(BitReader in) {
    if (in.bits(11) != CONTROL_HEADER_PREFIX) {
      throw new MediaException.Malformed(in.byteOffset(), "Opus access unit: no control header");
    }
    boolean startTrim = in.flag();
    boolean endTrim = in.flag();
    boolean extension = in.flag();
    in.skip(2);
    int size = 0;
    int part = 255;
    while (part == 255) {
      part = in.bits(8);
      size += part;
    }
    in.skip((startTrim ? TRIM_BITS : 0) + (endTrim ? TRIM_BITS : 0));
    if (extension) {
      in.skip(8L * in.bits(8));
    }
    return size;
  }

  @Override
  public void reset() {
    nextPts = Pes.NO_PTS;
  }

  @Override
  public void end(Sink sink) {}

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeLong(nextPts);
  }

  @Override
  public void load(DataInput in) throws IOException {
    nextPts = in.readLong();
  }
}
