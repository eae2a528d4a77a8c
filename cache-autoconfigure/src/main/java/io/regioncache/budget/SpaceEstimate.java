package io.regioncache.budget;

import java.util.Map;

/**
 * What lies in a region, estimated.
 *
 * @param caches what the caches with a budget take, by name
 * @param keys how many keys the servers have, of whatever kind
 * @param countsUses whether the servers count how often a key is used
 */
record SpaceEstimate(Map<String, CacheUsage> caches, long keys, boolean countsUses) {

}
