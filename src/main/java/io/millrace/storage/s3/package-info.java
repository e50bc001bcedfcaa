/** Objects in a bucket that speaks S3. */
@NullMarked
package io.millrace.storage.s3;

import org.jspecify.annotations.NullMarked;
