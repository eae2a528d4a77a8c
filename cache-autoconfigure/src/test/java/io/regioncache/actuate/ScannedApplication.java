package io.regioncache.actuate;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.regioncache.annotation.Invalidates;
import io.regioncache.annotation.RegionCached;
import io.regioncache.annotation.RegionPut;
import io.regioncache.annotation.WriteBehind;
import io.regioncache.audit.AuditedOrigin;
import io.regioncache.warming.CacheWarmer;
import io.regioncache.writebehind.BatchWriter;
import io.regioncache.writebehind.Change;

import org.springframework.boot.actuate.audit.InMemoryAuditEventRepository;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.web.SecurityFilterChain;

/**
 * An application that uses everything the library has, with keys, tags and values that
 * nobody may see.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
@EnableWebSecurity
@Import(ScannedApplication.Things.class)
class ScannedApplication {

	/**
	 * What every key, tag and value begins with.
	 */
	static final String CANARY = "c4n4ry";

	@Bean
	SecurityFilterChain openToAll(HttpSecurity http) {
		return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
			.csrf((csrf) -> csrf.disable())
			.build();
	}

	@Bean
	InMemoryAuditEventRepository auditEvents() {
		return new InMemoryAuditEventRepository();
	}

	@Bean
	Traced traced() {
		return new Traced();
	}

	@Bean
	CacheWarmer<String> warmer(Things things) {
		return CacheWarmer.of("things", () -> List.of(CANARY + "-warm", CANARY + "-fails"), things::find);
	}

	@Bean
	BatchWriter<String, String> writer() {
		return new BatchWriter<>() {

			@Override
			public String cache() {
				return "carts";
			}

			@Override
			public void write(List<Change<String, String>> changes) {
				throw new IllegalStateException("The database is away");
			}

		};
	}

	@Bean
	AuditedOrigin<String> origin() {
		return new AuditedOrigin<>() {

			@Override
			public String cacheName() {
				return "things";
			}

			@Override
			public Class<String> type() {
				return String.class;
			}

			@Override
			public String read(String key) {
				return CANARY + " another value";
			}

		};
	}

	static class Things {

		@RegionCached(cacheNames = "things", key = "#key", ttl = "1h", tags = CANARY + "-#{#key}")
		public String find(String key) {
			if (key.endsWith("fails")) {
				throw new IllegalStateException("The origin is away");
			}
			return CANARY + " value";
		}

		@RegionCached(cacheNames = "odd", key = "#key")
		public Odd odd(String key) {
			return new Odd(CANARY + " value");
		}

		@RegionPut(cacheNames = "carts", key = "#key")
		@WriteBehind(cache = "carts", maxDelay = "50ms")
		public String save(String key, String content) {
			return content;
		}

		@Invalidates(cacheNames = "things", key = "#key")
		public void forget(String key) {
		}

	}

	/**
	 * Something that is not the same when it is read back.
	 */
	static final class Odd {

		private final String text;

		Odd(String text) {
			this.text = text;
		}

		public String getShouted() {
			return this.text + '!';
		}

	}

	/**
	 * Everything that tracers are told.
	 */
	static final class Traced implements ObservationHandler<Observation.Context> {

		final Set<String> told = new ConcurrentSkipListSet<>();

		@Override
		public void onStop(Observation.Context context) {
			this.told.add(context.getName() + ' ' + context.getContextualName() + ' ' + context.getAllKeyValues() + ' '
					+ context.getError());
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			// HTTP servers tell their tracers which URL was asked for
			return context.getName() != null && context.getName().startsWith("region.");
		}

	}

}
