package io.millrace.demux.fmp4;

import io.millrace.isobmff.AudioSampleEntry;
import io.millrace.isobmff.AvcC;
import io.millrace.isobmff.Box;
import io.millrace.isobmff.Co64;
import io.millrace.isobmff.Container;
import io.millrace.isobmff.Esds;
import io.millrace.isobmff.Ftyp;
import io.millrace.isobmff.Hdlr;
import io.millrace.isobmff.Mdhd;
import io.millrace.isobmff.Mfhd;
import io.millrace.isobmff.Mvhd;
import io.millrace.isobmff.Opaque;
import io.millrace.isobmff.Stsc;
import io.millrace.isobmff.Stsd;
import io.millrace.isobmff.Stsz;
import io.millrace.isobmff.Stts;
import io.millrace.isobmff.Tfdt;
import io.millrace.isobmff.Tfhd;
import io.millrace.isobmff.Tkhd;
import io.millrace.isobmff.Trex;
import io.millrace.isobmff.Trun;
import io.millrace.isobmff.VisualSampleEntry;
import io.millrace.media.Payload;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Small MP4 files for tests, in the notation of the boxes. */
final class Mp4Writer {
  static final int VIDEO = 1;
  static final int AUDIO = 2;
  static final int VIDEO_TIMESCALE = 30_000;
  static final int SYNC = 0x200_0000;
  static final int NON_SYNC = 0x101_0000;

  private Mp4Writer() {}

  static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  /** {@code count} times {@code value}. */
  static byte[] run(int value, int count) {
    byte[] bytes = new byte[count];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  static byte[] box(String type, byte[]... payload) {
    byte[] all = concat(payload);
    return concat(header(type, 8 + all.length), all);
  }

  static byte[] box(Box box) {
    return Box.bytes(List.of(box)).toByteArray();
  }

  /** A header that says any size, with 64 bits where 32 are too few. */
  static byte[] header(String type, long size) {
    boolean large = size < 0 || size > 0xffff_ffffL;
    ByteBuffer out = ByteBuffer.allocate(large ? 16 : 8);
    out.putInt(large ? 1 : (int) size).put(type.getBytes(StandardCharsets.ISO_8859_1));
    if (large) {
      out.putLong(size);
    }
    return out.array();
  }

  static Box opaque(String type, int... payload) {
    return new Opaque(type, Payload.of(bytes(payload)));
  }

  static byte[] ftyp() {
    return box(new Ftyp("iso6", 0, List.of("iso6")));
  }

  static byte[] mdat(byte[]... samples) {
    return box("mdat", samples);
  }

  static byte[] moov(Box... boxes) {
    List<Box> all = new ArrayList<>(List.of(new Mvhd(1_000, 0, 3)));
    all.addAll(List.of(boxes));
    return box(new Container("moov", all));
  }

  static Box mvex(Trex... defaults) {
    return new Container("mvex", List.<Box>of(defaults));
  }

  static Trex trex(int id) {
    return new Trex(id, 1, 0, 0, 0);
  }

  static Box trak(int id, String handler, int timescale, Box... stbl) {
    return trak(new Tkhd(3, id, 0, 0, 0, 0), new Mdhd(timescale, 0, "und"), handler, stbl);
  }

  static Box trak(Box tkhd, Box mdhd, String handler, Box... stbl) {
    return trak(List.of(tkhd), List.of(mdhd, new Hdlr(handler, "")), stbl);
  }

  /** A trak with any boxes before its mdia, and before its minf. */
  static Box trak(List<Box> inTrak, List<Box> inMdia, Box... stbl) {
    List<Box> mdia = new ArrayList<>(inMdia);
    mdia.add(Box.container("minf", new Container("stbl", List.of(stbl))));
    List<Box> trak = new ArrayList<>(inTrak);
    trak.add(new Container("mdia", mdia));
    return new Container("trak", trak);
  }

  static Box avc(Box... more) {
    List<Box> boxes = new ArrayList<>(List.of(new AvcC(Payload.of(bytes(1, 100, 0, 31)))));
    boxes.addAll(List.of(more));
    return new VisualSampleEntry("avc1", 640, 360, boxes);
  }

  static Box aac() {
    return new AudioSampleEntry(
        "mp4a", 2, 48_000, List.of(new Esds(Esds.AAC, 0, 0, Payload.of(bytes(0x11, 0x90)))));
  }

  static Stsd stsd(Box... entries) {
    return new Stsd(List.of(entries));
  }

  static Box video(Box... tables) {
    return trak(VIDEO, "vide", VIDEO_TIMESCALE, withFirst(stsd(avc()), tables));
  }

  static Box audio(Box... tables) {
    return trak(AUDIO, "soun", 48_000, withFirst(stsd(aac()), tables));
  }

  private static Box[] withFirst(Box first, Box... boxes) {
    List<Box> all = new ArrayList<>(List.of(first));
    all.addAll(List.of(boxes));
    return all.toArray(Box[]::new);
  }

  /** The init segment of a video and an audio track without defaults. */
  static byte[] init() {
    return concat(ftyp(), moov(video(), audio(), mvex(trex(VIDEO), trex(AUDIO))));
  }

  static Stts stts(long count, long delta) {
    return new Stts(List.of(new Stts.Run(count, delta)));
  }

  static Stsc stsc(long samplesPerChunk) {
    return new Stsc(List.of(new Stsc.Run(1, samplesPerChunk, 1)));
  }

  static Stsz stsz(Long... sizes) {
    return new Stsz(0, sizes.length, List.of(sizes));
  }

  static Co64 co64(Long... offsets) {
    return new Co64(List.of(offsets));
  }

  static byte[] moof(Box... trafs) {
    return box(moofBox(trafs));
  }

  static Box moofBox(Box... trafs) {
    return new Container("moof", List.of(withFirst(new Mfhd(1), trafs)));
  }

  static Box traf(Box... boxes) {
    return new Container("traf", List.of(boxes));
  }

  static Tfhd tfhd(int id) {
    return new Tfhd(Tfhd.DEFAULT_BASE_IS_MOOF, id, 0, 0, 0, 0, 0);
  }

  static Tfhd tfhd(int id, long duration, long size, int flags) {
    int fields =
        Tfhd.DEFAULT_BASE_IS_MOOF
            | Tfhd.DEFAULT_SAMPLE_DURATION
            | Tfhd.DEFAULT_SAMPLE_SIZE
            | Tfhd.DEFAULT_SAMPLE_FLAGS;
    return new Tfhd(fields, id, 0, 0, duration, size, flags);
  }

  static Tfdt tfdt(long time) {
    return new Tfdt(time);
  }

  static Trun.Entry entry(long size, int flags) {
    return new Trun.Entry(1_001, size, flags, 0);
  }

  /** Durations, sizes and flags of each sample. */
  static Trun trun(int dataOffset, Trun.Entry... samples) {
    return new Trun(0, 0x701, dataOffset, 0, List.of(samples));
  }

  /** Samples without any field of their own. */
  static Box bareTrun(long count, int dataOffset) {
    byte[] payload =
        ByteBuffer.allocate(12).putInt(1).putInt((int) count).putInt(dataOffset).array();
    return new Opaque("trun", Payload.of(payload));
  }

  /** A moof of one track with all its samples in the mdat behind it. */
  static byte[] fragment(int id, long time, byte[]... samples) {
    Trun.Entry[] entries = new Trun.Entry[samples.length];
    for (int i = 0; i < samples.length; i++) {
      entries[i] = entry(samples[i].length, i == 0 ? SYNC : NON_SYNC);
    }
    int moofSize = moofBox(traf(tfhd(id), tfdt(time), trun(0, entries))).size();
    return concat(moof(traf(tfhd(id), tfdt(time), trun(moofSize + 8, entries))), mdat(samples));
  }
}
