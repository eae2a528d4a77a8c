package io.regioncache.store.lookup;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.regioncache.store.command.BulkLookupCommands;
import io.regioncache.store.connection.ServerHealth;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.session.Session;
import org.jspecify.annotations.Nullable;

/**
 * Which nodes of a cluster have answered a lookup of many entries.
 *
 * @param failures why a node has not, or {@code null} if it has
 */
record NodeAnswers(Map<String, @Nullable Throwable> failures) {

	static NodeAnswers of(Session session, List<EntryKey> keys, BulkLookupCommands commands) {
		Map<String, @Nullable Throwable> failures = new LinkedHashMap<>();
		for (int i = 0; i < keys.size(); i++) {
			String node = session.nodeOf(keys.get(i).redisKey());
			if (node != null && failures.get(node) == null) {
				failures.put(node, commands.failure(i));
			}
		}
		return new NodeAnswers(failures);
	}

	void note(ServerHealth health) {
		this.failures.forEach((node, failure) -> {
			if (failure == null) {
				health.succeededAt(node);
			}
			else {
				health.failedAt(node, failure);
			}
		});
	}

}
