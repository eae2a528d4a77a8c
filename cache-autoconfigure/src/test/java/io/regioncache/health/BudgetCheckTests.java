package io.regioncache.health;

import java.util.Map;

import io.regioncache.store.session.ServerStatus;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BudgetCheck}.
 */
class BudgetCheckTests {

	private static final long MEGABYTE = 1024 * 1024;

	private final Map<String, Long> budgets = Map.of("products", 60 * MEGABYTE, "offers", 50 * MEGABYTE, "free", 0L);

	@Test
	void budgetsBeyondWhatTheServerHasAreFound() {
		assertThat(new BudgetCheck(() -> this.budgets, () -> 1).findings(server("104857600"))).singleElement()
			.satisfies((finding) -> {
				assertThat(finding.id()).isEqualTo("memory-budgets");
				assertThat(finding.problem()).isEqualTo(
						"The memory budgets of the caches add up to 110 MB, and Redis may use 100 MB (maxmemory): "
								+ "it evicts entries of any cache before the budgets are reached: "
								+ "[offers 50 MB, products 60 MB]");
				assertThat(finding.advice()).contains("regions.caches.<name>.max-memory");
			});
	}

	@Test
	void eachServerOfAClusterCounts() {
		assertThat(new BudgetCheck(() -> this.budgets, () -> 3).findings(server("104857600"))).isEmpty();
		assertThat(new BudgetCheck(() -> this.budgets, () -> 3).findings(server("10485760"))).hasSize(1);
	}

	@Test
	void serverWithoutALimitHasEnough() {
		assertThat(new BudgetCheck(() -> this.budgets, () -> 1).findings(server("0"))).isEmpty();
		assertThat(new BudgetCheck(() -> this.budgets, () -> 1).findings(new ServerStatus(Map.of()))).isEmpty();
	}

	@Test
	void budgetsThatFitAreNotFound() {
		assertThat(new BudgetCheck(() -> this.budgets, () -> 1).findings(server("115343360"))).isEmpty();
	}

	private static ServerStatus server(String memory) {
		return new ServerStatus(Map.of("maxmemory", memory));
	}

}
