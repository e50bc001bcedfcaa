package io.millrace.verify;

import io.millrace.codec.aac.AudioSpecificConfig;
import io.millrace.codec.ac3.Ac3Configuration;
import io.millrace.codec.ac3.Eac3Configuration;
import io.millrace.codec.flac.StreamInfo;
import io.millrace.codec.opus.OpusHead;
import io.millrace.isobmff.AudioSampleEntry;
import io.millrace.isobmff.Box;
import io.millrace.isobmff.DOps;
import io.millrace.isobmff.Dac3;
import io.millrace.isobmff.Dec3;
import io.millrace.isobmff.DfLa;
import io.millrace.isobmff.Esds;
import io.millrace.media.MediaException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The sample entry of a sound track against what its codec says. ISO/IEC 14496-12, 12.2.3. */
final class AudioEntryCheck {
  private static final int MAX_RATE = 0xffff;
  private static final int OPUS_RATE = 48_000;

  /** Sample rates by fscod. ETSI TS 102 366, 4.4.1.3. */
  private static final int[] AC3_RATES = {48_000, 44_100, 32_000};

  private final Findings.About about;
  private final String place;

  AudioEntryCheck(Findings.About about, String place) {
    this.about = about;
    this.place = place;
  }

  /**
   * What the configuration says.
   *
   * @param sampleRate Hz; 0 if it does not tell
   * @param channels 0 if it does not tell
   * @param frame samples of an AAC frame at {@code sampleRate}; 0 for another codec
   */
  private record Coded(String codecs, int sampleRate, int channels, int frame) {}

  @Nullable TrackHeader read(SampleEntryCheck.Track track, AudioSampleEntry entry) {
    Coded coded = coded(entry);
    if (coded == null) {
      return null;
    }
    checkFields(entry, coded);
    int rate = coded.sampleRate() > 0 ? coded.sampleRate() : entry.sampleRate();
    long timescale = track.mdhd().timescale();
    about.check(
        Rule.I_10,
        rate > 0 && timescale % rate == 0,
        place,
        "timescale %d, sample rate %d",
        timescale,
        rate);
    long aacFrame = rate > 0 ? coded.frame() * (timescale / rate) : 0;
    return new TrackHeader(
        track.tkhd().trackId(),
        track.timescale(),
        entry.type(),
        coded.codecs(),
        track.defaults(),
        track.edited(),
        null,
        new TrackHeader.Sound(entry.channelCount(), rate, aacFrame));
  }

  /** Null after a finding. */
  private @Nullable Coded coded(AudioSampleEntry entry) {
    Class<? extends Box> wanted =
        switch (entry.type()) {
          case "mp4a" -> Esds.class;
          case "ac-3" -> Dac3.class;
          case "ec-3" -> Dec3.class;
          case "Opus" -> DOps.class;
          case "fLaC" -> DfLa.class;
          default -> Box.class;
        };
    Box configuration = InitCheck.first(entry.boxes(), wanted);
    boolean found = wanted != Box.class && configuration != null;
    if (!about.check(Rule.I_13, found, place, "no configuration that is known")) {
      return null;
    }
    if (configuration instanceof Esds esds) {
      return aac(esds, entry);
    }
    return configuration == null ? null : other(configuration);
  }

  private @Nullable Coded aac(Esds esds, AudioSampleEntry entry) {
    int type = esds.objectType();
    if (type == Esds.MPEG_1_AUDIO || type == Esds.MPEG_2_AUDIO) {
      String codecs = String.format(Locale.ROOT, "mp4a.%02X", type);
      return new Coded(codecs, entry.sampleRate(), entry.channelCount(), 0);
    }
    if (!about.check(Rule.I_19, type == Esds.AAC, place, "object type 0x%02x", type)) {
      return null;
    }
    try {
      AudioSpecificConfig config = AudioSpecificConfig.parse(esds.decoderSpecificInfo(), 0);
      return new Coded(
          config.codecs(), config.sampleRate(), config.channels(), config.samplesPerFrame());
    } catch (MediaException e) {
      about.check(Rule.I_19, false, place, "%s", String.valueOf(e.getMessage()));
      return null;
    }
  }

  private static Coded other(Box configuration) {
    if (configuration instanceof Dac3 box) {
      Ac3Configuration ac3 = Ac3Configuration.parse(box.configuration(), 0);
      return new Coded("ac-3", ac3Rate(ac3.fscod()), 0, 0);
    }
    if (configuration instanceof Dec3 box) {
      Eac3Configuration eac3 = Eac3Configuration.parse(box.configuration(), 0);
      return new Coded("ec-3", ac3Rate(eac3.independent().get(0).fscod()), 0, 0);
    }
    if (configuration instanceof DOps box) {
      return new Coded("opus", OPUS_RATE, OpusHead.parse(box.configuration(), 0).channels(), 0);
    }
    StreamInfo info = StreamInfo.parse(((DfLa) configuration).metadataBlocks(), 0);
    return new Coded("flac", info.sampleRate(), info.channels(), 0);
  }

  /** E-AC-3 has half rates too, which dec3 does not tell. */
  private static int ac3Rate(int fscod) {
    return fscod < AC3_RATES.length ? AC3_RATES[fscod] : 0;
  }

  private void checkFields(AudioSampleEntry entry, Coded coded) {
    int declared = entry.sampleRate();
    int actual = coded.sampleRate();
    boolean rate =
        actual == 0
            || declared == actual
            || (actual > MAX_RATE && (declared == 0 || actual % declared == 0));
    about.check(Rule.I_20, rate, place, "sample rate %d, codec has %d", declared, actual);
    boolean channels =
        entry.channelCount() > 0
            && (coded.channels() == 0 || coded.channels() == entry.channelCount());
    about.check(
        Rule.I_20,
        channels,
        place,
        "%d channels, codec has %d",
        entry.channelCount(),
        coded.channels());
  }
}
