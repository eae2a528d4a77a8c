package io.regioncache.websession;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.regioncache.store.entry.Revocation;

/**
 * Lists the sessions of a user: a hint of every region, of which each is looked up. It
 * heals itself, since sessions that are used are noted again and those that are over are
 * removed.
 */
final class SessionIndex {

	private final Function<String, CompletableFuture<Optional<StoredSession>>> lookup;

	private final SessionRegion home;

	private final OtherRegions others;

	SessionIndex(Function<String, CompletableFuture<Optional<StoredSession>>> lookup, SessionRegion home,
			OtherRegions others) {
		this.lookup = lookup;
		this.home = home;
		this.others = others;
	}

	/**
	 * Find the sessions of a user.
	 * @param principal the name of the user
	 * @return those that live, by id
	 */
	CompletableFuture<Map<String, StoredSession>> of(String principal) {
		String user = Revocation.hash(principal);
		return ids(user).thenCompose((ids) -> {
			Map<String, CompletableFuture<Optional<StoredSession>>> lookups = new LinkedHashMap<>();
			ids.forEach((id) -> lookups.put(id, this.lookup.apply(id)));
			return CompletableFuture.allOf(lookups.values().toArray(CompletableFuture[]::new))
				.thenApply((done) -> living(user, lookups));
		});
	}

	private CompletableFuture<Set<String>> ids(String user) {
		return this.others.nearest().thenCompose((nearest) -> {
			List<CompletableFuture<List<String>>> parts = new ArrayList<>();
			parts.add(ids(this.home, user));
			nearest.forEach((region) -> parts.add(ids(region, user)));
			return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new)).thenApply((done) -> {
				Set<String> ids = new LinkedHashSet<>();
				parts.forEach((part) -> ids.addAll(part.join()));
				return ids;
			});
		});
	}

	private static CompletableFuture<List<String>> ids(SessionRegion region, String user) {
		return region.listing().idsOf(user, List.of()).exceptionally((ex) -> List.of());
	}

	private Map<String, StoredSession> living(String user,
			Map<String, CompletableFuture<Optional<StoredSession>>> lookups) {
		Map<String, StoredSession> living = new LinkedHashMap<>();
		List<String> over = new ArrayList<>();
		lookups.forEach((id, lookup) -> lookup.join()
			.filter((session) -> session.user().equals(user))
			.ifPresentOrElse((session) -> living.put(id, session), () -> over.add(id)));
		if (!over.isEmpty()) {
			this.home.listing().idsOf(user, over).exceptionally((ex) -> List.of());
		}
		return living;
	}

}
