package io.regioncache.websession;

import java.util.Map;

import io.regioncache.annotation.Internal;
import io.regioncache.annotation.PublicApi;
import org.jspecify.annotations.Nullable;

import org.springframework.session.FindByIndexNameSessionRepository;

/**
 * Sessions in every region, for servlet applications.
 * <p>
 * No method fails because of Redis. While no region can be asked, requests have no
 * session, and what they put into a new one is lost.
 *
 * @since 0.1
 */
@PublicApi
public final class RegionSessionRepository implements FindByIndexNameSessionRepository<RegionSession> {

	private final RequestSessions sessions;

	/**
	 * Create a repository.
	 * @param sessions what requests work with
	 */
	@Internal
	public RegionSessionRepository(RequestSessions sessions) {
		this.sessions = sessions;
	}

	@Override
	public RegionSession createSession() {
		return this.sessions.create();
	}

	@Override
	public void save(RegionSession session) {
		this.sessions.save(session).join();
	}

	@Override
	public @Nullable RegionSession findById(String id) {
		return this.sessions.find(id).join().orElse(null);
	}

	@Override
	public void deleteById(String id) {
		this.sessions.delete(id).join();
	}

	/**
	 * Destroy all sessions that a user has by now, in every region. When this returns, no
	 * request in this region is accepted with one of them. It costs the same for one and
	 * for ten thousand.
	 * @param principalName the name of the user
	 */
	public void deleteByPrincipalName(String principalName) {
		this.sessions.deleteAllOf(principalName).join();
	}

	@Override
	public Map<String, RegionSession> findByIndexNameAndIndexValue(String indexName, String indexValue) {
		return this.sessions.findBy(indexName, indexValue).join();
	}

}
