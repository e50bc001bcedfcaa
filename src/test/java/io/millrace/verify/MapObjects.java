package io.millrace.verify;

import io.millrace.media.Payload;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Objects in memory, to be broken. */
final class MapObjects implements PublishedObjects {
  private final TreeMap<String, byte[]> objects;
  private final Map<String, String> types = new TreeMap<>();

  MapObjects(Map<String, byte[]> objects) {
    this.objects = new TreeMap<>(objects);
  }

  MapObjects copy() {
    return new MapObjects(objects);
  }

  byte[] bytes(String name) {
    byte[] bytes = objects.get(name);
    if (bytes == null) {
      throw new IllegalArgumentException("no object " + name + " in " + objects.keySet());
    }
    return bytes;
  }

  String text(String name) {
    return new String(bytes(name), StandardCharsets.UTF_8);
  }

  void put(String name, byte[] bytes) {
    objects.put(name, bytes);
  }

  void put(String name, String text) {
    put(name, text.getBytes(StandardCharsets.UTF_8));
  }

  void setType(String name, String contentType) {
    types.put(name, contentType);
  }

  void remove(String name) {
    bytes(name);
    objects.remove(name);
  }

  @Override
  public PublishedObject read(String name, int maxBytes) throws UnreadableException {
    byte[] bytes = objects.get(name);
    if (bytes == null) {
      throw UnreadableException.missing(name);
    }
    if (bytes.length > maxBytes) {
      throw UnreadableException.of(name, bytes.length + " bytes");
    }
    return new PublishedObject(Payload.of(bytes), types.getOrDefault(name, ""), 0);
  }

  @Override
  public boolean exists(String name) {
    return objects.containsKey(name);
  }

  @Override
  public boolean isListable() {
    return true;
  }

  @Override
  public List<String> list(String prefix) {
    return objects.keySet().stream().filter(name -> name.startsWith(prefix)).toList();
  }

  @Override
  public void close() {}
}
