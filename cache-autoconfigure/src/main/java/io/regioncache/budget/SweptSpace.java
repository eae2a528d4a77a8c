package io.regioncache.budget;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

import io.regioncache.store.connection.RedisLink;
import io.regioncache.store.session.EntrySpace;
import io.regioncache.store.session.EntrySpace.Page;
import io.regioncache.store.session.EntrySpace.Shard;
import io.regioncache.store.session.EntrySpace.Standing;

/**
 * Asks about the entries of a region one question after the other, with a rest between
 * them, so that reads on the same connection never wait for more than one of them.
 */
final class SweptSpace {

	private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	private final RedisLink link;

	SweptSpace(RedisLink link) {
		this.link = link;
	}

	Map<Shard, Long> sizes() {
		Map<Shard, Long> sizes = new LinkedHashMap<>();
		List<Shard> shards = ask((space) -> CompletableFuture.completedFuture(space.shards()));
		shards.forEach((shard) -> sizes.put(shard, ask((space) -> space.size(shard))));
		return sizes;
	}

	boolean countsUses() {
		return ask(EntrySpace::countsUses);
	}

	Page scan(Shard shard, String cursor, int most) {
		return ask((space) -> space.scan(shard, cursor, most));
	}

	Page scan(Shard shard, String cursor, int most, byte[] pattern) {
		return ask((space) -> space.scan(shard, cursor, most, pattern));
	}

	List<Long> memory(List<byte[]> keys) {
		return ask((space) -> space.memory(keys));
	}

	List<Standing> standing(List<byte[]> keys, boolean uses, int most) {
		return ask((space) -> space.standing(keys, uses, most));
	}

	long unlink(List<byte[]> keys) {
		return ask((space) -> space.unlink(keys));
	}

	private <T> T ask(Function<EntrySpace, CompletableFuture<T>> question) {
		T answer = this.link.ask((session) -> question.apply(new EntrySpace(session))).join();
		LockSupport.parkNanos(REST_NANOS);
		return answer;
	}

}
