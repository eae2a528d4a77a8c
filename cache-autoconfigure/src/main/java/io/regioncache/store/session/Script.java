package io.regioncache.store.session;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.Base16;
import io.regioncache.store.entry.RedisKeys;

/**
 * One of the scripts of this library; sent by its digest, and whole where the server does
 * not know it.
 */
public enum Script {

	ATTACH("attach", ScriptOutputType.MULTI),

	INVALIDATE("invalidate", ScriptOutputType.MULTI),

	APPLY("apply", ScriptOutputType.MULTI),

	TRANSFER("transfer", ScriptOutputType.MULTI),

	PAGE("page", ScriptOutputType.MULTI),

	SHIP("ship", ScriptOutputType.INTEGER),

	ACCEPT("accept", ScriptOutputType.MULTI),

	PUT("put", ScriptOutputType.MULTI),

	ADMIT("admit", ScriptOutputType.MULTI),

	KEEP("keep", ScriptOutputType.INTEGER),

	HOLD("hold", ScriptOutputType.MULTI),

	RELEASE("release", ScriptOutputType.MULTI),

	LOCK("lock", ScriptOutputType.INTEGER),

	UNLOCK("unlock", ScriptOutputType.INTEGER),

	REPLACE("replace", ScriptOutputType.INTEGER),

	LIMIT("limit", ScriptOutputType.MULTI),

	REGISTER("register", ScriptOutputType.MULTI),

	ALIVE("alive", ScriptOutputType.MULTI),

	LEVEL("level", ScriptOutputType.INTEGER),

	MEET("meet", ScriptOutputType.INTEGER),

	DECIDE("decide", ScriptOutputType.MULTI),

	RECOVER("recover", ScriptOutputType.MULTI),

	APPEND("append", ScriptOutputType.MULTI),

	TAKE("take", ScriptOutputType.MULTI),

	WRITTEN("written", ScriptOutputType.INTEGER),

	PARK("park", ScriptOutputType.INTEGER),

	UNPARK("unpark", ScriptOutputType.MULTI),

	PENDING("pending", ScriptOutputType.MULTI),

	LEAVE("leave", ScriptOutputType.INTEGER),

	WEB_SESSION("websession", ScriptOutputType.MULTI),

	SESSIONS_OF_USER("sessions", ScriptOutputType.MULTI),

	LOGOUT("logout", ScriptOutputType.MULTI),

	REVOKE("revoke", ScriptOutputType.VALUE),

	REVOKED("revoked", ScriptOutputType.MULTI),

	FORGET("forget", ScriptOutputType.MULTI);

	/**
	 * Names, on a line of its own, a file to be put in its place.
	 */
	private static final String INCLUDE = "--include ";

	private final byte[] text;

	private final String digest;

	private final ScriptOutputType output;

	Script(String name, ScriptOutputType output) {
		this.text = RedisKeys.bytes(read(name + ".lua"));
		this.digest = Base16.digest(this.text);
		this.output = output;
	}

	public <T> CompletableFuture<T> run(RedisClusterAsyncCommands<byte[], byte[]> commands, byte[] key,
			byte[]... arguments) {
		return run(commands, new byte[][] { key }, arguments);
	}

	public <T> CompletableFuture<T> run(RedisClusterAsyncCommands<byte[], byte[]> commands, byte[][] keys,
			byte[]... arguments) {
		CompletableFuture<T> first = commands.<T>evalsha(this.digest, this.output, keys, arguments)
			.toCompletableFuture();
		return first.exceptionallyCompose((ex) -> {
			if (Failures.rootOf(ex) instanceof RedisNoScriptException) {
				return commands.<T>eval(this.text, this.output, keys, arguments).toCompletableFuture();
			}
			return CompletableFuture.failedFuture(Failures.rootOf(ex));
		});
	}

	private static String read(String resource) {
		try (InputStream in = Script.class.getResourceAsStream("/io/regioncache/store/" + resource)) {
			if (in == null) {
				throw new IllegalStateException("Script %s is missing from the class path".formatted(resource));
			}
			return including(new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String including(String text) {
		int include = text.indexOf(INCLUDE);
		if (include < 0) {
			return text;
		}
		int end = text.indexOf('\n', include);
		return text.substring(0, include) + read(text.substring(include + INCLUDE.length(), end))
				+ text.substring(end + 1);
	}

}
