package io.regioncache.store.lookup;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.regioncache.store.command.WriteBatch;

/**
 * Lookups of several entries under way, each by itself.
 */
public final class SeparateLookups implements PendingLookups {

	private final List<CompletableFuture<Lookup>> lookups;

	private final Consumer<CompletableFuture<Lookup>> expire;

	private SeparateLookups(List<CompletableFuture<Lookup>> lookups, Consumer<CompletableFuture<Lookup>> expire) {
		this.lookups = lookups;
		this.expire = expire;
	}

	/**
	 * Look entries up, each by itself.
	 * @param queries the entries
	 * @param single looks one up
	 * @param expire gives up one that was not answered in time
	 * @return the lookups
	 */
	public static PendingLookups send(List<EntryQuery> queries,
			BiConsumer<EntryQuery, CompletableFuture<Lookup>> single, Consumer<CompletableFuture<Lookup>> expire) {
		List<CompletableFuture<Lookup>> lookups = new ArrayList<>(queries.size());
		WriteBatch.gather(() -> queries.forEach((query) -> {
			CompletableFuture<Lookup> lookup = new CompletableFuture<>();
			lookups.add(lookup);
			single.accept(query, lookup);
		}));
		return new SeparateLookups(lookups, expire);
	}

	@Override
	public CompletableFuture<Lookup[]> answer() {
		return CompletableFuture.allOf(this.lookups.toArray(CompletableFuture[]::new))
			.thenApply((done) -> this.lookups.stream().map(CompletableFuture::join).toArray(Lookup[]::new));
	}

	@Override
	public void expire() {
		this.lookups.stream().filter((lookup) -> !lookup.isDone()).findFirst().ifPresent(this.expire);
		this.lookups.forEach((lookup) -> lookup.complete(Lookup.UNAVAILABLE));
	}

}
