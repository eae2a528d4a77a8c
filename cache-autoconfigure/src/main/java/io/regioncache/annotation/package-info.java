/**
 * What users type.
 */
@NullMarked
package io.regioncache.annotation;

import org.jspecify.annotations.NullMarked;
