package io.millrace.publish;

import io.millrace.playlist.hls.ListedSegment;
import io.millrace.playlist.hls.MediaListing;
import io.millrace.storage.ObjectName;
import io.millrace.storage.StoredObject;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What must hold of a store at each instant, whatever happened to those who write there. */
final class PublishingRules {
  private static final Map<String, MediaListing> READ = new ConcurrentHashMap<>();

  private final TreeMap<String, StoredObject> objects;

  /** Each object that was ever listed, by name. */
  private final Map<String, StoredObject> listed = new HashMap<>();

  /** Who wrote in an epoch. */
  private final Map<Long, String> writers = new HashMap<>();

  PublishingRules(TreeMap<String, StoredObject> objects) {
    this.objects = objects;
  }

  /** A rule is broken. */
  static final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1;

    Broken(String message) {
      super(message);
    }

    Broken(String message, Throwable cause) {
      super(message, cause);
    }
  }

  void onPut(String name, @Nullable StoredObject standing, StoredObject written) {
    if (name.endsWith(".m3u8")) {
      onPlaylist(name, standing, written);
    } else if (!ObjectName.isWriterClaim(name)) {
      require(
          standing == null || standing.body().equals(written.body()),
          "%s holds other bytes now",
          name);
    }
  }

  private void onPlaylist(String name, @Nullable StoredObject standing, StoredObject written) {
    long epoch = PublishedHeaders.epoch(written.info());
    String writer = written.info().headers().metadata().get(PublishedHeaders.WRITER);
    String first = writers.putIfAbsent(epoch, writer);
    require(first == null || first.equals(writer), "%s: two writers in epoch %d", name, epoch);
    if (standing != null) {
      long before = PublishedHeaders.epoch(standing.info());
      require(epoch >= before, "%s: epoch %d after %d", name, epoch, before);
      checkOrder(name, standing, written);
    }
    if (!name.endsWith("main.m3u8")) {
      checkAllListed(name, SimulatedStore.text(written));
    }
  }

  private static void checkOrder(String name, StoredObject standing, StoredObject written) {
    long end = PublishedHeaders.end(written.info()).orElseThrow();
    long before = PublishedHeaders.end(standing.info()).orElseThrow();
    require(end > before, "%s: end %d after %d", name, end, before);
    if (name.endsWith("main.m3u8")) {
      return;
    }
    MediaListing old = read(SimulatedStore.text(standing));
    MediaListing now = read(SimulatedStore.text(written));
    require(!old.ended(), "%s: changed after its end", name);
    require(
        now.mediaSequence() >= old.mediaSequence(),
        "%s: media sequence %d after %d",
        name,
        now.mediaSequence(),
        old.mediaSequence());
    for (long n = now.mediaSequence(); n < old.end(); n++) {
      require(n < now.end(), "%s: segment %d is gone from the end", name, n);
      require(
          isSame(now.segment(n), old.segment(n)), "%s: the entry of segment %d changed", name, n);
    }
  }

  /** RFC 8216, 6.2.1: what is listed of a segment does not change, whatever line it stands on. */
  private static boolean isSame(ListedSegment a, ListedSegment b) {
    return a.uri().equals(b.uri())
        && a.micros() == b.micros()
        && a.map().equals(b.map())
        && a.discontinuityNumber() == b.discontinuityNumber()
        && a.gap() == b.gap()
        && a.programDateTime() == b.programDateTime();
  }

  private void checkAllListed(String name, String text) {
    String directory = name.substring(0, name.lastIndexOf('/') + 1);
    for (ListedSegment entry : read(text).segments()) {
      checkListed(name, directory + entry.map());
      if (!entry.gap()) {
        checkListed(name, directory + entry.uri());
      }
    }
  }

  /** The same texts come in most schedules. */
  private static MediaListing read(String text) {
    return READ.computeIfAbsent(text, MediaListing::read);
  }

  /** It is there, and is what it was when it was listed first. */
  private void checkListed(String playlist, String name) {
    StoredObject object = objects.get(name);
    if (object == null) {
      throw new Broken("%s lists %s, which is not there".formatted(playlist, name));
    }
    StoredObject before = listed.putIfAbsent(name, object);
    require(
        before == null || before.body().equals(object.body()),
        "%s lists %s, which has other bytes than before",
        playlist,
        name);
  }

  void onDelete(String name) {
    SimulatedStore.forEachPlaylist(
        objects,
        (playlist, text) -> {
          String directory = playlist.substring(0, playlist.lastIndexOf('/') + 1);
          require(
              !name.startsWith(directory)
                  || !text.contains("\n" + name.substring(directory.length()) + "\n"),
              "%s is deleted and %s lists it",
              name,
              playlist);
        });
  }

  private static void require(boolean holds, String rule, Object... arguments) {
    if (!holds) {
      throw new Broken(rule.formatted(arguments));
    }
  }
}
