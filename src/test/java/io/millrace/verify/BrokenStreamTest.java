package io.millrace.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class BrokenStreamTest {
  /** Rules about two versions of a playlist: {@link PlaylistChangeTest}. */
  private static final Set<Rule> OF_CHANGES =
      EnumSet.of(Rule.P_05, Rule.P_13, Rule.P_14, Rule.P_17, Rule.P_26);

  /** What else is broken with a rule, because the one cannot be without the other. */
  private static final Map<Rule, Set<Rule>> IMPLIED = Map.of(Rule.P_07, EnumSet.of(Rule.P_06));

  @Test
  void findsNothingInAGoodStream() {
    assertThat(new GoodStream().verify().isClean()).isTrue();
    assertThat(new GoodStream().live().verify().isClean()).isTrue();
    assertThat(new GoodStream().live().slide(2).verify().isClean()).isTrue();
  }

  @TestFactory
  Stream<DynamicTest> findsTheRuleThatIsBrokenAndNoOther() {
    return Breakages.all().entrySet().stream()
        .map(
            each ->
                DynamicTest.dynamicTest(
                    each.getKey().id(), () -> findsAlone(each.getKey(), each.getValue())));
  }

  private static void findsAlone(Rule rule, Consumer<GoodStream> breakage) {
    GoodStream stream = new GoodStream();
    breakage.accept(stream);
    VerifyReport report = stream.verify();
    Set<Rule> expected = EnumSet.of(rule);
    expected.addAll(IMPLIED.getOrDefault(rule, Set.of()));
    assertThat(GoodStream.rules(report).keySet())
        .as(report.findings().toString())
        .isEqualTo(expected);
    assertThat(report.unread()).isEmpty();
    assertThat(report.isClean()).isFalse();
  }

  @Test
  void everyRuleIsBrokenOnce() {
    Set<Rule> broken = EnumSet.copyOf(Breakages.all().keySet());
    broken.addAll(OF_CHANGES);
    assertThat(broken).containsExactlyElementsOf(Arrays.asList(Rule.values()));
  }

  @Test
  void tellsWhereAndWhatInOneLine() {
    GoodStream stream = new GoodStream();
    Objects.requireNonNull(Breakages.all().get(Rule.S_10)).accept(stream);
    assertThat(stream.verify().findings())
        .extracting(Finding::toString)
        .contains(
            "ERROR S-10 video/00000003.m4s: decode time 270009, the segment before ends at 270000");
  }

  @Test
  void findsAParameterSetInTheSamplesThatTheInitSegmentLacks() {
    GoodStream stream = new GoodStream();
    stream.edit(GoodStream.segment("video", 3), "mdat", BrokenStreamTest::withAStrangePps);
    assertThat(GoodStream.rules(stream.verify())).containsOnlyKeys(Rule.I_14);
  }

  /** The first NAL unit loses six bytes to a PPS of two in front of it. */
  private static byte[] withAStrangePps(byte[] mdat) {
    byte[] changed = mdat.clone();
    ByteBuffer out = ByteBuffer.wrap(changed);
    int length = out.getInt(8);
    out.putInt(8, 2).put(12, (byte) 0x68).put(13, (byte) 1);
    out.putInt(14, length - 6).put(18, mdat[12]);
    return changed;
  }

  @Test
  void saysWhatItDoesNotLookInto() {
    GoodStream stream = new GoodStream();
    stream.replace("video/index.m3u8", "#EXTINF", "#EXT-X-BYTERANGE:100@0\n#EXTINF");
    VerifyReport report = stream.verify();
    assertThat(report.unread())
        .containsExactly(
            "video/index.m3u8: #EXT-X-BYTERANGE is not served here, so its media is not looked at");
  }

  @Test
  void warnsOfAGapWhoseObjectIsThere() {
    GoodStream stream = new GoodStream();
    stream.replace(GoodStream.VIDEO, "#EXTINF", "#EXT-X-GAP\n#EXTINF");
    VerifyReport report = stream.verify();
    assertThat(report.findings()).extracting(Finding::rule).containsOnly(Rule.P_27);
    assertThat(report.errors()).isZero();
  }

  @Test
  void hidesNothingThatCouldBreakALine() {
    GoodStream stream = new GoodStream();
    stream.replace(GoodStream.MAIN, "avc1.640015", "avc1.\u001b[31m");
    assertThat(stream.verify().findings())
        .isNotEmpty()
        .allMatch(finding -> finding.toString().matches("[ -~]+"));
  }
}
