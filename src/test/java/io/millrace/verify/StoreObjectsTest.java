package io.millrace.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.publish.StoreSettings;
import io.millrace.publish.Stores;
import io.millrace.storage.ObjectBody;
import io.millrace.storage.ObjectHeaders;
import io.millrace.storage.ObjectStore;
import io.millrace.storage.PutCondition;
import io.millrace.storage.s3.S3Credentials;
import io.millrace.storage.s3.S3Server;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StoreObjectsTest {
  private static void fill(ObjectStore store, MapObjects objects) {
    for (String name : objects.list("")) {
      boolean playlist = name.endsWith(".m3u8");
      ObjectHeaders headers =
          new ObjectHeaders(
              playlist ? "application/vnd.apple.mpegurl" : "video/mp4", "no-cache", Map.of());
      ObjectBody body = ObjectBody.of(objects.bytes(name));
      store.put("cam-1/" + name, body, headers, PutCondition.always()).join();
    }
  }

  @Test
  void verifiesAStreamInABucketAndComparesItWithAnother() throws Exception {
    GoodStream stream = new GoodStream();
    try (S3Server server = S3Server.start()) {
      S3Credentials keys = server.credentials();
      ObjectStore store =
          Stores.open(
              new StoreSettings(
                  "s3://" + S3Server.BUCKET + "/live",
                  server.endpoint().toString(),
                  "",
                  keys.accessKey(),
                  keys.secretKey(),
                  ""));
      fill(store, stream.objects());
      try (StoreObjects objects = new StoreObjects(store)) {
        List<String> playlists = PublishedStreams.playlists(objects);
        assertThat(playlists).containsExactly("cam-1/main.m3u8");
        VerifyReport report = StreamVerifier.verify(objects, playlists, VerifyListener.SILENT);
        assertThat(report.findings()).isEmpty();
        assertThat(report.objects()).isEqualTo(stream.objects().list("").size());
        assertThat(objects.read("cam-1/main.m3u8", 10_000).contentType())
            .isEqualTo("application/vnd.apple.mpegurl");
        assertThatThrownBy(() -> objects.read("cam-1/main.m3u8", 10))
            .isInstanceOf(UnreadableException.class)
            .hasMessageContaining("at most 10");
        assertThatThrownBy(() -> objects.read("cam-1/other", 10))
            .hasMessage("cam-1/other: not there");
      }
    }
  }
}
