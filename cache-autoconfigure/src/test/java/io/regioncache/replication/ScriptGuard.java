package io.regioncache.replication;

import java.util.function.Predicate;

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

	@Override
	public String toString() {
		return this.script + ": " + this.line.strip();
	}

}
