package io.regioncache.replication.redis;

import java.time.Duration;
import java.util.List;

import io.regioncache.store.entry.RedisKeys;
import org.jspecify.annotations.Nullable;

/**
 * What has become of the entries of former epochs, once a region has recovered.
 *
 * @param kept of how many former epochs the entries count again
 * @param former how many former epochs there were
 * @param took how long it took since the present epoch began
 */
public record Recovery(int kept, int former, Duration took) {

	static @Nullable Recovery of(List<Object> answer) {
		if (!Long.valueOf(1).equals(answer.get(0))) {
			return null;
		}
		String kept = RedisKeys.text((byte[]) answer.get(1));
		return new Recovery(kept.isEmpty() ? 0 : kept.split(" ").length, ((Long) answer.get(2)).intValue(),
				Duration.ofMillis((Long) answer.get(3)));
	}

}
