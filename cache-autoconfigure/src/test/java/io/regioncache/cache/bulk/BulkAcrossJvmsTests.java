package io.regioncache.cache.bulk;

import java.util.ArrayList;
import java.util.List;

import io.regioncache.testkit.ChildJvm;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Three JVMs whose reads of many keys overlap, with each other and with single ones, load
 * each key once.
 */
class BulkAcrossJvmsTests {

	private static final int JVMS = 3;

	private static final int ROUNDS = Integer.getInteger("regioncache.bulk.rounds", 8);

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	@Test
	void eachKeyIsLoadedOnce() {
		List<ChildJvm> jvms = new ArrayList<>();
		try {
			for (int number = 0; number < JVMS; number++) {
				jvms.add(BulkProcess.start(redis.server().url(), number, JVMS, ROUNDS));
			}
			jvms.forEach((jvm) -> jvm.awaitLine("done"));
			assertThat(jvms).flatExtracting(ChildJvm::output).noneMatch((line) -> line.startsWith("wrong "));
		}
		finally {
			jvms.forEach(ChildJvm::close);
		}
		// In each round there are 60 keys, of which each JVM reads 25 three times
		assertThat(redis.admin().number("HLEN", BulkProcess.LOADS)).isBetween(ROUNDS * 40L, ROUNDS * 60L);
		assertThat(redis.admin().list("HVALS", BulkProcess.LOADS)).extracting(String::valueOf).containsOnly("1");
	}

}
