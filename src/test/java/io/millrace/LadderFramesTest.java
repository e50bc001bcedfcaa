package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.PlanarYUVLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import io.millrace.ingest.RecordedIngest;
import io.millrace.media.Ladder;
import io.millrace.segment.SegmentSettings;
import io.millrace.transcode.SegmentEncoder;
import io.millrace.transcode.TranscodeSettings;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each encoded picture shows the source's picture of its time: the clip has a QR code in each. */
class LadderFramesTest {
  private static final Path CLIP =
      Path.of("../shared/media/Dash-Industry-Forum+livesim2/cmd/livesim2/app/testdata/assets")
          .resolve("WAVE/av/video25fps");
  private static final int WIDTH = 1280;
  private static final int HEIGHT = 720;

  @TempDir Path directory;

  @Test
  void showsEachPictureAtItsPlace() throws Exception {
    ByteArrayOutputStream clip = new ByteArrayOutputStream();
    for (String part : List.of("init.mp4", "0.m4s", "25600.m4s")) {
      assumeTrue(Files.exists(CLIP.resolve(part)), CLIP.resolve(part) + " is not here");
      clip.writeBytes(Files.readAllBytes(CLIP.resolve(part)));
    }
    SegmentEncoder encoder = new SegmentEncoder(TranscodeSettings.of(Ladder.parse("720p:2000k")));
    RecordedIngest ingest = new RecordedIngest();
    SegmentSettings settings = new SegmentSettings(2000, 0, 3000);
    Publication.publish(clip.toByteArray(), settings, encoder::encode, directory, ingest);

    String playlist = directory.resolve("cam-1/main.m3u8").toString();
    SecondOpinion.assertConforming(playlist);
    List<String> numbers =
        codes(SecondOpinion.luma(playlist)).stream()
            .map(code -> code.replaceAll("L1;.*;(\\d{7});25", "$1"))
            .toList();
    List<String> all = IntStream.rangeClosed(1, 100).mapToObj("%07d"::formatted).toList();
    assertThat(numbers).isEqualTo(all);
  }

  private static List<String> codes(byte[] luma) throws ReaderException {
    int size = WIDTH * HEIGHT;
    List<String> codes = new ArrayList<>();
    for (int at = 0; at < luma.length; at += size) {
      codes.add(code(Arrays.copyOfRange(luma, at, at + size)));
    }
    return codes;
  }

  private static String code(byte[] luma) throws ReaderException {
    var picture = new PlanarYUVLuminanceSource(luma, WIDTH, HEIGHT, 0, 0, WIDTH, HEIGHT, false);
    BinaryBitmap bitmap = new BinaryBitmap(new HybridBinarizer(picture.invert()));
    return new QRCodeReader().decode(bitmap, Map.of(DecodeHintType.TRY_HARDER, true)).getText();
  }
}
