package io.millrace.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Whatever stands there: findings, and never an exception. */
class HostileStreamTest {
  private static void holds(GoodStream stream) {
    VerifyReport report = stream.verify();
    assertThat(report.findings()).allMatch(finding -> finding.toString().matches("[ -~]+"));
    assertThat(report.unread()).allMatch(line -> line.matches("[ -~]+"));
  }

  private static String any(GoodStream stream, int index) {
    List<String> names = stream.objects().list("");
    return names.get(index % names.size());
  }

  @Property(tries = 150)
  void survivesAnyDamage(
      @ForAll @IntRange(min = 0, max = 1000) int object,
      @ForAll @IntRange(min = 1, max = 40) int count,
      @ForAll long seed) {
    GoodStream stream = new GoodStream();
    Random random = new Random(seed);
    String name = any(stream, object);
    byte[] bytes = stream.objects().bytes(name).clone();
    // Most of the structure is in front.
    int reach = Math.min(bytes.length, random.nextBoolean() ? 1_000 : bytes.length);
    for (int i = 0; i < count; i++) {
      bytes[random.nextInt(reach)] = (byte) random.nextInt(256);
    }
    stream.objects().put(name, bytes);
    holds(stream);
  }

  @Property(tries = 60)
  void survivesAnyCut(@ForAll @IntRange(min = 0, max = 1000) int object, @ForAll long seed) {
    GoodStream stream = new GoodStream();
    String name = any(stream, object);
    byte[] bytes = stream.objects().bytes(name);
    // Not by the last byte alone: without its last line break a playlist says the same.
    int length = new Random(seed).nextInt(bytes.length - 1);
    stream.objects().put(name, Arrays.copyOf(bytes, length));
    holds(stream);
    // A multivariant playlist that ends behind a variant is one with fewer of them.
    assertThat(stream.verify().isClean() && !name.equals(GoodStream.MAIN)).isFalse();
  }

  @Property(tries = 100)
  void survivesRandomBytes(
      @ForAll @IntRange(min = 0, max = 1000) int object,
      @ForAll @IntRange(min = 0, max = 5000) int length,
      @ForAll long seed) {
    GoodStream stream = new GoodStream();
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    stream.objects().put(any(stream, object), bytes);
    holds(stream);
  }

  @Property(tries = 200)
  void survivesAnyNumber(
      @ForAll @IntRange(min = 0, max = 1000) int object, @ForAll long number, @ForAll long seed) {
    GoodStream stream = new GoodStream();
    List<String> playlists =
        stream.objects().list("").stream().filter(name -> name.endsWith(".m3u8")).toList();
    String name = playlists.get(object % playlists.size());
    String text = stream.objects().text(name);
    List<String> numbers =
        Arrays.stream(text.split("[^0-9.]+")).filter(each -> !each.isEmpty()).toList();
    String from = numbers.get(new Random(seed).nextInt(numbers.size()));
    stream.objects().put(name, text.replace(from, Long.toString(number)));
    holds(stream);
  }

  @Test
  void refusesAPlaylistOfMoreThanAnybodyMeans() {
    GoodStream stream = new GoodStream();
    stream.objects().put(GoodStream.VIDEO, "#EXTM3U\n" + "x\n".repeat(3_000_000));
    VerifyReport report = stream.verify();
    assertThat(report.unread()).singleElement().asString().startsWith("video/index.m3u8: ");
  }

  @Test
  void tellsTheFirstOfMillionsOfFindings() {
    GoodStream stream = new GoodStream();
    stream.objects().put(GoodStream.VIDEO, "#EXTM3U\n" + "#EXTINF:1.0,\n/x\n".repeat(100_000));
    VerifyReport report = stream.verify();
    assertThat(report.found()).isGreaterThan(100_000);
    assertThat(report.findings()).hasSize(10_000);
  }

  @Test
  void neverLooksOutside() {
    GoodStream stream = new GoodStream();
    stream.replace(GoodStream.VIDEO, "00000003.m4s", "../../../etc/passwd");
    stream.replace(GoodStream.VIDEO, "00000004.m4s", "http://127.0.0.1:1/4.m4s");
    stream.replace(GoodStream.VIDEO, "00000005.m4s", "/etc/passwd");
    assertThat(stream.verify().findings())
        .filteredOn(finding -> finding.rule() == Rule.P_36)
        .hasSize(3);
  }
}
