package io.millrace.verify;

import static io.millrace.verify.BoxSurgery.add;
import static io.millrace.verify.BoxSurgery.join;
import static io.millrace.verify.BoxSurgery.make;
import static io.millrace.verify.BoxSurgery.set;
import static io.millrace.verify.BoxSurgery.with;
import static io.millrace.verify.GoodStream.AUDIO;
import static io.millrace.verify.GoodStream.MAIN;
import static io.millrace.verify.GoodStream.SMALL;
import static io.millrace.verify.GoodStream.VIDEO;
import static io.millrace.verify.GoodStream.segment;

import io.millrace.codec.h264.AvcConfiguration;
import io.millrace.isobmff.Box;
import io.millrace.isobmff.BoxReader;
import io.millrace.isobmff.Elst;
import io.millrace.isobmff.Trun;
import io.millrace.media.Payload;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** One way to break each rule, and no other with it. */
final class Breakages {
  private static final String STSD = "moov/trak/mdia/minf/stbl/stsd/";
  private static final String THIRD = segment("video", 3);
  private static final String TRUN = "moof/traf/trun";

  private final Map<Rule, Consumer<GoodStream>> all = new EnumMap<>(Rule.class);

  private Breakages() {}

  static Map<Rule, Consumer<GoodStream>> all() {
    Breakages breakages = new Breakages();
    breakages.headers();
    breakages.entries();
    breakages.structure();
    breakages.samples();
    breakages.text();
    breakages.windows();
    breakages.variants();
    breakages.renditions();
    return breakages.all;
  }

  private void put(Rule rule, Consumer<GoodStream> change) {
    all.put(rule, change);
  }

  private static byte[] init(GoodStream stream) {
    return stream.objects().bytes(stream.init("video"));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  private void headers() {
    put(Rule.I_01, s -> s.setInit("video", join(init(s), make("mdat", new byte[4]))));
    put(
        Rule.I_02,
        s -> s.editInit("video", "ftyp", b -> make("ftyp", bytes("isom\0\0\0\0isomcmfc"))));
    put(Rule.I_03, s -> s.editInit("video", "ftyp", b -> make("ftyp", bytes("iso6\0\0\0\0iso6"))));
    put(Rule.I_04, s -> s.editInit("video", "moov/trak", b -> join(b, b)));
    put(Rule.I_05, s -> s.editInit("video", "moov/mvex/trex", b -> set(b, 12, 2)));
    put(Rule.I_06, s -> s.editInit("video", "moov/mvhd", b -> set(b, 24, 1)));
    put(
        Rule.I_07,
        s -> s.editInit("video", "moov/trak/mdia/minf/stbl/stsz", b -> set(set(b, 12, 1), 16, 1)));
    put(Rule.I_08, s -> s.editInit("video", "moov/mvhd", b -> set(b, b.length - 4, 1)));
    put(Rule.I_09, s -> s.editInit("video", "moov/trak/tkhd", b -> with(b, 11, 1)));
    put(Rule.I_10, s -> s.editInit("audio", "moov/trak/mdia/mdhd", b -> set(b, 20, 48_001)));
    put(
        Rule.I_11,
        s ->
            s.editInit(
                "video",
                "moov/trak/mdia/minf/dinf/dref/url ",
                b -> make("url ", bytes("\0\0\0\0x\0"))));
    put(
        Rule.I_12,
        s -> s.editInit("video", "moov/trak/mdia/hdlr", b -> with(b, 16, 't', 'e', 'x', 't')));
    put(Rule.I_21, s -> s.setInit("video", join(init(s), make("meta", new byte[4]))));
    Elst edits = new Elst(List.of(new Elst.Edit(1, 0, 1), new Elst.Edit(1, 0, 1)));
    byte[] edts = Box.bytes(List.of(Box.container("edts", edits))).toByteArray();
    put(Rule.I_22, s -> s.editInit("audio", "moov/trak/tkhd", b -> join(b, edts)));
    put(Rule.I_25, s -> s.edit(s.init("video"), "moov/trak/mdia/hdlr", b -> with(b, 33, 'X')));
  }

  private void entries() {
    put(Rule.I_13, s -> s.editInit("video", STSD + "avc1/avcC", b -> new byte[0]));
    put(Rule.I_14, s -> s.editInit("video", STSD + "avc1/avcC", Breakages::withoutPps));
    put(
        Rule.I_15,
        s ->
            s.editInit("video", STSD + "avc1", b -> with(b, 7, '3'))
                .replace(MAIN, "avc1.640015", "avc3.640015"));
    put(
        Rule.I_16,
        s ->
            s.editInit("video", STSD + "avc1/avcC", b -> with(b, 11, 0x16))
                .replace(MAIN, "avc1.640015", "avc1.640016"));
    put(Rule.I_17, s -> s.editInit("video", STSD + "avc1", b -> with(b, 32, 1, 0x42)));
    put(Rule.I_18, s -> s.editInit("video", STSD + "avc1/colr", b -> with(b, 13, 9)));
    put(Rule.I_19, s -> s.editInit("audio", STSD + "mp4a/esds", b -> with(b, 25, 0x67)));
    put(Rule.I_20, s -> s.editInit("audio", STSD + "mp4a", b -> set(b, 32, 44_100 << 16)));
  }

  private static byte[] withoutPps(byte[] avcC) {
    Payload record = Payload.of(avcC).slice(8, avcC.length - 8);
    AvcConfiguration was = AvcConfiguration.parse(record, 0);
    AvcConfiguration is =
        new AvcConfiguration(
            was.profileIdc(),
            was.constraintFlags(),
            was.levelIdc(),
            was.lengthSize(),
            was.sps(),
            List.of(),
            was.chromaFormatIdc(),
            was.bitDepthLuma(),
            was.bitDepthChroma(),
            List.of());
    return make("avcC", is.payload().toByteArray());
  }

  private void structure() {
    put(Rule.S_01, s -> s.set(THIRD, b -> join(b, new byte[] {1, 2, 3, 4})));
    put(Rule.S_02, s -> s.edit(THIRD, "styp", b -> make("styp", bytes("msdh\0\0\0\0msdhiso6"))));
    put(Rule.S_03, s -> s.editMoof(THIRD, "traf", b -> join(b, b)));
    put(Rule.S_04, s -> s.editMoof(THIRD, "traf/tfdt", b -> new byte[0]));
    put(
        Rule.S_05,
        s ->
            s.editMoof(
                THIRD,
                "traf/tfdt",
                b -> join(make("tfdt", new byte[] {0, 0, 0, 0, b[16], b[17], b[18], b[19]}))));
    put(Rule.S_06, s -> s.edit(THIRD, "moof/traf/tfhd", b -> with(b, 9, 0)));
    put(Rule.S_07, s -> s.edit(THIRD, TRUN, b -> add(b, 16, 1)));
    put(Rule.S_08, s -> s.edit(THIRD, "moof/traf/tfhd", b -> set(b, 12, 2)));
    put(Rule.S_09, s -> s.edit(THIRD, "moof/mfhd", b -> set(b, 12, 1)));
    put(
        Rule.S_10,
        s ->
            s.edit(THIRD, "moof/traf/tfdt", b -> add(b, 16, 9))
                .edit(segment("video-144p", 3), "moof/traf/tfdt", b -> add(b, 16, 9)));
    put(Rule.S_14, s -> s.edit(THIRD, TRUN, b -> with(b, 10, 0x0e)));
    put(Rule.S_15, s -> s.edit(THIRD, TRUN, b -> with(b, 8, 0)));
  }

  /** Where the composition offset of a sample of the video stands in trun. */
  private static int offsetAt(int sample) {
    return 24 + 8 * sample + 4;
  }

  private void samples() {
    put(
        Rule.S_12,
        s ->
            s.edit(THIRD, TRUN, b -> set(b, 20, 0x0101_0000))
                .edit(THIRD, "mdat", b -> firstPicture(b)));
    put(Rule.S_13, s -> s.edit(THIRD, TRUN, b -> set(b, 20, 0x0101_0000)));
    put(
        Rule.S_16,
        s ->
            s.edit(
                THIRD,
                TRUN,
                b -> set(b, offsetAt(5), ByteBuffer.wrap(b).getInt(offsetAt(4)) - 3_000)));
    put(Rule.S_17, s -> s.edit(THIRD, TRUN, b -> add(b, offsetAt(5), 90_000)));
    put(Rule.S_18, s -> s.editMoof(THIRD, "traf/trun", Breakages::withoutADuration));
    put(Rule.S_19, s -> s.edit(THIRD, "mdat", b -> with(b, 8, 0x7f)));
    put(Rule.S_20, s -> s.edit(segment("audio", 3), "mdat", b -> with(b, 8, 0xff, 0xf1)));
    put(
        Rule.S_23,
        s -> {
          resize(s, 3, 2, 0);
          resize(s, 4, -2, 2);
          s.replace(MAIN, "INF:BANDWIDTH=1506000", "INF:BANDWIDTH=1510000");
          s.replace(MAIN, "INF:BANDWIDTH=253000", "INF:BANDWIDTH=257000");
          s.replace(AUDIO, "1.002667,\n00000003", "1.045334,\n00000003");
          s.replace(AUDIO, "1.002666,\n00000004", "0.959999,\n00000004");
        });
    put(Rule.S_29, s -> another(s, "video", "moov/trak/mdia/hdlr", b -> with(b, 33, 'X')));
  }

  /** The first picture of a segment, made of slices of no IDR picture. */
  private static byte[] firstPicture(byte[] mdat) {
    byte[] changed = mdat.clone();
    for (int at = 8; at + 5 < 60_000; ) {
      int length = ByteBuffer.wrap(mdat).getInt(at);
      int type = mdat[at + 4] & 0x1f;
      if (type == 5) {
        changed[at + 4] = (byte) ((mdat[at + 4] & 0xe0) | 1);
      } else if (type == 1) {
        break;
      }
      at += 4 + length;
    }
    return changed;
  }

  private static Trun trun(byte[] box) {
    return (Trun) BoxReader.read(Payload.of(box), 0).get(0);
  }

  private static byte[] written(Trun like, int flags, List<Trun.Entry> samples) {
    Trun trun =
        new Trun(like.version(), flags, like.dataOffset(), like.firstSampleFlags(), samples);
    return Box.bytes(List.of(trun)).toByteArray();
  }

  /** The same times of presentation, but a sample lasts no time and the next one twice as long. */
  private static byte[] withoutADuration(byte[] box) {
    Trun trun = trun(box);
    List<Trun.Entry> samples = new ArrayList<>();
    for (int i = 0; i < trun.samples().size(); i++) {
      Trun.Entry was = trun.samples().get(i);
      long duration = i == 5 ? 0 : i == 6 ? 6_000 : 3_000;
      long offset = was.compositionOffset() + (i == 6 ? 3_000 : 0);
      samples.add(new Trun.Entry(duration, was.size(), was.flags(), offset));
    }
    return written(trun, trun.flags() | Trun.SAMPLE_DURATION, samples);
  }

  /** More or fewer frames of sound in a segment that begins so many frames later. */
  private static void resize(GoodStream stream, int number, int more, int later) {
    String name = segment("audio", number);
    Trun[] was = new Trun[1];
    stream.editMoof(
        name,
        "traf/trun",
        b -> {
          was[0] = trun(b);
          List<Trun.Entry> samples = new ArrayList<>(was[0].samples());
          for (int i = 0; i < more; i++) {
            samples.add(samples.get(samples.size() - 1));
          }
          return written(
              was[0], was[0].flags(), samples.subList(0, was[0].samples().size() + more));
        });
    List<Trun.Entry> samples = was[0].samples();
    int last = (int) samples.get(samples.size() - 1).size();
    int before = (int) samples.get(samples.size() - 2).size();
    stream.edit(
        name,
        "mdat",
        b -> {
          byte[] data =
              java.util.Arrays.copyOfRange(b, 8, b.length - (more < 0 ? last + before : 0));
          byte[] copy = java.util.Arrays.copyOfRange(b, b.length - last, b.length);
          return more < 0 ? make("mdat", data) : make("mdat", join(data, copy, copy));
        });
    stream.edit(name, "moof/traf/tfdt", b -> add(b, 16, 1024 * later));
  }

  /** A second init segment from segment 4 on. */
  private static void another(
      GoodStream stream,
      String rendition,
      String path,
      java.util.function.UnaryOperator<byte[]> change) {
    byte[] init = BoxSurgery.edit(stream.objects().bytes(stream.init(rendition)), path, change);
    another(stream, rendition, init);
  }

  private static void another(GoodStream stream, String rendition, byte[] init) {
    String name = "init-" + Payload.of(init).sha256().substring(0, 12) + ".mp4";
    stream.objects().put(rendition + "/" + name, init);
    String playlist = rendition + "/index.m3u8";
    String text = stream.objects().text(playlist);
    stream
        .objects()
        .put(
            playlist,
            text.replaceFirst(
                "(#EXTINF:[0-9.]+,\n00000004)", "#EXT-X-MAP:URI=\"" + name + "\"\n$1"));
  }

  private void text() {
    put(Rule.P_01, s -> s.replace(VIDEO, "#EXT-X-VERSION", "# a bell: \u0007\n#EXT-X-VERSION"));
    put(Rule.P_02, s -> s.replace(VIDEO, "#EXTM3U", "#EXTM3U "));
    put(Rule.P_03, s -> s.replace(VIDEO, "VERSION:7", "VERSION:5"));
    put(Rule.P_04, s -> s.replace(VIDEO, "#EXT-X-TARGETDURATION:1\n", ""));
    put(Rule.P_06, s -> lastIsAGap(s, "1.500000"));
    put(Rule.P_07, s -> lastIsAGap(s, "1.600000"));
    put(Rule.P_08, s -> s.replace(VIDEO, "#EXT-X-MAP", "#EXT-X-PLAYLIST-TYPE:VOD\n#EXT-X-MAP"));
    put(Rule.P_09, s -> s.replace(VIDEO, "1.000000,\n00000003", "1.040000,\n00000003"));
    put(Rule.P_10, s -> behindTheFirst(s, "#EXT-X-MEDIA-SEQUENCE:0\n"));
    put(Rule.P_11, s -> behindTheFirst(s, "#EXT-X-DISCONTINUITY-SEQUENCE:0\n"));
    put(Rule.P_19, s -> s.objects().remove(THIRD));
    put(
        Rule.P_20,
        s ->
            s.objects()
                .put(VIDEO, s.objects().text(VIDEO).replaceFirst("#EXT-X-MAP:[^\n]*\n", "")));
    put(Rule.P_25, s -> s.replace(VIDEO, "#EXT-X-ENDLIST\n", ""));
    put(
        Rule.P_27,
        s -> {
          s.objects().remove(segment("video", 7));
          s.replace(
              VIDEO,
              "#EXTINF:1.000000,\n00000007",
              "#EXT-X-GAP\n#EXT-X-GAP\n#EXTINF:1.000000,\n00000007");
        });
    put(Rule.P_36, s -> s.objects().setType(THIRD, "text/plain"));
  }

  private static void lastIsAGap(GoodStream stream, String seconds) {
    stream.objects().remove(segment("video", 7));
    stream.replace(
        VIDEO, "#EXTINF:1.000000,\n00000007", "#EXT-X-GAP\n#EXTINF:" + seconds + ",\n00000007");
  }

  private static void behindTheFirst(GoodStream stream, String line) {
    stream.replace(VIDEO, line, "").replace(VIDEO, "00000000.m4s\n", "00000000.m4s\n" + line);
  }

  private void windows() {
    put(Rule.P_12, s -> s.live().replace(VIDEO, "#EXT-X-DISCONTINUITY-SEQUENCE:0\n", ""));
    put(
        Rule.P_15,
        s -> {
          s.live().slide(2);
          for (String playlist : List.of(VIDEO, SMALL, AUDIO)) {
            s.replace(playlist, "TARGETDURATION:1", "TARGETDURATION:3");
          }
        });
    put(Rule.P_16, s -> s.live().slide(4));
    put(Rule.P_23, s -> s.live().replace(VIDEO, GoodStream.date(0), ""));
    put(
        Rule.P_24,
        s ->
            s.live()
                .replace(
                    VIDEO,
                    "#EXTINF:1.000000,\n00000001",
                    GoodStream.date(1500) + "#EXTINF:1.000000,\n00000001"));
  }

  private void variants() {
    put(Rule.V_01, s -> s.replace(MAIN, "INF:BANDWIDTH=1506000,", "INF:"));
    put(Rule.V_02, s -> s.replace(MAIN, "avc1.640015", "avc1.640016"));
    put(Rule.V_03, s -> s.replace(MAIN, "320x180", "320x181"));
    put(Rule.V_04, s -> s.replace(MAIN, "AVERAGE-BANDWIDTH=1327000", "AVERAGE-BANDWIDTH=1000000"));
    put(Rule.V_05, s -> s.replace(MAIN, "INF:BANDWIDTH=1506000", "INF:BANDWIDTH=1400000"));
    put(Rule.V_06, s -> s.replace(MAIN, "FRAME-RATE=30.000", "FRAME-RATE=30.000,VIDEO-RANGE=PQ"));
    put(
        Rule.V_07,
        s ->
            s.replace(MAIN, ",AUDIO=\"audio\"", ",AUDIO=\"other\"")
                .replace(MAIN, "avc1.640015,mp4a.40.2", "avc1.640015"));
    put(Rule.V_08, s -> s.replace(MAIN, "AUTOSELECT=YES", "AUTOSELECT=NO"));
    put(Rule.V_09, s -> s.replace(MAIN, "LANGUAGE=\"und\",", ""));
    put(Rule.V_10, s -> s.replace(MAIN, "CHANNELS=\"2\"", "CHANNELS=\"6\""));
    put(
        Rule.V_11,
        s ->
            s.replace(
                MAIN,
                "#EXT-X-STREAM",
                "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"low\",NAME=\"other\",LANGUAGE=\"und\","
                    + "CHANNELS=\"2\",URI=\"audio/index.m3u8\"\n#EXT-X-STREAM"));
    put(Rule.V_12, s -> s.replace(MAIN, "#EXT-X-INDEPENDENT-SEGMENTS\n", ""));
    put(Rule.V_13, s -> s.replace(MAIN, "#EXT-X-STREAM", "#EXT-X-ENDLIST\n#EXT-X-STREAM"));
  }

  private void renditions() {
    put(
        Rule.P_21,
        s -> {
          another(s, "audio", "moov/trak/mdia/mdhd", b -> set(b, 20, 96_000));
          for (int i = 4; i < 8; i++) {
            String name = segment("audio", i);
            s.edit(name, "moof/traf/tfhd", b -> set(b, 16, 2_048));
            s.edit(name, "moof/traf/tfdt", b -> set(b, 16, 2 * ByteBuffer.wrap(b).getInt(16)));
          }
        });
    put(
        Rule.P_22,
        s -> {
          byte[] mono =
              BoxSurgery.edit(
                  s.objects().bytes(s.init("audio")), STSD + "mp4a", b -> with(b, 25, 1));
          mono = BoxSurgery.edit(mono, STSD + "mp4a/esds", b -> with(b, 44, 0x88));
          another(s, "audio", mono);
          s.replace(MAIN, "CHANNELS=\"2\"", "CHANNELS=\"1\"");
        });
    put(Rule.X_01, s -> s.editAll("video-144p", "moof/traf/tfdt", b -> add(b, 16, 900)));
    put(
        Rule.X_02,
        s ->
            s.replace(
                VIDEO,
                "#EXTINF:1.000000,\n00000004",
                "#EXT-X-DISCONTINUITY\n#EXTINF:1.000000,\n00000004"));
    put(Rule.X_03, s -> s.replace(AUDIO, "TARGETDURATION:1", "TARGETDURATION:2"));
    put(
        Rule.X_04,
        s ->
            s.replace(AUDIO, "#EXTINF:1.002667,\n00000006.m4s\n", "")
                .replace(AUDIO, "#EXTINF:1.002666,\n00000007.m4s\n", ""));
    put(Rule.X_05, s -> s.edit(segment("video-144p", 7), "moof/traf/tfhd", b -> set(b, 16, 3_001)));
    put(Rule.X_07, s -> s.replace(VIDEO, "MEDIA-SEQUENCE:0", "MEDIA-SEQUENCE:1"));
    put(Rule.Z_03, s -> s.objects().put(segment("video", 9), new byte[0]));
    put(Rule.Z_08, s -> s.editAll("audio", "moof/traf/tfdt", b -> add(b, 16, 4_096)));
  }
}
