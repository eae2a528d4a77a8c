package io.regioncache.budget;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.Random;

import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.session.EntrySpace.Page;
import io.regioncache.store.session.EntrySpace.Shard;
import org.jspecify.annotations.Nullable;

/**
 * Estimates what the caches of a region take.
 * <p>
 * Where there are few keys it reads all their names. Else it reads pages that begin all
 * over the space, until the share of each cache is known well enough: {@code SCAN} goes
 * by the hash of the keys, so each key is as likely to be on such a page as any other.
 * What an entry takes is measured of some.
 */
final class SpaceEstimator {

	/**
	 * How many names are read at most in one sweep, but for part of a page: a page takes
	 * a server up to 0.35 ms, and a sweep not more than a hundredth of its time.
	 */
	static final int SAMPLE = 49_152;

	/**
	 * Up to how many keys all names are read.
	 */
	static final int FEW = 16_384;

	static final int PAGE = 250;

	/**
	 * How many entries of a cache are seen at least, if so many names are read, times the
	 * share of the other keys: the standard error is 1.35 % then.
	 */
	private static final double GOOD = 5487;

	/**
	 * A cache with such a share of the names matters, however far from its budget.
	 */
	private static final double LARGE = 0.1;

	/**
	 * How many keys are measured with one write.
	 */
	private static final int BATCH = 50;

	private final RedisKeys keys;

	private final Random random;

	SpaceEstimator(RedisKeys keys, Random random) {
		this.keys = keys;
		this.random = random;
	}

	/**
	 * Estimate.
	 * @param space asks the servers
	 * @param wanted what is to be estimated
	 */
	SpaceEstimate estimate(SweptSpace space, Wanted wanted) {
		Map<Shard, Long> sizes = space.sizes();
		long all = sizes.values().stream().mapToLong(Long::longValue).sum();
		Map<String, Double> entries = new HashMap<>();
		Map<String, SizeSample> samples = new HashMap<>();
		sizes.forEach((shard, size) -> {
			Map<String, Long> counted = new HashMap<>();
			long seen = (all <= FEW) ? readAll(space, shard, wanted, counted, samples)
					: readSome(space, shard, SAMPLE * size / all, wanted, counted, samples);
			double each = (all <= FEW || seen == 0) ? 1 : (double) size / seen;
			counted.forEach((cache, count) -> entries.merge(cache, count * each, Double::sum));
		});
		return new SpaceEstimate(measured(space, entries, samples), all, space.countsUses());
	}

	private static Map<String, CacheUsage> measured(SweptSpace space, Map<String, Double> entries,
			Map<String, SizeSample> samples) {
		Map<String, CacheUsage> caches = new HashMap<>();
		samples.forEach((cache, sample) -> {
			measure(space, sample);
			caches.put(cache, new CacheUsage(entries.getOrDefault(cache, 0.0), sample.mean()));
		});
		return caches;
	}

	private long readAll(SweptSpace space, Shard shard, Wanted wanted, Map<String, Long> counted,
			Map<String, SizeSample> samples) {
		long seen = 0;
		String cursor = "0";
		Page page;
		do {
			page = space.scan(shard, cursor, PAGE);
			seen += count(page, wanted, counted, samples);
			cursor = page.next();
		}
		while (!page.isLast());
		return seen;
	}

	private long readSome(SweptSpace space, Shard shard, long most, Wanted wanted, Map<String, Long> counted,
			Map<String, SizeSample> samples) {
		long seen = 0;
		// SCAN reads the bits of a cursor in reverse: those of numbers that follow one
		// another
		// lie as far apart as can be, so no part of the space is read more than others
		long first = this.random.nextLong() >>> 24;
		for (long page = 0; page * PAGE < most && !isEnough(counted, seen, most, wanted); page++) {
			seen += count(space.scan(shard, cursor(shard, first + page), PAGE), wanted, counted, samples);
		}
		return seen;
	}

	/**
	 * Whether the shares of the caches that matter are known well enough: of those that
	 * may exceed their budget soon, and of large ones. A server that holds a part of all
	 * keys needs to tell as much less.
	 */
	private static boolean isEnough(Map<String, Long> counted, long seen, long most, Wanted wanted) {
		double part = (double) most / SAMPLE;
		return seen >= part * FEW && counted.entrySet().stream().allMatch((each) -> {
			double share = (double) each.getValue() / seen;
			boolean matters = share >= LARGE || wanted.exactly.test(each.getKey());
			return !matters || each.getValue() >= part * GOOD * (1 - share);
		});
	}

	String anywhere(Shard shard) {
		return cursor(shard, this.random.nextLong() >>> 18);
	}

	/**
	 * Newer servers of a cluster keep keys by slot, and name the slot by the last 14 bits
	 * of a cursor. To others these bits are as good as any.
	 */
	private String cursor(Shard shard, long high) {
		return Long.toString(shard.slots().isEmpty() ? high
				: high << 14 | shard.slots().get(this.random.nextInt(shard.slots().size())));
	}

	byte[] patternOf(String cache) {
		return this.keys.patternOf(cache);
	}

	private int count(Page page, Wanted wanted, Map<String, Long> counted, Map<String, SizeSample> samples) {
		for (byte[] key : page.keys()) {
			String cache = cacheOf(key, wanted.caches);
			if (cache != null) {
				counted.merge(cache, 1L, Long::sum);
				samples.computeIfAbsent(cache, (name) -> new SizeSample(this.random)).saw(key);
			}
		}
		return page.keys().size();
	}

	@Nullable String cacheOf(byte[] key, Predicate<String> wanted) {
		String cache = this.keys.cacheOf(key);
		return (cache != null && wanted.test(cache)) ? cache : null;
	}

	private static void measure(SweptSpace space, SizeSample sample) {
		List<byte[]> keys = sample.shuffled();
		for (int from = 0; from < keys.size() && !sample.isGood(); from += BATCH) {
			List<byte[]> batch = new ArrayList<>(keys.subList(from, Math.min(keys.size(), from + BATCH)));
			for (long bytes : space.memory(batch)) {
				if (bytes > 0) {
					sample.measured(bytes);
				}
			}
		}
	}

	/**
	 * What is to be estimated.
	 *
	 * @param caches which caches
	 * @param exactly which of them are to be known well although they are small
	 */
	record Wanted(Predicate<String> caches, Predicate<String> exactly) {

	}

}
