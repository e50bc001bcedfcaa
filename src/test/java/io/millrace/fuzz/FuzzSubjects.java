package io.millrace.fuzz;

import io.millrace.codec.aac.AdtsHeader;
import io.millrace.codec.aac.AudioSpecificConfig;
import io.millrace.codec.ac3.Ac3Configuration;
import io.millrace.codec.ac3.Eac3Configuration;
import io.millrace.codec.ac3.SyncFrame;
import io.millrace.codec.av1.Av1Configuration;
import io.millrace.codec.av1.SequenceHeader;
import io.millrace.codec.av1.TemporalUnit;
import io.millrace.codec.flac.FlacFrame;
import io.millrace.codec.flac.StreamInfo;
import io.millrace.codec.h264.AvcConfiguration;
import io.millrace.codec.h265.HevcConfiguration;
import io.millrace.codec.h265.Vps;
import io.millrace.codec.mpegaudio.MpegAudioHeader;
import io.millrace.codec.opus.OpusHead;
import io.millrace.codec.vp9.FrameHeader;
import io.millrace.codec.vp9.VpConfiguration;
import io.millrace.demux.DemuxRecording;
import io.millrace.demux.Demuxer;
import io.millrace.demux.detect.DetectingDemuxer;
import io.millrace.demux.flv.FlvDemuxer;
import io.millrace.demux.fmp4.Fmp4Demuxer;
import io.millrace.demux.libav.LibavDemuxer;
import io.millrace.demux.matroska.MatroskaDemuxer;
import io.millrace.demux.mpegts.MpegTsDemuxer;
import io.millrace.demux.raw.ByteStreamDemuxer;
import io.millrace.demux.raw.PackedAudioDemuxer;
import io.millrace.isobmff.BoxReader;
import io.millrace.media.Codec;
import io.millrace.media.FrameRate;
import io.millrace.media.MediaType;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Every subject by its name, which is also the folder of its finds. */
final class FuzzSubjects {
  private static final Map<String, FuzzSubject> ALL = new LinkedHashMap<>();

  static {
    demuxers();
    parsers();
    for (Codec codec : Codec.values()) {
      if (codec.type() == MediaType.VIDEO || codec.type() == MediaType.AUDIO) {
        ALL.put("elementary." + codec, new StageSubject(codec));
      }
    }
  }

  private static void demuxers() {
    demuxer("detect", DetectingDemuxer::new, DetectingDemuxer::load);
    demuxer("matroska", MatroskaDemuxer::new, MatroskaDemuxer::load);
    demuxer("mpegts", MpegTsDemuxer::new, MpegTsDemuxer::load);
    demuxer("fmp4", Fmp4Demuxer::new, Fmp4Demuxer::load);
    demuxer("flv", FlvDemuxer::new, FlvDemuxer::load);
    demuxer("raw.audio", PackedAudioDemuxer::new, PackedAudioDemuxer::load);
    demuxer("libav", LibavDemuxer::new, LibavDemuxer::load);
    FrameRate rate = ByteStreamDemuxer.DEFAULT_FRAME_RATE;
    demuxer("raw.h264", () -> ByteStreamDemuxer.h264(rate), ByteStreamDemuxer::loadH264);
    demuxer("raw.h265", () -> ByteStreamDemuxer.h265(rate), ByteStreamDemuxer::loadH265);
  }

  private static void demuxer(
      String name, Supplier<? extends Demuxer> start, DemuxRecording.Loader loader) {
    ALL.put("demux." + name, new DemuxerSubject(start, loader));
  }

  private static void parsers() {
    parser("isobmff", BoxReader::read);
    parser("aac.config", AudioSpecificConfig::parse);
    parser("aac.adts", AdtsHeader::parse);
    parser("ac3.frame", SyncFrame::parse);
    parser("ac3.dac3", Ac3Configuration::parse);
    parser("ac3.dec3", Eac3Configuration::parse);
    parser("av1.sequence", SequenceHeader::parse);
    parser("av1.av1C", Av1Configuration::parse);
    parser("av1.unit", (bytes, at) -> TemporalUnit.read(bytes, null, at));
    parser("flac.frame", FlacFrame::parse);
    parser("flac.streaminfo", StreamInfo::parse);
    parser("h264.sps", io.millrace.codec.h264.Sps::parse);
    parser("h264.pps", io.millrace.codec.h264.Pps::parse);
    parser("h264.avcC", AvcConfiguration::parse);
    parser("h265.vps", Vps::parse);
    parser("h265.sps", io.millrace.codec.h265.Sps::parse);
    parser("h265.pps", io.millrace.codec.h265.Pps::parse);
    parser("h265.hvcC", HevcConfiguration::parse);
    parser("mpegaudio.header", MpegAudioHeader::parse);
    parser("opus.head", OpusHead::parse);
    parser("vp9.frame", FrameHeader::parse);
    parser("vp9.vpcC", VpConfiguration::parse);
  }

  private static void parser(String name, ParserSubject.Parser parser) {
    ALL.put(name, new ParserSubject(parser));
  }

  private FuzzSubjects() {}

  /** All subjects, in the order that {@link #any} numbers them. */
  static Map<String, FuzzSubject> all() {
    return Collections.unmodifiableMap(ALL);
  }

  static List<String> names() {
    return List.copyOf(ALL.keySet());
  }

  /** The subject that the first byte chooses, for the rest of the bytes. */
  private static final FuzzSubject ANY =
      new FuzzSubject() {
        @Override
        public void read(byte[] bytes) {
          if (bytes.length > 0) {
            chosenBy(bytes[0]).read(Arrays.copyOfRange(bytes, 1, bytes.length));
          }
        }

        @Override
        public void check(byte[] bytes) {
          if (bytes.length > 0) {
            chosenBy(bytes[0]).check(Arrays.copyOfRange(bytes, 1, bytes.length));
          }
        }
      };

  private static FuzzSubject chosenBy(byte first) {
    return List.copyOf(ALL.values()).get((first & 0xff) % ALL.size());
  }

  static FuzzSubject named(String name) {
    FuzzSubject subject = name.equals(FuzzRun.ALL) ? ANY : ALL.get(name);
    if (subject == null) {
      throw new IllegalArgumentException(
          "Invalid fuzz subject: %s; known are %s".formatted(name, ALL.keySet()));
    }
    return subject;
  }
}
