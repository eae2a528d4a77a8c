package io.regioncache.region;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link RegionLinks}.
 */
class RegionLinksTests {

	private final AtomicInteger created = new AtomicInteger();

	@Test
	void startsOneClientWhenItIsFirstAskedForAlthoughRedisIsDown() {
		try (RegionLinks links = links()) {
			assertThat(this.created).hasValue(0);
			LettuceConnectionFactory link = links.get("eu-west-1");
			assertThat(link.isRunning()).isTrue();
			assertThat(link.getRequiredNativeClient()).isNotNull();
			assertThat(links.get("eu-west-1")).isSameAs(link);
			assertThat(this.created).hasValue(1);
		}
	}

	@Test
	void closingEndsTheClients() {
		RegionLinks links = links();
		LettuceConnectionFactory link = links.get("eu-west-1");
		links.close();
		assertThat(link.isRunning()).isFalse();
		assertThatIllegalStateException().isThrownBy(() -> links.get("eu-west-1"))
			.withMessage("The connections to the regions are closed");
	}

	@Test
	void unknownRegionIsRefused() {
		try (RegionLinks links = links()) {
			assertThat(links.names()).containsExactly("eu-west-1");
			assertThatIllegalArgumentException().isThrownBy(() -> links.get("eu-west-2"))
				.withMessage("Unknown region 'eu-west-2', known are [eu-west-1]");
		}
	}

	@Test
	void aRegionIsReachedOtherwise() {
		try (RegionLinks links = links()) {
			LettuceConnectionFactory former = links.get("eu-west-1");
			links.put("eu-west-1", () -> new LettuceConnectionFactory("localhost", 2));
			assertThat(former.isRunning()).isFalse();
			assertThat(links.get("eu-west-1").getPort()).isEqualTo(2);
		}
	}

	@Test
	void regionsComeAndGo() {
		try (RegionLinks links = links()) {
			links.put("eu-west-2", () -> new LettuceConnectionFactory("localhost", 2));
			assertThat(links.names()).containsExactly("eu-west-1", "eu-west-2");
			LettuceConnectionFactory link = links.get("eu-west-2");
			links.remove("eu-west-2");
			links.remove("eu-west-1");
			assertThat(link.isRunning()).isFalse();
			assertThat(this.created).as("never asked for").hasValue(0);
			assertThat(links.names()).isEmpty();
			assertThatIllegalArgumentException().isThrownBy(() -> links.get("eu-west-2"));
		}
	}

	private RegionLinks links() {
		return new RegionLinks(Map.of("eu-west-1", () -> {
			this.created.incrementAndGet();
			return new LettuceConnectionFactory("localhost", 1);
		}));
	}

}
