package io.regioncache.replication;

import java.util.stream.Stream;

import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each guard of the scripts that hold and revoke web sessions is needed, and that is
 * found out if it is broken.
 */
class SessionScriptTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	static Stream<ScriptGuard> guards() {
		return Stream.concat(SessionScriptGuards.all(), WebSessionScriptGuards.all());
	}

	@ParameterizedTest
	@MethodSource("guards")
	void isNeeded(ScriptGuard guard) {
		guard.assertIsNeeded(redis.admin());
	}

}
