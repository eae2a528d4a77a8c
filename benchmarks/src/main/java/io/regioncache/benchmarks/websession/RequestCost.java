package io.regioncache.benchmarks.websession;

import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import io.regioncache.benchmarks.BenchmarkServer;
import io.regioncache.benchmarks.CommandCounts;
import io.regioncache.benchmarks.Medians;
import io.regioncache.benchmarks.Report;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;
import org.springframework.session.data.redis.RedisSessionRepository;

/**
 * What a request with a session costs, beside the repository that Spring Session has for
 * Redis: the session is found, two attributes are read, one is set, and it is saved, as
 * the filter does.
 */
final class RequestCost {

	private static final int REQUESTS = Integer.getInteger("benchmarks.requests", 20_000);

	private static final int WARM_UP = 3_000;

	private static final int SESSIONS = 500;

	private RequestCost() {
	}

	static void measure(Report report, BenchmarkServer server, SessionApplication application) {
		LettuceConnectionFactory connections = new LettuceConnectionFactory("127.0.0.1", server.port());
		connections.afterPropertiesSet();
		connections.start();
		try {
			Map<String, Requests<?>> contenders = new LinkedHashMap<>();
			contenders.put("Spring Session's `RedisSessionRepository`",
					new Requests<>(new RedisSessionRepository(template(connections))));
			contenders.put("`RegionSessionRepository`", new Requests<>(application.repository()));
			inTurns(report, server, contenders);
		}
		finally {
			connections.destroy();
		}
	}

	private static RedisTemplate<String, Object> template(LettuceConnectionFactory connections) {
		RedisTemplate<String, Object> template = new RedisTemplate<>();
		template.setKeySerializer(RedisSerializer.string());
		template.setHashKeySerializer(RedisSerializer.string());
		template.setConnectionFactory(connections);
		template.afterPropertiesSet();
		return template;
	}

	private static void inTurns(Report report, BenchmarkServer server, Map<String, Requests<?>> contenders) {
		for (int i = -WARM_UP; i < REQUESTS; i++) {
			for (Requests<?> each : contenders.values()) {
				each.time(i);
			}
		}
		report.note("## A request with a session, one thread, in turns");
		report.table("", "p50 µs", "p99 µs", "p50, times the first", "commands a request");
		double base = contenders.values().iterator().next().percentile(0.5);
		contenders.forEach((name, each) -> report.row(name, "%.1f".formatted(each.percentile(0.5)),
				"%.1f".formatted(each.percentile(0.99)), "**%.2f**".formatted(each.percentile(0.5) / base),
				each.commands(server)));
		report.note("%,d requests each, of %d sessions with three attributes of text: find, read two attributes, set"
				+ " one, save, with the time of the access. Both use Lettuce; the first serializes attributes with"
				+ " Java's serialization, which is its default, the other as JSON.", REQUESTS, SESSIONS);
	}

	/**
	 * The requests to one repository.
	 */
	private static final class Requests<S extends Session> {

		private final SessionRepository<S> repository;

		private final String[] ids = new String[SESSIONS];

		private final double[] micros = new double[REQUESTS];

		Requests(SessionRepository<S> repository) {
			this.repository = repository;
			for (int i = 0; i < SESSIONS; i++) {
				S session = repository.createSession();
				session.setAttribute(FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME, "user" + i);
				session.setAttribute("cart", "17 books and a kettle");
				session.setAttribute("language", "en-US");
				repository.save(session);
				this.ids[i] = session.getId();
			}
		}

		void time(int number) {
			long began = System.nanoTime();
			request(number);
			if (number >= 0) {
				this.micros[number] = (System.nanoTime() - began) / 1e3;
			}
		}

		private void request(int number) {
			S session = Objects.requireNonNull(this.repository.findById(this.ids[Math.floorMod(number, SESSIONS)]));
			session.setLastAccessedTime(Instant.now());
			String cart = Objects.requireNonNull(session.getAttribute("cart"));
			String language = Objects.requireNonNull(session.getAttribute("language"));
			session.setAttribute("page", language + cart.length() + number);
			this.repository.save(session);
		}

		double percentile(double share) {
			return Medians.percentile(Arrays.stream(this.micros), share);
		}

		/**
		 * Count what a client sends, without what a script runs inside the server.
		 */
		String commands(BenchmarkServer server) {
			CommandCounts before = server.commands();
			for (int i = 0; i < 1_000; i++) {
				request(i);
			}
			return server.commands()
				.since(before)
				.calls()
				.entrySet()
				.stream()
				.filter((call) -> call.getValue() >= 900)
				.map((call) -> "%s %.1f".formatted(call.getKey(), call.getValue() / 1_000.0))
				.sorted()
				.toList()
				.toString();
		}

	}

}
