package io.regioncache.replication.redis;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.log.Position;
import io.regioncache.store.log.VersionVector;

/**
 * Collects the arguments of a script.
 */
final class ScriptArguments {

	private final List<byte[]> arguments = new ArrayList<>();

	ScriptArguments add(byte[] argument) {
		this.arguments.add(argument);
		return this;
	}

	ScriptArguments add(String argument) {
		return add(RedisKeys.bytes(argument));
	}

	ScriptArguments add(long argument) {
		return add(Long.toString(argument));
	}

	ScriptArguments add(Position position) {
		return add(HexFormat.of().toHexDigits(position.epoch())).add(position.sequence());
	}

	/**
	 * Add how many positions there are, and then each of them.
	 */
	ScriptArguments add(VersionVector positions) {
		add(positions.applied().size());
		positions.applied().forEach((epoch, sequence) -> add(new Position(epoch, sequence)));
		return this;
	}

	byte[][] all() {
		return this.arguments.toArray(byte[][]::new);
	}

}
