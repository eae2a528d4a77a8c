package io.regioncache.testkit;

import java.time.Duration;
import java.util.concurrent.Callable;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Makes every test that awaits a condition as patient as a busy machine requires, unless
 * the test names a bound of its own. JUnit finds this extension by itself.
 */
public final class Patience implements BeforeAllCallback {

	/**
	 * How long a condition may take that comes about within a second on an idle machine.
	 */
	public static final Duration LIMIT = Duration.ofSeconds(60);

	private static final Duration POLL_INTERVAL = Duration.ofMillis(20);

	@Override
	public void beforeAll(ExtensionContext context) {
		Awaitility.setDefaultTimeout(LIMIT);
		Awaitility.setDefaultPollInterval(POLL_INTERVAL);
	}

	/**
	 * Wait until a condition holds.
	 */
	public static void await(Callable<Boolean> condition) {
		Awaitility.await().until(condition);
	}

	/**
	 * Wait until a condition holds, whatever it throws until then. It is looked at at
	 * once.
	 */
	public static void awaitThroughErrors(Callable<Boolean> condition) {
		Awaitility.await().pollDelay(Duration.ZERO).ignoreExceptions().until(condition);
	}

}
