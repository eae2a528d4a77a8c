package io.regioncache.replication.warming;

/**
 * An entry that may be copied.
 *
 * @param redisKey where it lies
 * @param idle larger the less it is used
 * @param size about how many bytes it takes
 */
record Candidate(byte[] redisKey, long idle, long size) {

}
