package io.millrace.publish;

import io.millrace.media.SavedMedia;
import io.millrace.playlist.StoredTrack;
import io.millrace.playlist.hls.Bandwidth;
import io.millrace.playlist.hls.MultivariantPlaylist;
import io.millrace.playlist.hls.MultivariantPlaylist.Measured;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the multivariant playlist says now. Players read it once, so it is written again only when
 * it is no longer true: other renditions, another format, or a bit rate above what it declares.
 */
final class DeclaredVariants {
  private static final int V1 = 1;
  private static final int MAX_RENDITIONS = 1024;

  /** The average may pass what was declared by a tenth. Apple's authoring specification, 1.28. */
  private static final long AVERAGE_PERCENT = 110;

  private List<Measured> declared = List.of();

  /** Of the playlist version that declared them: see {@link PlaylistUpdate}. */
  private long mediaSequence;

  private long end;

  /** Text of what is declared; empty as long as nothing is. */
  Optional<String> text() {
    return declared.isEmpty()
        ? Optional.empty()
        : Optional.of(MultivariantPlaylist.of(declared).text());
  }

  long mediaSequence() {
    return mediaSequence;
  }

  long end() {
    return end;
  }

  /** Says of which version that is which {@link #update} or {@link #finish} just declared. */
  void declaredBy(long itsMediaSequence, long itsEnd) {
    mediaSequence = itsMediaSequence;
    end = itsEnd;
  }

  /**
   * The text, if what is declared does not cover {@code renditions}. Where there are none, as all
   * that is listed are gaps, what was declared stands: a playlist without variants is none.
   */
  Optional<String> update(List<Measured> renditions) {
    return renditions.isEmpty() || covers(renditions)
        ? Optional.empty()
        : Optional.of(declare(renditions));
  }

  /** The text with the final figures, if they differ from what is declared. */
  Optional<String> finish(List<Measured> renditions) {
    if (renditions.isEmpty()) {
      return Optional.empty();
    }
    String before = text().orElse("");
    String after = declare(renditions);
    return after.equals(before) ? Optional.empty() : Optional.of(after);
  }

  private String declare(List<Measured> renditions) {
    declared = List.copyOf(renditions);
    return MultivariantPlaylist.of(declared).text();
  }

  private boolean covers(List<Measured> renditions) {
    if (renditions.size() != declared.size()) {
      return false;
    }
    for (int i = 0; i < renditions.size(); i++) {
      if (!covers(declared.get(i), renditions.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean covers(Measured before, Measured now) {
    Bandwidth declared = before.bandwidth();
    Bandwidth measured = now.bandwidth();
    return isSameFormat(before.track(), now.track())
        && before.codecs().equals(now.codecs())
        && before.independent() == now.independent()
        && measured.peakOrAverage() <= declared.peakOrAverage()
        && measured.average() * 100 <= declared.average() * AVERAGE_PERCENT;
  }

  private static boolean isSameFormat(StoredTrack a, StoredTrack b) {
    return a.rendition().equals(b.rendition())
        && a.language().equals(b.language())
        && a.width() == b.width()
        && a.height() == b.height()
        && a.frameRateNumerator() == b.frameRateNumerator()
        && a.frameRateDenominator() == b.frameRateDenominator()
        && a.channels() == b.channels()
        && a.objects() == b.objects()
        && a.transfer() == b.transfer();
  }

  void save(DataOutput out) throws IOException {
    out.writeByte(V1);
    out.writeLong(mediaSequence);
    out.writeLong(end);
    out.writeInt(declared.size());
    for (Measured measured : declared) {
      SavedSegments.write(out, measured.track());
      out.writeInt(measured.codecs().size());
      for (String codecs : measured.codecs()) {
        out.writeUTF(codecs);
      }
      measured.bandwidth().save(out);
      out.writeBoolean(measured.independent());
    }
  }

  static DeclaredVariants load(DataInput in) throws IOException {
    SavedMedia.readVersion(in, V1, "declared variants");
    DeclaredVariants variants = new DeclaredVariants();
    variants.declaredBy(in.readLong(), in.readLong());
    int count = SavedMedia.readCount(in, MAX_RENDITIONS, "renditions");
    Measured[] declared = new Measured[count];
    for (int i = 0; i < count; i++) {
      declared[i] =
          new Measured(
              SavedSegments.readTrack(in), readCodecs(in), Bandwidth.load(in), in.readBoolean());
    }
    variants.declared = List.of(declared);
    return variants;
  }

  private static List<String> readCodecs(DataInput in) throws IOException {
    int count = SavedMedia.readCount(in, SegmentWindow.MAX_SEGMENTS, "codecs");
    List<String> codecs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      codecs.add(in.readUTF());
    }
    return codecs;
  }
}
