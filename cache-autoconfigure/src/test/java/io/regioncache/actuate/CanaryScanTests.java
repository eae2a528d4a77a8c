package io.regioncache.actuate;

import java.util.ArrayList;
import java.util.List;

import io.regioncache.actuate.ScannedApplication.Things;
import io.regioncache.store.RegionStore;
import io.regioncache.testkit.RedisServer;
import io.regioncache.warming.CacheWarmings;
import io.regioncache.warming.WarmingState;
import io.regioncache.writebehind.WriteBehinds;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static io.regioncache.actuate.ScannedApplication.CANARY;
import static io.regioncache.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Scans what an application tells that uses everything: whatever an actuator endpoint
 * answers, what is logged at the finest level, and what tracers are told. Each secret
 * begins with {@code s3cr3t}, each key, tag and value with {@code c4n4ry}.
 */
@ExtendWith(OutputCaptureExtension.class)
class CanaryScanTests {

	private static final String SECRET = "s3cr3t";

	private static RedisServer redis;

	private static ConfigurableApplicationContext application;

	@BeforeAll
	static void start() {
		redis = RedisServer.start();
		application = new SpringApplicationBuilder(ScannedApplication.class).web(WebApplicationType.SERVLET)
			.run(arguments().toArray(String[]::new));
		await(application.getBean(RegionStore.class)::isAvailable);
	}

	private static List<String> arguments() {
		return List.of("--spring.application.name=scanned", "--server.port=0", "--logging.level.io.regioncache=trace",
				"--regions.home=home", "--regions.endpoints.home.url=" + redis.url(),
				"--regions.endpoints.away.url=redis://user:" + SECRET + "-of-away@127.0.0.1:1",
				"--regions.command-timeout=10s", "--regions.caches.things.near.max-size=100",
				"--regions.caches.things.max-memory=64MB", "--regions.caches.things.max-staleness=5s",
				"--regions.audit.enabled=true", "--regions.audit.rate=100", "--regions.deploy-id=blue",
				"--regions.rollout.canary=home", "--regions.rollout.batches[0]=away",
				"--regions.rate-limits.calls.limit=1", "--regions.rate-limits.calls.window=1m",
				"--regions.rate-limits.calls.paths=/limited", "--regions.rate-limits.calls.key=client-address",
				"--regions.read-your-writes.secret=" + SECRET + "-0123456789abcdef0123456789",
				"--regions.health.check-interval=100ms", "--management.endpoints.web.exposure.include=*",
				"--management.endpoint.env.show-values=always", "--management.endpoint.configprops.show-values=always",
				"--management.endpoint.health.show-details=always", "--management.endpoint.regions.access=unrestricted",
				"--management.endpoint.writebehind.access=unrestricted", "--management.endpoint.heapdump.access=none");
	}

	@AfterAll
	static void stop() {
		LoggingSystem.get(CanaryScanTests.class.getClassLoader()).setLogLevel("io.regioncache", null);
		application.close();
		redis.close();
	}

	@Test
	void nothingTellsASecretAKeyATagOrAValue(CapturedOutput output) {
		useEverything();
		List<String> told = new ArrayList<>(answers());
		assertThat(told).hasSizeGreaterThan(10);
		redis.kill();
		application.getBean(Things.class).find(CANARY + "-without-redis");
		told.addAll(answers());
		told.addAll(application.getBean(ScannedApplication.Traced.class).told);
		assertThat(told.toString()).contains("region.cache.load", "things");
		assertThat(output.toString()).contains("DEBUG", "A key of cache 'things' cannot be warmed",
				"A change of cache 'carts' is parked");
		told.add(output.toString());
		assertThat(told).noneMatch((text) -> text.contains(CANARY)).noneMatch((text) -> text.contains(SECRET));
	}

	private static void useEverything() {
		Things things = application.getBean(Things.class);
		await(() -> application.getBean(CacheWarmings.class)
			.caches()
			.values()
			.stream()
			.allMatch((warming) -> warming.state() != WarmingState.WAITING && warming.failed() > 0));
		things.find(CANARY + "-key");
		things.find(CANARY + "-key");
		things.odd(CANARY + "-key");
		things.forget(CANARY + "-key");
		things.find(CANARY + "-key");
		things.save(CANARY + "-cart", CANARY + " content");
		await(() -> application.getBean(WriteBehinds.class)
			.all()
			.stream()
			.allMatch((behind) -> behind.statistics().failures() > 0));
		order("{\"scope\": \"key\", \"cache\": \"things\", \"key\": \"" + CANARY + "-key\"}");
		order("{\"scope\": \"tag\", \"tag\": \"" + CANARY + "-tag\"}");
	}

	private static void order(String order) {
		assertThat(OperatorClient.of(application).post("", order).status()).as(order).isEqualTo(200);
	}

	/**
	 * Whatever the actuator answers to who names nothing. Only who asks for an entry or
	 * for parked changes is told their keys.
	 */
	private static List<String> answers() {
		List<String> answers = new ArrayList<>();
		for (JsonNode link : OperatorClient.of(application).endpoint("").get("").json().get("_links")) {
			String path = link.at("/href").asString().replaceAll(".*/actuator/?", "");
			if (!link.at("/templated").asBoolean() && !path.equals("threaddump")) {
				answers.add(path + ": " + OperatorClient.of(application).endpoint(path).get("").body());
			}
		}
		return answers;
	}

}
