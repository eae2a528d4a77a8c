package io.regioncache.health;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.regioncache.store.session.ServerStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is found to be wrong with a server.
 */
class PreflightTests {

	private static final Map<String, String> WELL = Map.of("redis_version", "7.4.9", "maxmemory", "1000000000",
			"maxmemory_policy", "allkeys-lru", "role", "master", "connected_slaves", "0", "rdb_last_bgsave_status",
			"ok");

	@Test
	void nothingIsWrongWithAServerThatIsSetUpAsDocumented() {
		assertThat(found(Map.of(), Duration.ofMillis(300))).isEmpty();
	}

	@Test
	void aServerThatTellsNothingIsNotBlamed() {
		assertThat(Preflight.findings(new ServerStatus(Map.of()), null, List.of())).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "redis_version,6.2.14,version", "redis_version,7.2.10,vulnerable", "redis_version,8.4.2,vulnerable",
			"valkey_version,7.0.1,version", "valkey_version,9.0.4,vulnerable", "maxmemory,0,no-memory-limit",
			"maxmemory_policy,noeviction,eviction-policy", "maxmemory_policy,volatile-ttl,eviction-policy",
			"role,slave,replica", "connected_slaves,1,min-replicas", "rdb_last_bgsave_status,err,persistence",
			"aof_last_write_status,err,persistence", "maxmemory,33554432,metadata-memory",
			"client_output_buffer_limit_disconnections,3,output-buffer" })
	void findsWhatIsWrong(String field, String value, String id) {
		List<Finding> found = found(Map.of(field, value), null);
		assertThat(found).extracting(Finding::id).containsExactly(id);
		assertThat(found.get(0).problem() + found.get(0).advice()).doesNotContain("null").doesNotContain("%");
	}

	@ParameterizedTest
	@CsvSource({ "redis_version,7.0.15", "redis_version,7.2.11", "redis_version,7.2.12-rc1", "redis_version,9.0.0",
			"valkey_version,8.1.10", "min_slaves_good_slaves,1", "maxmemory_policy,allkeys-lfu", "maxmemory,134217728",
			"client_output_buffer_limit_disconnections,0" })
	void findsNothingWhereNothingIs(String field, String value) {
		assertThat(found(Map.of(field, value), null)).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "allkeys-lru, 1", "allkeys-random, 1", "volatile-lru, 0", "noeviction, 0" })
	void aPolicyThatEvictsChangesThatAreNotWrittenIsFound(String policy, int findings) {
		assertThat(found(Map.of("maxmemory_policy", policy), null, List.of("carts"))).hasSize(findings)
			.allSatisfy((finding) -> {
				assertThat(finding.id()).isEqualTo("write-behind-eviction");
				assertThat(finding.problem()).contains("'" + policy + "'").contains("changes of [carts]");
				assertThat(finding.advice()).isEqualTo("CONFIG SET maxmemory-policy volatile-lru");
			});
	}

	@Test
	void replicasAreNoMatterWhereWritesNeedThem() {
		assertThat(found(Map.of("connected_slaves", "1", "min_slaves_good_slaves", "1"), null)).isEmpty();
	}

	@Test
	void clocksThatDifferAreFoundEitherWay() {
		assertThat(found(Map.of(), Duration.ofSeconds(3))).extracting(Finding::id).containsExactly("clock");
		assertThat(found(Map.of(), Duration.ofSeconds(-3))).extracting(Finding::problem)
			.singleElement()
			.asString()
			.contains("differ by 3 s");
	}

	@Test
	void memoryInPiecesIsFoundWhereThereIsMuchOfIt() {
		assertThat(found(Map.of("used_memory", "2000000", "mem_fragmentation_ratio", "9.1"), null)).isEmpty();
		assertThat(found(Map.of("used_memory", "2000000000", "mem_fragmentation_ratio", "2.1"), null))
			.extracting(Finding::id)
			.containsExactly("fragmentation");
	}

	private static List<Finding> found(Map<String, String> more, Duration clockOffset) {
		return found(more, clockOffset, List.of());
	}

	private static List<Finding> found(Map<String, String> more, Duration clockOffset, List<String> writtenBehind) {
		Map<String, String> fields = new HashMap<>(WELL);
		fields.putAll(more);
		return Preflight.findings(new ServerStatus(fields), clockOffset, writtenBehind);
	}

}
