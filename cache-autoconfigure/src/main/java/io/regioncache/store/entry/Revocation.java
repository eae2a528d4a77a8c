package io.regioncache.store.entry;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;

/**
 * What revokes web sessions: one of them, or all that a user has by now. It travels as
 * the mark of a tag that no application can have, and is kept in the metadata of every
 * region for as long as a session may live.
 * <p>
 * A revocation of all has the name and a running number of the process that issues it. A
 * session carries those that it came after, and is revoked by any other: no clocks are
 * compared, and whichever way or however often one arrives, it counts once.
 */
public final class Revocation {

	private static final int HASH_BYTES = 16;

	private static final String ONE = "t:~one:";

	private static final String ALL = "t:~all:";

	private Revocation() {
	}

	/**
	 * Return the hash by which a session or a user is named.
	 * @param name the id of the session, or the name of the user
	 * @return 22 characters
	 */
	public static String hash(String name) {
		try {
			byte[] hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
			return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, HASH_BYTES));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Return the field of the metadata that exists if a session is revoked.
	 * @param session the hash of its id
	 */
	public static String fieldOfSession(String session) {
		return "x:" + session;
	}

	/**
	 * Return the field of the metadata that lists the revocations of a user's sessions.
	 * @param user the hash of the user's name
	 */
	public static String fieldOfUser(String user) {
		return "y:" + user;
	}

	/**
	 * Whether a scope revokes sessions, and marks nothing.
	 */
	public static boolean isOne(Scope scope) {
		return scope.field().startsWith(ONE) || scope.field().startsWith(ALL);
	}

	/**
	 * Return what revokes one session.
	 * @param session the hash of its id
	 * @param life how long it is kept
	 */
	public static Scope ofSession(String session, Duration life) {
		return new Scope(ONE + session + ':' + life.toSeconds());
	}

	/**
	 * Return what revokes all sessions of a user.
	 * @param user the hash of the user's name
	 * @param issuer the name of the process that revokes, 12 characters
	 * @param number larger than all that this process has used
	 * @param life how long it is kept
	 */
	public static Scope ofUser(String user, String issuer, long number, Duration life) {
		return new Scope(ALL + user + ':' + issuer + ':' + number + ':' + life.toSeconds());
	}

}
