/** HTTP Live Streaming playlists: checked values in, text out. RFC 8216. */
@NullMarked
package io.millrace.playlist.hls;

import org.jspecify.annotations.NullMarked;
