/** What a browser sees: the objects of a directory store, the page that plays them, the figures. */
@NullMarked
package io.millrace.app.web;

import org.jspecify.annotations.NullMarked;
