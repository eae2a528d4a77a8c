package io.regioncache.replication;

import java.util.function.Predicate;

import io.regioncache.testkit.RedisAdmin;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A guard in a script, and what is wrong without it.
 *
 * @param script the script
 * @param line the guard, as it stands there
 * @param broken the same without effect
 * @param holds what must hold
 */
record ScriptGuard(String script, String line, String broken, Predicate<ScriptBench> holds) {

	static ScriptGuard of(String script, String line, String broken, Predicate<ScriptBench> holds) {
		return new ScriptGuard(script, line, broken, holds);
	}

	/**
	 * Assert that the guard is there, and that what must hold holds with it only.
	 */
	void assertIsNeeded(RedisAdmin admin) {
		assertThat(RawScripts.text(this.script + ".lua")).contains(this.line);
		assertThat(this.holds.test(new ScriptBench(admin, this.line, this.line))).as("unbroken").isTrue();
		assertThat(this.holds.test(new ScriptBench(admin, this.line, this.broken))).as("broken").isFalse();
	}

	@Override
	public String toString() {
		return this.script + ": " + this.line.strip();
	}

}
