package io.regioncache.store.entry;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Where one entry lies: its key in Redis and what covers it whatever its tags.
 *
 * @param text the encoded key within its cache
 * @param redisKey the key of the entry in Redis
 * @param lockPrefix what the key of its lock in Redis begins with
 * @param scopes everything, its cache, and its key
 * @param lastWriteWins whether a value with a stamp is only replaced by a later one
 */
public record EntryKey(String text, byte[] redisKey, String lockPrefix, Scope[] scopes, boolean lastWriteWins) {

	/**
	 * Create a key whose entries are replaced in any case.
	 */
	public EntryKey(String text, byte[] redisKey, String lockPrefix, Scope[] scopes) {
		this(text, redisKey, lockPrefix, scopes, false);
	}

	/**
	 * Return the key of its lock in Redis, which only a load needs.
	 */
	public String lockKey() {
		return this.lockPrefix + KeySegments.escapeLast(this.text);
	}

	/**
	 * The scope of this one key.
	 * @return the scope
	 */
	public Scope scope() {
		return this.scopes[2];
	}

	/**
	 * Return all that covers the entry.
	 * @param tags the tags that it is thought to have
	 * @return what covers it whatever its tags, and then those
	 */
	public Scope[] scopesWith(Collection<Scope> tags) {
		Scope[] scopes = Arrays.copyOf(this.scopes, this.scopes.length + tags.size());
		int next = this.scopes.length;
		List<Scope> carried = Scope.indexed(tags);
		for (int i = 0; i < carried.size(); i++) {
			scopes[next++] = carried.get(i);
		}
		return scopes;
	}

	/**
	 * An entry in this place that is covered by what covers another.
	 * @param other the other entry
	 * @return the key
	 */
	public EntryKey coveredAs(EntryKey other) {
		return new EntryKey(this.text, this.redisKey, this.lockPrefix, other.scopes, this.lastWriteWins);
	}

	@Override
	public String toString() {
		return new String(this.redisKey, StandardCharsets.UTF_8);
	}

}
