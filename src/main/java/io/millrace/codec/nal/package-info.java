/** What H.264 and H.265 share: NAL units in both framings, and the samples made of them. */
@NullMarked
package io.millrace.codec.nal;

import org.jspecify.annotations.NullMarked;
