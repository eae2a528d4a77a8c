package io.regioncache.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.value.ValueCodec;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.DefaultTyping;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that no class names are stored, and none are followed, whatever mapper the
 * application has.
 */
class ClassNameTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	private CacheNode node;

	private RawRedis raw;

	@BeforeEach
	void start() {
		this.node = CacheNode.with(redis.server().url(),
				(setup) -> setup.codec = new ValueCodec((builder) -> builder.activateDefaultTyping(
						BasicPolymorphicTypeValidator.builder().allowIfBaseType(Object.class).build(),
						DefaultTyping.NON_FINAL)));
		this.raw = new RawRedis(redis.server());
	}

	@AfterEach
	void stop() {
		this.raw.close();
		this.node.close();
	}

	@Test
	void storesNone() throws Throwable {
		RegionCache cache = this.node.cache("things");
		cache.get(CacheRequest.of(1, Holder.class), () -> new Holder(new ArrayList<>(List.of("a"))));
		cache.put(2, new Holder("b"));
		cache.put(3, List.of("c"));
		cache.put(4, Kind.PLAIN);
		assertThat(cache.statistics().get(Event.STORED)).isEqualTo(4);
		assertThat(this.raw.everything()).contains("app:e:1:things:i:4", "PLAIN")
			.doesNotContain("Holder", "regioncache", "java", "ArrayList", "Kind", "@class");
	}

	@Test
	void followsNone() throws Throwable {
		RegionCache cache = this.node.cache("things");
		Trap.sprung = false;
		Map<String, Object> bait = Map.of("value", List.of(Trap.class.getName(), Map.of()));
		cache.get(CacheRequest.of(1, Holder.class), () -> new Holder(bait.get("value")));
		Holder found = (Holder) cache.get(CacheRequest.of(1, Holder.class), () -> new Holder("loaded"));
		assertThat(found).isEqualTo(new Holder(List.of(Trap.class.getName(), Map.of())));
		assertThat(Trap.sprung).isFalse();
	}

	record Holder(Object value) {

	}

	enum Kind {

		PLAIN

	}

	static class Trap {

		static boolean sprung;

		Trap() {
			sprung = true;
		}

	}

}
