package io.regioncache.websession;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.regioncache.websession.OtherRegions.Answer;
import io.regioncache.websession.SessionRegion.Written;
import io.regioncache.websession.WebSessionCounts.Event;

/**
 * Writes sessions: to the home region, or to another while that cannot be asked.
 */
final class SessionWrites {

	private final SessionRegion home;

	private final OtherRegions others;

	private final SessionShipping shipping;

	private final boolean listed;

	private final WebSessionCounts counts;

	SessionWrites(SessionRegion home, OtherRegions others, SessionShipping shipping, boolean listed,
			WebSessionCounts counts) {
		this.home = home;
		this.others = others;
		this.shipping = shipping;
		this.listed = listed;
		this.counts = counts;
	}

	/**
	 * Write a session, or changes of one.
	 * @param write what to write
	 * @return completes when it is written, or cannot be
	 */
	CompletableFuture<Void> save(SessionWrite write) {
		return target()
			.thenCompose((region) -> region.isEmpty() ? CompletableFuture.completedFuture(Event.UNSAVED)
					: write(region.get(), write, true))
			.exceptionally((ex) -> Event.UNSAVED)
			.thenAccept(this.counts::count);
	}

	/**
	 * Return the region that takes changes at present.
	 */
	CompletableFuture<Optional<SessionRegion>> target() {
		return this.home.isAvailable() ? CompletableFuture.completedFuture(Optional.of(this.home))
				: this.others.nearest().thenApply((nearest) -> nearest.stream().findFirst());
	}

	private CompletableFuture<Event> write(SessionRegion region, SessionWrite write, boolean again) {
		return region.write(write).thenCompose((written) -> {
			if (written.done()) {
				this.shipping.ship(region, write, written);
				return list(region, write, written).thenApply((listed) -> Event.SAVED);
			}
			// Its region may have been emptied since it was found
			return again ? find(region, write) : CompletableFuture.completedFuture(Event.GONE);
		});
	}

	private CompletableFuture<Event> find(SessionRegion region, SessionWrite write) {
		return this.others.find(write.id()).thenCompose((Answer answer) -> {
			StoredSession found = answer.lookup().session();
			return (found == null || answer.region() == region) ? CompletableFuture.completedFuture(Event.GONE)
					: region.merge(write.id(), found).thenCompose((merged) -> write(region, write, false));
		});
	}

	/**
	 * Note the session of a user. Only a login waits for it.
	 */
	private CompletableFuture<?> list(SessionRegion region, SessionWrite write, Written written) {
		if (!this.listed || write.user().isEmpty() || written.whole() == null) {
			return CompletableFuture.completedFuture(null);
		}
		CompletableFuture<?> listed = region.listing()
			.add(write.user(), write.id(), write.life())
			.handle((done, ex) -> null);
		return write.fields().containsKey(SessionFields.USER) ? listed : CompletableFuture.completedFuture(null);
	}

}
