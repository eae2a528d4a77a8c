/**
 * The commands that read a region, written to the wire by hand: entries and metadata in
 * one write, answers judged as they arrive.
 * <p>
 * Internal: nothing here is promised to applications.
 */
@NullMarked
package io.regioncache.store.command;

import org.jspecify.annotations.NullMarked;
