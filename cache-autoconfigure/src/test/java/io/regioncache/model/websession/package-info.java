/**
 * A model of web sessions that several regions hold.
 */
@NullMarked
package io.regioncache.model.websession;

import org.jspecify.annotations.NullMarked;
