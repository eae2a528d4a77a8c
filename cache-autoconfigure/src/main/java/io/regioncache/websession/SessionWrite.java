package io.regioncache.websession;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What is to be written of a session.
 *
 * @param id its id
 * @param isNew whether it is new; else it is changed, if it is still there
 * @param life how long it lives without another request
 * @param fields the fields that have changed, without versions; empty if one was removed
 * @param shipAfter after how long it is shipped though only the time of the last access
 * has changed; {@code null} to ship it now
 * @param user the hash of the user's name; empty without one
 */
record SessionWrite(String id, boolean isNew, Duration life, Map<String, byte[]> fields, @Nullable Duration shipAfter,
		String user) {

}
