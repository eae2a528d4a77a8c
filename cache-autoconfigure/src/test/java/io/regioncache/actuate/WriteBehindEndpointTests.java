package io.regioncache.actuate;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import io.regioncache.actuate.OperatorClient.Answer;
import io.regioncache.annotation.RegionPut;
import io.regioncache.annotation.WriteBehind;
import io.regioncache.testkit.RedisExtension;
import io.regioncache.writebehind.BatchWriter;
import io.regioncache.writebehind.Change;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.actuate.audit.InMemoryAuditEventRepository;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static io.regioncache.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link WriteBehindEndpoint} over HTTP, and who may do what with it.
 */
class WriteBehindEndpointTests {

	private static final Map<String, String> database = new ConcurrentHashMap<>();

	private static volatile boolean refuses;

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	private static ConfigurableApplicationContext running;

	@AfterAll
	static void stop() {
		running.close();
	}

	private static OperatorClient operated(String user) {
		if (running == null) {
			running = run("--management.endpoint.writebehind.access=unrestricted");
		}
		return OperatorClient.of(running).endpoint("writebehind").as(user);
	}

	private static ConfigurableApplicationContext run(String... more) {
		String[] arguments = { "--spring.main.sources=" + Shop.class.getName(),
				"--regions.write-behind.carts.attempts=1" };
		return OperatedApplication.run("east", redis.server().url(), "redis://127.0.0.1:1",
				Stream.of(arguments, more).flatMap(Stream::of).toArray(String[]::new));
	}

	@Test
	void operatorsListRetryAndDropWhatIsParked() {
		OperatorClient admin = operated("admin");
		park("a", "b", "c");
		assertThat(admin.get("").json().at("/carts/parked").isNumber()).isTrue();
		refuses = false;
		Answer dropped = admin.post("/carts", "{\"action\": \"drop\", \"key\": \"%s\"}".formatted(parked().get(0)));
		assertThat(dropped.status()).as(dropped.body()).isEqualTo(200);
		assertThat(parked()).hasSize(2);
		Answer retried = admin.post("/carts", "{\"action\": \"retry\"}");
		assertThat(retried.json().at("/keys").size()).isEqualTo(2);
		await(() -> database.size() == 3 && parked().isEmpty());
		assertThat(running.getBean(InMemoryAuditEventRepository.class).find("admin", null, OperatorAudit.TYPE))
			.extracting((event) -> event.getData().get("operation"))
			.endsWith("drop parked changes", "retry parked changes");
	}

	/**
	 * A database that refuses some changes of a batch and takes another is not away.
	 */
	private static void park(String... keys) {
		refuses = true;
		for (String key : keys) {
			running.getBean(Carts.class).save(key, "tea");
		}
		running.getBean(Carts.class).save("accepted", "tea");
		await(() -> parked().size() == keys.length);
	}

	private static List<String> parked() {
		return List.copyOf(operated("admin").get("/carts").json().at("/parked").propertyNames());
	}

	@ParameterizedTest
	@CsvSource({ "GET, anonymous, 401", "GET, reader, 200", "GET, admin, 200", "POST, anonymous, 401",
			"POST, reader, 403", "POST, admin, 200" })
	void onlyThoseWhoMayAreAnswered(String method, String user, int status) {
		OperatorClient client = operated(user.equals("anonymous") ? null : user);
		Answer answer = method.equals("GET") ? client.get("/carts") : client.post("/carts", "{\"action\": \"retry\"}");
		assertThat(answer.status()).as(answer.body()).isEqualTo(status);
	}

	@ParameterizedTest
	@CsvSource({ "/cards, retry, 404, No BatchWriter writes the cache 'cards'",
			"/carts, burn, 400, Set 'action' to 'retry' or 'drop'" })
	void whatCannotBeDoneIsExplained(String path, String action, int status, String why) {
		Answer answer = operated("admin").post(path, "{\"action\": \"%s\"}".formatted(action));
		assertThat(answer.status()).isEqualTo(status);
		assertThat(answer.body()).contains(why);
	}

	@Test
	void unlessItIsConfiguredOperatorsOnlyRead() {
		try (ConfigurableApplicationContext application = run()) {
			OperatorClient admin = OperatorClient.of(application).endpoint("writebehind").as("admin");
			assertThat(admin.get("/carts").status()).isEqualTo(200);
			assertThat(admin.post("/carts", "{\"action\": \"drop\"}").status()).isEqualTo(405);
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Shop {

		@Bean
		Carts carts() {
			return new Carts();
		}

		@Bean
		CartWriter cartWriter() {
			return new CartWriter();
		}

	}

	static class Carts {

		@RegionPut(cacheNames = "carts", key = "#id")
		@WriteBehind(maxDelay = "500ms")
		public String save(String id, String content) {
			return content;
		}

	}

	static final class CartWriter implements BatchWriter<String, String> {

		@Override
		public String cache() {
			return "carts";
		}

		@Override
		public void write(List<Change<String, String>> changes) {
			if (refuses && !changes.stream().allMatch((change) -> change.key().equals("accepted"))) {
				throw new IllegalArgumentException("no such cart");
			}
			changes.forEach((change) -> database.put(change.key(), String.valueOf(change.value())));
		}

	}

}
