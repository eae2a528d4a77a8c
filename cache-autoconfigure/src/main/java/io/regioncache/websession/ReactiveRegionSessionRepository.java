package io.regioncache.websession;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.regioncache.annotation.Internal;
import io.regioncache.annotation.PublicApi;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.session.ReactiveFindByIndexNameSessionRepository;
import org.springframework.session.ReactiveSessionRepository;

/**
 * Sessions in every region, for reactive applications. See
 * {@link RegionSessionRepository}.
 *
 * @since 0.1
 */
@PublicApi
public final class ReactiveRegionSessionRepository
		implements ReactiveSessionRepository<RegionSession>, ReactiveFindByIndexNameSessionRepository<RegionSession> {

	private final RequestSessions sessions;

	/**
	 * Create a repository.
	 * @param sessions what requests work with
	 */
	@Internal
	public ReactiveRegionSessionRepository(RequestSessions sessions) {
		this.sessions = sessions;
	}

	/**
	 * The thread that receives the answers of Redis must not run what follows.
	 */
	private <T> Mono<T> mono(Supplier<CompletableFuture<T>> answer) {
		return Mono.fromFuture(() -> this.sessions.settled().thenCompose((settled) -> answer.get()))
			.publishOn(Schedulers.parallel());
	}

	@Override
	public Mono<RegionSession> createSession() {
		return Mono.fromSupplier(this.sessions::create);
	}

	@Override
	public Mono<Void> save(RegionSession session) {
		return mono(() -> this.sessions.save(session));
	}

	@Override
	public Mono<RegionSession> findById(String id) {
		return mono(() -> this.sessions.find(id)).flatMap(Mono::justOrEmpty);
	}

	@Override
	public Mono<Void> deleteById(String id) {
		return mono(() -> this.sessions.delete(id));
	}

	/**
	 * Destroy all sessions that a user has by now, in every region. See
	 * {@link RegionSessionRepository#deleteByPrincipalName}.
	 * @param principalName the name of the user
	 * @return completes when no request in this region is accepted with one of them
	 */
	public Mono<Void> deleteByPrincipalName(String principalName) {
		return mono(() -> this.sessions.deleteAllOf(principalName));
	}

	@Override
	public Mono<Map<String, RegionSession>> findByIndexNameAndIndexValue(String indexName, String indexValue) {
		return mono(() -> this.sessions.findBy(indexName, indexValue));
	}

}
