// One video element and the stream that plays in it.

export class Player {
  #video;
  #hls = null;
  #onError;
  #onLevels;
  stalls = 0;
  errors = [];

  constructor(video, onError, onLevels) {
    this.#video = video;
    this.#onError = onError;
    this.#onLevels = onLevels;
    video.addEventListener("error", () => this.#fail(video.error?.message || "the video element failed", true));
    video.addEventListener("playing", () => this.#onError(null));
  }

  play(url) {
    this.stop();
    this.stalls = 0;
    this.errors = [];
    this.#onLevels();
    const { Hls } = window;
    if (Hls?.isSupported()) {
      this.#startHls(Hls, url);
    } else if (this.#video.canPlayType("application/vnd.apple.mpegurl")) {
      this.#video.src = url;
      this.#start();
    } else {
      this.#fail("this browser can play neither Media Source Extensions nor HLS", true);
    }
  }

  #startHls(Hls, url) {
    // A worker would have to come from a blob, which the page's policy forbids, and saves nothing:
    // the segments are fragmented MP4 already.
    const hls = new Hls({ enableWorker: false, lowLatencyMode: false, backBufferLength: 30, maxLiveSyncPlaybackRate: 1.05 });
    this.#hls = hls;
    hls.on(Hls.Events.MANIFEST_PARSED, () => { this.#onLevels(); this.#start(); });
    hls.on(Hls.Events.LEVEL_SWITCHED, () => this.#onLevels());
    hls.on(Hls.Events.ERROR, (_, data) => this.#onHlsError(Hls, hls, data));
    hls.loadSource(url);
    hls.attachMedia(this.#video);
  }

  #onHlsError(Hls, hls, data) {
    if (data.details === Hls.ErrorDetails.BUFFER_STALLED_ERROR) {
      this.stalls += 1;
    }
    const where = data.frag?.relurl ?? data.url ?? "";
    const why = data.error?.message ?? data.reason ?? "";
    this.#fail([data.details, where, why].filter(Boolean).join(": "), data.fatal);
    if (!data.fatal) return;
    if (data.type === Hls.ErrorTypes.MEDIA_ERROR) {
      hls.recoverMediaError();
    } else if (data.type === Hls.ErrorTypes.NETWORK_ERROR) {
      setTimeout(() => this.#hls === hls && (hls.loadSource(hls.url), hls.startLoad()), 2000);
    }
  }

  #fail(message, fatal) {
    this.errors.push(message);
    if (this.errors.length > 50) this.errors.shift();
    this.#onError(message, fatal);
  }

  #start() {
    this.#video.play().catch((reason) => {
      if (reason.name === "NotAllowedError") this.#onError("press play: this browser does not start by itself", false);
    });
  }

  stop() {
    this.#hls?.destroy();
    this.#hls = null;
    this.#video.removeAttribute("src");
    this.#video.load();
  }

  /** The renditions of the picture, as the playlist has them: height in pixels, bits per second. */
  levels() {
    return this.#hls?.levels ?? [];
  }

  /** Index of the rendition on screen, and whether the player chooses it by itself. */
  level() {
    return { index: this.#hls?.currentLevel ?? -1, automatic: this.#hls?.autoLevelEnabled ?? true };
  }

  /** Shows this rendition from the next segment on; -1 leaves the choice to the player. */
  choose(index) {
    if (this.#hls) this.#hls.nextLevel = index;
  }

  /** Seconds from the wall time of the picture on screen to now; null if the stream has no dates. */
  latency() {
    const date = this.#hls?.playingDate;
    return date && !this.#video.paused ? (Date.now() - date.getTime()) / 1000 : null;
  }

  /** Seconds of media that lie ready behind the picture on screen. */
  buffered() {
    const { buffered, currentTime } = this.#video;
    for (let i = 0; i < buffered.length; i++) {
      if (buffered.start(i) <= currentTime + 0.1 && currentTime <= buffered.end(i)) return buffered.end(i) - currentTime;
    }
    return 0;
  }

  dropped() {
    return this.#video.getVideoPlaybackQuality?.().droppedVideoFrames ?? 0;
  }
}
