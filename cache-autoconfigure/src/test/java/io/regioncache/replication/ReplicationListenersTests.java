package io.regioncache.replication;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.regioncache.replication.redis.RecordRefusal;
import io.regioncache.replication.redis.TransferFlood;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ReplicationListenersTests {

	/**
	 * Also of what a listener need not implement.
	 */
	@Test
	void everyListenerHearsOfEverything() {
		List<String> heard = new ArrayList<>();
		ReplicationListener listener = (ReplicationListener) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { ReplicationListener.class }, (proxy, method, arguments) -> {
					heard.add(method.getName());
					return null;
				});
		ReplicationListener all = new ReplicationListeners(List.of(listener, listener));
		all.applied("east", 1, Duration.ZERO);
		all.refused("east", RecordRefusal.EPOCH, 1);
		all.failover("east", true);
		all.invalidated("east", TransferFlood.LINEAGE);
		all.recovered(true, Duration.ZERO);
		all.added("ohio");
		all.removed("ohio");
		assertThat(heard).hasSize(14)
			.containsOnly(
					Arrays.stream(ReplicationListener.class.getMethods()).map(Method::getName).toArray(String[]::new));
	}

}
