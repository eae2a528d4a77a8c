package io.regioncache.websession;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
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

	private final Map<String, byte[]> stored;

	private final Map<String, Object> values = new HashMap<>();

	/** Attributes that were set, or removed where there is none in {@link #values}. */
	private final Set<String> changed = new LinkedHashSet<>();

	private final Instant created;

	private String id;

	private String savedId;

	private Instant accessed;

	private Instant savedAccessed;

	private Duration interval;

	private Duration savedInterval;

	private String user = "";

	private String login = "";

	private String epoch = "";

	private boolean isNew;

	RegionSession(SessionHandling handling, Instant now, Duration interval) {
		this.handling = handling;
		this.stored = new LinkedHashMap<>();
		this.id = handling.newId();
		this.savedId = this.id;
		this.created = now;
		this.accessed = now;
		this.savedAccessed = now;
		this.interval = interval;
		this.savedInterval = interval;
		this.isNew = true;
	}

	RegionSession(SessionHandling handling, String id, StoredSession session) {
		this.handling = handling;
		this.stored = new LinkedHashMap<>(session.attributes());
		this.id = id;
		this.savedId = id;
		this.created = session.created();
		this.accessed = session.accessed();
		this.savedAccessed = this.accessed;
		this.interval = session.interval();
		this.savedInterval = this.interval;
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
		Object value = this.values.get(name);
		if (value == null && !this.changed.contains(name)) {
			byte[] bytes = this.stored.get(name);
			value = (bytes != null) ? this.handling.decode(name, bytes) : null;
			if (value != null) {
				this.values.put(name, value);
			}
		}
		return (T) value;
	}

	@Override
	public Set<String> getAttributeNames() {
		Set<String> names = new LinkedHashSet<>(this.stored.keySet());
		names.removeAll(this.changed);
		this.changed.stream().filter(this.values::containsKey).forEach(names::add);
		return names;
	}

	@Override
	public void setAttribute(String name, @Nullable Object value) {
		this.changed.add(name);
		if (value != null) {
			this.values.put(name, value);
		}
		else {
			this.values.remove(name);
		}
	}

	@Override
	public void removeAttribute(String name) {
		setAttribute(name, null);
	}

	@Override
	public Instant getCreationTime() {
		return this.created;
	}

	@Override
	public void setLastAccessedTime(Instant lastAccessedTime) {
		this.accessed = lastAccessedTime;
	}

	@Override
	public Instant getLastAccessedTime() {
		return this.accessed;
	}

	@Override
	public void setMaxInactiveInterval(Duration interval) {
		this.interval = interval;
	}

	@Override
	public Duration getMaxInactiveInterval() {
		return this.interval;
	}

	@Override
	public boolean isExpired() {
		return this.handling.isOver(this.accessed, this.interval);
	}

	SessionHandling handling() {
		return this.handling;
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
		this.changed.add(SessionHandling.LOGIN);
	}

	void began(String epoch) {
		this.epoch = epoch;
	}

	/**
	 * Whether there is anything to write but the time of the last access.
	 */
	boolean isChanged() {
		return this.isNew || !this.changed.isEmpty() || !this.interval.equals(this.savedInterval)
				|| formerId().isPresent();
	}

	boolean isAccessed() {
		return !this.accessed.equals(this.savedAccessed);
	}

	/**
	 * Return the fields to write: those that have changed, or all of a session that lies
	 * nowhere under its id.
	 */
	Map<String, byte[]> fields() {
		Map<String, byte[]> fields = new LinkedHashMap<>();
		boolean all = this.isNew || formerId().isPresent();
		fields.put(SessionFields.ACCESSED, SessionFields.bytes(Long.toString(this.accessed.toEpochMilli())));
		if (all) {
			fields.put(SessionFields.ID, SessionFields.bytes(this.id));
			fields.put(SessionFields.CREATED, SessionFields.bytes(Long.toString(this.created.toEpochMilli())));
			fields.put(SessionFields.EPOCH, SessionFields.bytes(this.epoch));
			this.stored.forEach((name, value) -> fields.put(SessionFields.ATTRIBUTE + name, value));
		}
		if (all || !this.interval.equals(this.savedInterval)) {
			long seconds = this.handling.bounded(this.interval).toSeconds();
			fields.put(SessionFields.INTERVAL, SessionFields.bytes(Long.toString(seconds)));
		}
		if (all || this.changed.contains(SessionHandling.LOGIN)) {
			fields.put(SessionFields.USER, SessionFields.bytes(this.login));
		}
		this.changed.stream()
			.filter((name) -> !name.equals(SessionHandling.LOGIN))
			.forEach((name) -> fields.put(SessionFields.ATTRIBUTE + name, encode(name)));
		return fields;
	}

	private byte[] encode(String name) {
		Object value = this.values.get(name);
		return (value != null) ? this.handling.encode(name, value) : new byte[0];
	}

	/**
	 * Note that all changes were handed over to be written.
	 */
	void saved(Map<String, byte[]> fields) {
		fields.forEach((field, value) -> {
			if (field.startsWith(SessionFields.ATTRIBUTE)) {
				String name = field.substring(SessionFields.ATTRIBUTE.length());
				if (value.length > 0) {
					this.stored.put(name, value);
				}
				else {
					this.stored.remove(name);
				}
			}
		});
		this.changed.clear();
		this.savedId = this.id;
		this.savedAccessed = this.accessed;
		this.savedInterval = this.interval;
		this.isNew = false;
	}

}
