package io.regioncache.store.session;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

import io.lettuce.core.RedisCommandExecutionException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Says why a server cannot be connected to or refuses its user, and what to do about it.
 * Most of it lies deep below an exception that says "unable to connect". Nothing here
 * repeats a password, since neither servers nor exceptions do.
 */
final class ConnectionAdvice {

	private static final int MOST = 50;

	private static final List<Case> CASES = List.of(
			new Case(type(CertificateExpiredException.class),
					"the server's certificate has expired. Renew it, or correct the clock of this machine"),
			new Case(type(CertificateNotYetValidException.class),
					"the server's certificate is not valid yet. Correct the clock of this machine, or the certificate"),
			new Case(type(CertificateException.class).and(says("No subject alternative", "No name matching")),
					"the server's certificate is for another name than the configured host. "
							+ "Connect by a name that it contains, or issue it for this one"),
			new Case(type(CertPathBuilderException.class),
					"the server's certificate is not trusted. Set the endpoint's 'ssl.bundle' to a bundle whose "
							+ "trust store contains the authority that has issued it"),
			new Case(says("Received fatal alert: certificate_required", "Received fatal alert: bad_certificate"),
					"the server asks for a client certificate. Set the endpoint's 'ssl.bundle' to a bundle that has "
							+ "one from an authority it trusts"),
			new Case(type(NotSslRecordException.class).or(type(SslHandshakeTimeoutException.class)),
					"the server does not answer in TLS. Use its port for TLS, or 'redis:' instead of 'rediss:'"),
			new Case(answer("WRONGPASS"),
					"the server knows no such user with this password. "
							+ "Check the endpoint's 'username' and 'password'"),
			new Case(answer("NOAUTH"),
					"the server asks for a password. Set the endpoint's 'password', and its "
							+ "'username' where it is not 'default'"),
			new Case(answer("ERR AUTH"), "the server has no password. Remove the endpoint's 'password'"),
			new Case(answer("NOPERM"), "the user lacks a right. The page on security lists the rights of each user"),
			new Case(type(UnknownHostException.class), "there is no such host. Check the endpoint's host name"),
			new Case(type(ConnectException.class), "no server listens there. Start it, or check host and port"),
			new Case(says("Connection initialization timed out"),
					"the server accepts connections and says nothing. It may hang, or be no Redis"),
			new Case(says("Connection reset", "Connection closed prematurely", "Broken pipe"),
					"the server closed the connection at once. If this is its port for TLS, use 'rediss:' or "
							+ "'ssl.enabled=true'"));

	private ConnectionAdvice() {
	}

	/**
	 * Return what is wrong and what to do.
	 * @param failure what was thrown
	 * @return the advice, with the words of whoever found it, or {@code null} if nothing
	 * is known about the failure
	 */
	static @Nullable String of(Throwable failure) {
		List<Throwable> all = all(failure);
		for (Case known : CASES) {
			for (Throwable each : all) {
				if (known.test().test(each)) {
					return known.advice() + " (" + each.getMessage() + ")";
				}
			}
		}
		return null;
	}

	/**
	 * Return a failure and all that has caused it, such as those of each node of a
	 * cluster.
	 */
	private static List<Throwable> all(Throwable failure) {
		List<Throwable> all = new ArrayList<>(List.of(failure));
		for (int i = 0; i < all.size() && all.size() < MOST; i++) {
			Throwable each = all.get(i);
			List<Throwable> below = new ArrayList<>(Arrays.asList(each.getSuppressed()));
			if (each.getCause() != null) {
				below.add(0, each.getCause());
			}
			below.stream().filter((one) -> !all.contains(one)).forEach(all::add);
		}
		return all;
	}

	private static Predicate<Throwable> type(Class<? extends Throwable> type) {
		return type::isInstance;
	}

	private static Predicate<Throwable> says(String... texts) {
		return (failure) -> {
			String message = Objects.requireNonNullElse(failure.getMessage(), "");
			return Arrays.stream(texts).anyMatch(message::contains);
		};
	}

	private static Predicate<Throwable> answer(String beginning) {
		return type(RedisCommandExecutionException.class)
			.and((failure) -> Objects.requireNonNullElse(failure.getMessage(), "").startsWith(beginning));
	}

	private record Case(Predicate<Throwable> test, String advice) {
	}

}
