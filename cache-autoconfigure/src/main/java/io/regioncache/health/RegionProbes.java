package io.regioncache.health;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

import io.regioncache.replication.SourceState;
import io.regioncache.store.RegionInspections.Inspection;
import io.regioncache.store.session.ServerStatus;
import org.jspecify.annotations.Nullable;

/**
 * Where a monitor learns how the regions are.
 *
 * @param server asks the server of the home region, and waits for its answer
 * @param names tells the names of all regions
 * @param sources tells how far the logs of others have been read
 * @param moreFindings looks for what is wrong that the server does not know, given what
 * it says; {@code null} if nobody is to look for what is wrong
 * @param writtenBehind tells the caches whose changes wait in the region to be written
 */
public record RegionProbes(Supplier<Inspection<ServerStatus>> server, Supplier<List<String>> names,
		Supplier<Map<String, SourceState>> sources, @Nullable Function<ServerStatus, List<Finding>> moreFindings,
		Supplier<Collection<String>> writtenBehind) {

}
