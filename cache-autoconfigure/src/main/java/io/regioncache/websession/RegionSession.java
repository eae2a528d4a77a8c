package io.regioncache.websession;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.regioncache.annotation.PublicApi;
import org.jspecify.annotations.Nullable;

import org.springframework.session.Session;

/**
 * A session that one request works with. What it changes is written when it is saved, and
 * nothing else: other requests may change other attributes meanwhile. An object that is
 * changed after it was read has to be set again.
 *
 * @since 0.1
 */
@PublicApi
public final class RegionSession implements Session {

	private final SessionHandling handling;

	private final SessionAttributes attributes;

	private final SessionTimes times;

	private String id;

	private String savedId;

	private String user = "";

	private String login = "";

	private String epoch = "";

	private boolean isNew;

	private boolean isLogin;

	RegionSession(SessionHandling handling, Instant now, Duration interval) {
		this.handling = handling;
		this.attributes = new SessionAttributes(handling, Map.of());
		this.id = handling.newId();
		this.savedId = this.id;
		this.times = new SessionTimes(handling, now, now, interval);
		this.isNew = true;
	}

	RegionSession(SessionHandling handling, String id, StoredSession session) {
		this.handling = handling;
		this.attributes = new SessionAttributes(handling, session.attributes());
		this.id = id;
		this.savedId = id;
		this.times = new SessionTimes(handling, session.created(), session.accessed(), session.interval());
		this.user = session.user();
		this.login = Optional.ofNullable(SessionFields.text(session.hash(), SessionFields.USER)).orElse("");
		this.epoch = session.epoch();
	}

	@Override
	public String getId() {
		return this.id;
	}

	@Override
	public String changeSessionId() {
		this.id = this.handling.newId();
		return this.id;
	}

	@Override
	@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" })
	public <T> @Nullable T getAttribute(String name) {
		return (T) this.attributes.get(name);
	}

	@Override
	public Set<String> getAttributeNames() {
		return this.attributes.names();
	}

	@Override
	public void setAttribute(String name, @Nullable Object value) {
		this.attributes.set(name, value);
	}

	@Override
	public void removeAttribute(String name) {
		setAttribute(name, null);
	}

	@Override
	public Instant getCreationTime() {
		return this.times.created();
	}

	@Override
	public void setLastAccessedTime(Instant lastAccessedTime) {
		this.times.access(lastAccessedTime);
	}

	@Override
	public Instant getLastAccessedTime() {
		return this.times.accessed();
	}

	@Override
	public void setMaxInactiveInterval(Duration interval) {
		this.times.expireAfter(interval);
	}

	@Override
	public Duration getMaxInactiveInterval() {
		return this.times.interval();
	}

	@Override
	public boolean isExpired() {
		return this.handling.isOver(this.times.accessed(), this.times.interval());
	}

	boolean isNew() {
		return this.isNew;
	}

	/**
	 * The id under which it lies, if that has changed.
	 */
	Optional<String> formerId() {
		return (this.isNew || this.id.equals(this.savedId)) ? Optional.empty() : Optional.of(this.savedId);
	}

	/**
	 * The hash of the user's name, as it was when the session was found; empty without.
	 */
	String user() {
		return this.user;
	}

	/**
	 * Note who has logged in.
	 * @param hash the hash of the user's name; empty for nobody
	 * @param seen the revocations that the login came after
	 */
	void login(String hash, String seen) {
		this.user = hash;
		this.login = hash.isEmpty() ? "" : (hash + ' ' + seen).strip();
		this.isLogin = true;
	}

	void began(String epoch) {
		this.epoch = epoch;
	}

	/**
	 * Whether there is anything to write but the time of the last access.
	 */
	boolean isChanged() {
		return this.isNew || this.isLogin || this.attributes.isChanged() || this.times.isIntervalChanged()
				|| formerId().isPresent();
	}

	boolean isAccessed() {
		return this.times.isAccessed();
	}

	/**
	 * Return the fields to write: those that have changed, or all of a session that lies
	 * nowhere under its id.
	 */
	Map<String, byte[]> fields() {
		Map<String, byte[]> fields = new LinkedHashMap<>();
		boolean all = this.isNew || formerId().isPresent();
		if (all) {
			fields.put(SessionFields.ID, SessionFields.bytes(this.id));
			fields.put(SessionFields.EPOCH, SessionFields.bytes(this.epoch));
		}
		if (all || this.isLogin) {
			fields.put(SessionFields.USER, SessionFields.bytes(this.login));
		}
		fields.putAll(this.times.fields(all));
		fields.putAll(this.attributes.fields(all));
		return fields;
	}

	/**
	 * Note that all changes were handed over to be written.
	 */
	void saved(Map<String, byte[]> fields) {
		this.attributes.saved(fields);
		this.isLogin = false;
		this.savedId = this.id;
		this.times.saved();
		this.isNew = false;
	}

}
