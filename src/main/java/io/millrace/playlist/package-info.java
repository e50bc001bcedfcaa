/** What is stored, as playlists see it. */
@NullMarked
package io.millrace.playlist;

import org.jspecify.annotations.NullMarked;
