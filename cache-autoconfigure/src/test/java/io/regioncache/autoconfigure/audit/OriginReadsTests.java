package io.regioncache.autoconfigure.audit;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.regioncache.audit.AuditedOrigin;
import io.regioncache.cache.CacheNode;
import io.regioncache.testkit.RedisExtension;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OriginReads}.
 */
class OriginReadsTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	private final Map<String, String> table = new ConcurrentHashMap<>();

	@AutoClose
	private final CacheNode node = CacheNode.patient(redis.server().url()).awaitAvailable();

	private final OriginReads reads = new OriginReads(this.node::manager, List.of(new Products()));

	@Test
	void comparesWhatIsServedWithTheOrigin() {
		this.node.cache("products").put(42, "new");
		this.node.cache("products").put("a text", "new");
		assertThat(this.reads.differs("products", "i:42")).as("the origin has none").isFalse();
		this.table.putAll(Map.of("42", "new", "a text", "new"));
		assertThat(this.reads.differs("products", "i:42")).isFalse();
		assertThat(this.reads.differs("products", "s:a text")).isFalse();
		this.table.putAll(Map.of("42", "newer", "a text", "newer", "7", "seven"));
		assertThat(this.reads.differs("products", "i:42")).isTrue();
		assertThat(this.reads.differs("products", "s:a text")).isTrue();
		assertThat(this.reads.differs("products", "i:7")).as("nothing is served").isFalse();
		assertThat(this.reads.differs("offers", "i:42")).as("no origin").isFalse();
	}

	@Test
	void anOriginThatCannotBeReadIsNoFinding() {
		this.node.cache("products").put("broken", "value");
		assertThat(this.reads.differs("products", "s:broken")).isFalse();
	}

	private final class Products implements AuditedOrigin<String> {

		@Override
		public String cacheName() {
			return "products";
		}

		@Override
		public Class<String> type() {
			return String.class;
		}

		@Override
		public @Nullable String read(String key) {
			if (key.equals("broken")) {
				throw new IllegalStateException("no database");
			}
			return OriginReadsTests.this.table.get(key);
		}

	}

}
