/**
 * The protocol as exhaustive models, made of the real classes that judge and compare.
 */
@NullMarked
package io.regioncache.model;

import org.jspecify.annotations.NullMarked;
