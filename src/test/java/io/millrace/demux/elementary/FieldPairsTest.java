package io.millrace.demux.elementary;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.SecondOpinion;
import io.millrace.codec.h264.TestFields;
import io.millrace.demux.DemuxHandler;
import io.millrace.demux.raw.ByteStreamDemuxer;
import io.millrace.media.AccessUnit;
import io.millrace.media.Codec;
import io.millrace.media.Display;
import io.millrace.media.FrameRate;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.SavedState;
import io.millrace.media.Timescale;
import io.millrace.media.Track;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FieldPairsTest {
  private static final Track TRACK =
      new Track(
          7,
          Codec.H264,
          "stream_type 0x1b",
          Payload.EMPTY,
          Track.Framing.ANNEX_B,
          Timescale.MPEG_TS,
          null,
          0,
          0,
          0,
          0,
          Display.UNDECLARED,
          "und",
          Track.Use.PROGRAMME,
          true);

  private final Recorder recorder = new Recorder();
  private ElementaryStage stage = new ElementaryStage(recorder);

  @BeforeEach
  void declare() {
    stage.onTracks(List.of(TRACK));
  }

  private void unit(long pts, Payload... nalUnits) {
    byte[] data = TestFields.annexB(List.of(nalUnits));
    stage.onAccessUnit(new AccessUnit(7, pts, 1800, false, Payload.of(data), pts));
  }

  private List<Long> times() {
    return recorder.units.stream().map(AccessUnit::pts).toList();
  }

  @Test
  void joinsTheTwoFieldsOfAFrameAtTheTimeOfTheFirst() {
    unit(0, TestFields.SPS, TestFields.PPS, TestFields.intra(true, 0, false));
    unit(1800, TestFields.skipped(0, true));
    unit(3600, TestFields.skipped(1, false));
    unit(5400, TestFields.skipped(1, true));
    assertThat(times()).containsExactly(0L, 3600L);
    assertThat(recorder.units).extracting(AccessUnit::sync).containsExactly(true, false);
    assertThat(recorder.units).extracting(AccessUnit::duration).containsOnly(3600L);
    int size = 8 + TestFields.skipped(1, false).length() + TestFields.skipped(1, true).length();
    assertThat(recorder.units.get(1).data().length()).isEqualTo(size);
  }

  @Test
  void leavesBothFieldsInOneUnitAsTheyAre() {
    Payload second = TestFields.skipped(0, true);
    unit(0, TestFields.SPS, TestFields.PPS, TestFields.intra(true, 0, false), second);
    assertThat(times()).containsExactly(0L);
    unit(3600, TestFields.skipped(1, false), TestFields.skipped(1, true));
    assertThat(times()).containsExactly(0L, 3600L);
  }

  @Test
  void letsAFieldWithoutAnotherGoAlone() {
    unit(0, TestFields.SPS, TestFields.PPS, TestFields.intra(true, 0, false));
    unit(3600, TestFields.skipped(1, false));
    unit(5400, TestFields.skipped(1, true));
    unit(7200, TestFields.skipped(2, false));
    unit(9000, TestFields.skipped(2, false)); // the same field twice is no pair
    stage.end();
    assertThat(times()).containsExactly(0L, 3600L, 7200L, 9000L);
  }

  @Test
  void doesNotJoinAnIdrPictureToWhatCameBefore() {
    unit(0, TestFields.SPS, TestFields.PPS, TestFields.intra(true, 0, false));
    unit(3600, TestFields.intra(true, 0, true));
    stage.end();
    assertThat(times()).containsExactly(0L, 3600L);
  }

  @Test
  void joinsNothingAcrossALoss() {
    unit(0, TestFields.SPS, TestFields.PPS, TestFields.intra(true, 0, false));
    stage.onLoss(DemuxHandler.ALL_TRACKS, new MediaException.Malformed(5, "Bytes missing"));
    unit(1800, TestFields.skipped(0, true));
    stage.end();
    assertThat(recorder.lines.get(2)).startsWith("unit 7 0");
    assertThat(recorder.lines.get(3)).startsWith("loss");
    assertThat(times()).containsExactly(0L, 1800L);
  }

  @Test
  void findsTheSamePairsWhereverTheStateIsSaved() {
    List<List<Payload>> fields = TestFields.fields(30, 12);
    for (int i = 0; i < fields.size(); i++) {
      unit(1800L * i, fields.get(i).toArray(Payload[]::new));
      stage = SavedState.reload(stage::save, in -> ElementaryStage.load(in, recorder));
    }
    stage.end();
    assertThat(recorder.units).hasSize(30);
    assertThat(recorder.units.stream().filter(AccessUnit::sync)).hasSize(3);
  }

  @Test
  void countsFramesInAByteStreamOfFields() {
    Recorder prepared = new Recorder();
    ElementaryStage all = new ElementaryStage(prepared);
    ByteStreamDemuxer demuxer = ByteStreamDemuxer.h264(new FrameRate(50, 1));
    demuxer.push(Payload.of(TestFields.byteStream(TestFields.fields(50, 12))), all);
    demuxer.end(all);
    all.end();
    assertThat(prepared.units).hasSize(50);
    List<Long> expected = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      expected.add(3600L * i);
    }
    assertThat(prepared.units).extracting(AccessUnit::pts).isEqualTo(expected);
    assertThat(prepared.lines).noneMatch(line -> line.startsWith("loss"));
  }

  /** The fields are real ones: ffmpeg decodes them without a word. */
  @Test
  void isDecodedByOthers(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("fields.264");
    Files.write(file, TestFields.byteStream(TestFields.fields(50, 12)));
    SecondOpinion.assertDecodes(file.toString());
  }
}
