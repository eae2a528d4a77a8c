package io.regioncache.store.entry;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Every key this library uses in Redis.
 * <p>
 * The metadata lies on one slot. Entries and locks lie anywhere: names are escaped so
 * that no hash tag of Redis Cluster can come out of them.
 */
public final class RedisKeys {

	/**
	 * The largest number that is exact in a script.
	 */
	public static final long MAX_EXACT = (1L << 53) - 1;

	private final String prefix;

	private final String deployId;

	private final MetadataKeys metadata;

	private final byte[] entries;

	/**
	 * Create the layout of one application.
	 * @param prefix the key prefix, free of braces
	 * @param deployId isolates the entries of a deployment; may be empty
	 */
	public RedisKeys(String prefix, String deployId) {
		this.prefix = prefix;
		this.deployId = deployId;
		this.metadata = MetadataKeys.of(prefix);
		this.entries = bytes(prefix + ":e:");
	}

	public String deployId() {
		return this.deployId;
	}

	public MetadataKeys metadata() {
		return this.metadata;
	}

	/**
	 * Return what gives the entry key of an encoded key.
	 */
	public Function<String, EntryKey> keysOf(String cache, String schema, boolean lastWriteWins) {
		byte[] entries = bytes(entries(cache, schema));
		String locks = locks(cache);
		Scope all = Scope.ALL;
		Scope whole = Scope.cache(cache);
		byte[] scoped = Scope.keyPrefix(cache);
		return (text) -> {
			byte[] redisKey = append(entries, bytes(KeySegments.escapeLast(text)));
			return new EntryKey(text, redisKey, locks, new Scope[] { all, whole, Scope.key(scoped, text) },
					lastWriteWins);
		};
	}

	private static byte[] append(byte[] prefix, byte[] rest) {
		byte[] all = Arrays.copyOf(prefix, prefix.length + rest.length);
		System.arraycopy(rest, 0, all, prefix.length, rest.length);
		return all;
	}

	String entries(String cache, String schema) {
		String id = KeySegments.escape(schema)
				+ (this.deployId.isEmpty() ? "" : '~' + KeySegments.escape(this.deployId));
		return this.prefix + ":e:" + id + ':' + KeySegments.escape(cache) + ':';
	}

	/**
	 * Return the encoded key of an entry, under whatever schema and deployment.
	 * @return the encoded key; {@code null} if no entry of this cache can lie there
	 */
	public @Nullable String keyIn(String cache, byte[] redisKey) {
		String all = this.prefix + ":e:";
		String name = text(redisKey);
		int schema = name.startsWith(all) ? name.indexOf(':', all.length()) : -1;
		String segment = ':' + KeySegments.escape(cache) + ':';
		if (schema <= all.length() || !name.startsWith(segment, schema)) {
			return null;
		}
		String escaped = name.substring(schema + segment.length());
		String key = KeySegments.unescape(escaped);
		return (key != null && KeySegments.escapeLast(key).equals(escaped) && Arrays.equals(bytes(name), redisKey))
				? key : null;
	}

	/**
	 * Return the cache of an entry, under whatever schema and deployment.
	 * @return the name of the cache; {@code null} if that is the key of no entry
	 */
	public @Nullable String cacheOf(byte[] redisKey) {
		int schema = this.entries.length;
		if (redisKey.length <= schema || !Arrays.equals(redisKey, 0, schema, this.entries, 0, schema)) {
			return null;
		}
		int cache = indexOfColon(redisKey, schema) + 1;
		int end = (cache > 0) ? indexOfColon(redisKey, cache) : -1;
		return (end < 0) ? null
				: KeySegments.unescape(new String(redisKey, cache, end - cache, StandardCharsets.UTF_8));
	}

	/**
	 * Return a pattern that the entries of a cache match, under whatever schema and
	 * deployment, and perhaps others: see {@link #cacheOf}.
	 */
	public byte[] patternOf(String cache) {
		return bytes(literally(this.prefix) + ":e:*:" + literally(KeySegments.escape(cache)) + ":*");
	}

	private static String literally(String text) {
		return text.replaceAll("[*?\\[\\]\\\\^]", "\\\\$0");
	}

	private static int indexOfColon(byte[] bytes, int from) {
		for (int i = from; i < bytes.length; i++) {
			if (bytes[i] == ':') {
				return i;
			}
		}
		return -1;
	}

	/**
	 * Whether an entry is one of a schema, and of this deployment.
	 * @param cache the name of the cache
	 * @param schema the schema of its values
	 * @param redisKey the key in Redis
	 * @return {@code false} if this process would not look there
	 */
	public boolean isIn(String cache, String schema, byte[] redisKey) {
		return text(redisKey).startsWith(entries(cache, schema));
	}

	String locks(String cache) {
		return this.prefix + ":lock:" + KeySegments.escape(cache) + ':';
	}

	/**
	 * Return what the buckets of a rate limit begin with, before the hash of their key.
	 * @param limit the name of the limit
	 * @param region the name of the region if it counts by itself, else empty
	 */
	public String buckets(String limit, String region) {
		return this.prefix + ":limit:" + KeySegments.escape(limit) + ':' + (region.isEmpty() ? "" : region + ':');
	}

	/**
	 * Return the key of the lease of the process that warms a cache for this deployment.
	 * @param cache the name of the cache
	 */
	public byte[] warming(String cache) {
		return bytes(
				"{" + this.prefix + "}:warming:" + KeySegments.escape(this.deployId) + ':' + KeySegments.escape(cache));
	}

	/**
	 * Return the key that says that a cache has been warmed for this deployment.
	 * @param cache the name of the cache
	 */
	public byte[] warmed(String cache) {
		return bytes(
				"{" + this.prefix + "}:warmed:" + KeySegments.escape(this.deployId) + ':' + KeySegments.escape(cache));
	}

	/**
	 * Return where the changes of a cache lie until they are written, on the slot of the
	 * metadata.
	 */
	public ChangeKeys changes(String cache) {
		String name = '{' + this.prefix + "}:changes:" + KeySegments.escape(cache) + ':';
		return new ChangeKeys(bytes(name + "records"), bytes(name + "pending"), bytes(name + "parked"));
	}

	/**
	 * Return a key that is written to learn how far its server is durable.
	 */
	public byte[] fence(String cache) {
		return bytes('{' + this.prefix + "}:changes:" + KeySegments.escape(cache) + ":fence");
	}

	/**
	 * Return where a web session lies.
	 * @param namespace keeps the sessions of applications apart
	 * @param id the id of the session, perhaps one that a client has made up
	 */
	public byte[] webSession(String namespace, String id) {
		return bytes(this.prefix + ":ws:" + KeySegments.escape(namespace) + ':' + KeySegments.escapeLast(id));
	}

	/**
	 * Whether a web session may lie there.
	 */
	public boolean isWebSession(byte[] redisKey) {
		return text(redisKey).startsWith(this.prefix + ":ws:");
	}

	/**
	 * Return where the ids of a user's web sessions lie.
	 * @param namespace keeps the sessions of applications apart
	 * @param user a hash of the user's name
	 */
	public byte[] webSessionsOf(String namespace, String user) {
		return bytes(this.prefix + ":wsu:" + KeySegments.escape(namespace) + ':' + user);
	}

	public byte[] wake(String node) {
		return bytes(this.prefix + ":wake:" + node);
	}

	public static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.UTF_8);
	}

	public static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
