package io.regioncache.rollout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.replication.RegionReplicationAutoConfiguration;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.rollout.RolloutDecision.Decision;
import io.regioncache.rollout.RolloutPlan.Stage;
import io.regioncache.store.RegionDeployments;
import io.regioncache.store.RegionStore;
import io.regioncache.test.SimulatedLink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two pipelines take versions through four regions while processes are killed, links are
 * cut, and servers freeze and lose their data. The system properties
 * {@code regioncache.rollout.seeds} and {@code regioncache.rollout.seconds} say in which
 * orders, and for how long each.
 */
class RolloutRaceTests {

	private static final Duration TIME = Duration.ofMillis(300);

	private static final RolloutPlan PLAN = new RolloutPlan("a", TIME, List.of(List.of("b", "c"), List.of("d")), TIME);

	/**
	 * What two clocks that are read in whole milliseconds may differ by.
	 */
	private static final long ROUNDED = 2;

	static final List<Long> seeds = Stream.of(System.getProperty("regioncache.rollout.seeds", "11").split(","))
		.map(Long::valueOf)
		.toList();

	private static final Duration SECONDS = Duration.ofSeconds(Long.getLong("regioncache.rollout.seconds", 3));

	private final Map<String, RaceRegion> regions = new LinkedHashMap<>();

	private final Queue<String> broken = new ConcurrentLinkedQueue<>();

	private final AtomicInteger version = new AtomicInteger(2);

	private final AtomicInteger told = new AtomicInteger();

	private final AtomicInteger decided = new AtomicInteger();

	private final AtomicInteger disturbed = new AtomicInteger();

	private final AtomicBoolean over = new AtomicBoolean();

	private final List<ConfigurableApplicationContext> applications = new ArrayList<>();

	@BeforeEach
	void start() {
		PLAN.stages()
			.stream()
			.flatMap((stage) -> stage.regions().stream())
			.forEach((name) -> this.regions.put(name, new RaceRegion("v1")));
		this.applications.add(application("a", 0));
		this.applications.add(application("d", 1));
	}

	@AfterEach
	void stop() {
		this.applications.forEach(ConfigurableApplicationContext::close);
		this.regions.values().forEach(RaceRegion::close);
	}

	@ParameterizedTest
	@FieldSource("seeds")
	void twoStagesNeverRunAtOnce(long seed) throws InterruptedException {
		List<Thread> pipelines = this.applications.stream().map(this::pipeline).toList();
		Random random = new Random(seed);
		long end = System.nanoTime() + SECONDS.toNanos();
		while (System.nanoTime() < end && this.broken.isEmpty()) {
			disturb(List.copyOf(this.regions.values()).get(random.nextInt(this.regions.size())), random);
		}
		int last = this.version.get();
		await("rollout goes on where all is well again").atMost(Duration.ofMinutes(5))
			.until(() -> !this.broken.isEmpty() || this.version.get() > last + 1);
		this.over.set(true);
		for (Thread pipeline : pipelines) {
			pipeline.join();
		}
		assertThat(this.broken).isEmpty();
		System.out.printf("seed %d: %d rollouts, %d decisions, %d of them to go, %d disturbances%n", seed,
				this.version.get() - 2, this.decided.get(), this.told.get(), this.disturbed.get());
	}

	private void disturb(RaceRegion region, Random random) {
		SimulatedLink link = region.link(random.nextInt(2));
		Runnable while400 = () -> park(random, 400);
		switch (random.nextInt(6)) {
			case 0 -> during(link::blackHole, while400, link::heal);
			case 1 -> during(link::refuse, while400, link::heal);
			case 2 -> link.reset();
			case 3 -> region.freeze(while400);
			case 4 -> region.server().admin().call("FLUSHALL");
			default -> region.kill();
		}
		this.disturbed.incrementAndGet();
		park(random, 100);
	}

	private static void during(Runnable fault, Runnable meanwhile, Runnable end) {
		fault.run();
		meanwhile.run();
		end.run();
	}

	private static void park(Random random, int millis) {
		LockSupport.parkNanos(Duration.ofMillis(1 + random.nextInt(millis)).toNanos());
	}

	private Thread pipeline(ConfigurableApplicationContext application) {
		Rollouts rollouts = new Rollouts(PLAN, new RegionDeployments(application.getBean(RegionStore.class)));
		Thread pipeline = new Thread(() -> {
			while (!this.over.get()) {
				follow(rollouts, this.version.get());
			}
		});
		pipeline.setUncaughtExceptionHandler((thread, ex) -> this.broken.add(ex.toString()));
		pipeline.start();
		return pipeline;
	}

	private void follow(Rollouts rollouts, int number) {
		Set<String> begun = begun("v" + number);
		RolloutDecision decision = rollouts.decide("v" + number);
		this.decided.incrementAndGet();
		if (decision.decision() != Decision.GO) {
			return;
		}
		check(decision, begun);
		decision.regions().forEach((region) -> this.regions.get(region).deploy(decision.deployment()));
		if (decision.complete()) {
			this.version.compareAndSet(number, number + 1);
		}
	}

	private Set<String> begun(String version) {
		return this.regions.entrySet()
			.stream()
			.filter((each) -> each.getValue().millis(version) >= 0)
			.map(Map.Entry::getKey)
			.collect(Collectors.toSet());
	}

	/**
	 * Whoever is told to go is told a stage of which all earlier ones have had their
	 * time, and no later one had begun.
	 */
	private void check(RolloutDecision decision, Set<String> begun) {
		this.told.incrementAndGet();
		List<Stage> stages = PLAN.stages();
		int stage = decision.complete() ? stages.size() : stageOf(decision.regions());
		for (int i = 0; i < stages.size(); i++) {
			for (String region : stages.get(i).regions()) {
				long millis = this.regions.get(region).millis(decision.deployment());
				if ((i < stage) ? millis + ROUNDED < TIME.toMillis() : i > stage && begun.contains(region)) {
					this.broken.add("%s, and %s runs it for %d ms".formatted(decision, region, millis));
				}
			}
		}
	}

	private static int stageOf(List<String> regions) {
		List<Stage> stages = PLAN.stages();
		for (int i = 0; i < stages.size(); i++) {
			if (stages.get(i).regions().containsAll(regions)) {
				return i;
			}
		}
		throw new IllegalStateException("of two stages: " + regions);
	}

	private ConfigurableApplicationContext application(String home, int pipeline) {
		Map<String, Object> properties = new LinkedHashMap<>(
				Map.of("spring.application.name", "app", "regions.home", home, "spring.main.banner-mode", "off"));
		this.regions.forEach(
				(name, region) -> properties.put("regions.endpoints." + name + ".url", region.link(pipeline).url()));
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties(properties)
			.run();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ RegionsAutoConfiguration.class, RegionCacheAutoConfiguration.class,
			RegionReplicationAutoConfiguration.class })
	static class Application {

	}

}
