package io.regioncache.store.lookup;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How far the replica of a managed region has come.
 *
 * @param waiting how many invalidations of the primary it is known to lack; -1 if that is
 * not known
 * @param lag how old what it shows may be: zero while it has the last heartbeat
 * @param failure why it is not read, or {@code null} if it is
 */
public record ReplicaLevel(long waiting, Duration lag, @Nullable String failure) {

}
