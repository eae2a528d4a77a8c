package io.regioncache.replication;

import java.util.stream.Stream;

import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each guard of the scripts by which entries outlive a fail-over does what it is for, and
 * that is found out if it is broken.
 */
class RedriveScriptTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	static Stream<ScriptGuard> guards() {
		return Stream.of(HomeScriptGuards.all(), NoticeScriptGuards.all(), WriterScriptGuards.all())
			.flatMap((guards) -> guards);
	}

	@ParameterizedTest
	@MethodSource("guards")
	void isNeeded(ScriptGuard guard) {
		guard.assertIsNeeded(redis.admin());
	}

}
