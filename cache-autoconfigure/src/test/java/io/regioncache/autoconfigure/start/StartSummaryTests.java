package io.regioncache.autoconfigure.start;

import java.util.List;

import io.regioncache.annotation.Vary;
import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.caller.RegionCallerAutoConfiguration;
import io.regioncache.autoconfigure.consistency.RegionTokensAutoConfiguration;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.caller.CallerAttribute;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StartSummary}: what an application says of its regions when it starts.
 */
@ExtendWith(OutputCaptureExtension.class)
class StartSummaryTests {

	private static final String BEGINNING = "Region Cache: home region: ";

	private static final String[] REGIONS = { "spring.application.name=shop", "regions.home=a",
			"regions.endpoints.a.url=redis://annabelle:hush-a@127.0.0.1:1",
			"regions.endpoints.b.url=rediss://:hush-b@b.org:2/3" };

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RegionsAutoConfiguration.class, DataRedisAutoConfiguration.class,
				RegionCallerAutoConfiguration.class, RegionTokensAutoConfiguration.class));

	@Test
	void namesRegionsAddressesAndFeaturesWithoutPasswords(CapturedOutput output) {
		start(REGIONS);
		assertThat(output).contains("Region Cache: home region: a (standalone localhost:1); "
				+ "other regions: b (standalone b.org:2 database 3, TLS); replication: mesh; read your writes: off (a user "
				+ "that writes in one region may read the old value in another; set 'regions.read-your-writes.secret', the "
				+ "same in every region, to turn it on); follower: on if Redis allows it; "
				+ "entries may vary by: locale, principal; keys begin with: 'shop'\n")
			.doesNotContain("hush", "annabelle");
	}

	@Test
	void namesClustersSentinelsAndReplicas(CapturedOutput output) {
		start("regions.home=a", "regions.endpoints.a.cluster.nodes=a1.org:1,a2.org:2",
				"regions.endpoints.b.sentinel.master=main", "regions.endpoints.b.sentinel.nodes=b1.org:3,b2.org:4",
				"regions.endpoints.b.sentinel.password=hush", "regions.endpoints.b.database=7",
				"regions.endpoints.c.masterreplica.nodes=c1.org:5,c2.org:6", "regions.endpoints.c.password=hush",
				"regions.replication.allow-plain-text=true", "regions.replication.topology=hub",
				"regions.replication.hub=b");
		assertThat(output).contains("home region: a (cluster a1.org:1 a2.org:2); other regions: "
				+ "b (sentinel, master main at b1.org:3 b2.org:4 database 7), c (standalone c1.org:5 with replica c2.org:6); "
				+ "replication: hub b; ", "follower: off, every hit of a cluster also reads markers; ")
			.doesNotContain("hush");
	}

	@Test
	void saysWhoReplicatesWhereRegionsAreManaged(CapturedOutput output) {
		start("regions.home=a", "regions.endpoints.a.url=redis://127.0.0.1:1",
				"regions.endpoints.b.url=redis://127.0.0.1:2", "regions.replication.topology=managed",
				"regions.replication.primary=b");
		assertThat(output).contains("replication: managed, writes go to b; ",
				"follower: off, every hit of a replica also reads markers; ");
	}

	@Test
	void saysWhereReplicationIsOff(CapturedOutput output) {
		start("regions.home=a", "regions.endpoints.a.url=redis://127.0.0.1:1",
				"regions.endpoints.b.url=redis://127.0.0.1:2", "regions.replication.enabled=false");
		assertThat(output).contains("replication: off, so this process applies no invalidations of other regions; ");
	}

	@Test
	void saysThatServersAreEmbedded(CapturedOutput output) {
		start("regions.embedded.enabled=true", "regions.embedded.regions=a");
		assertThat(output).containsPattern(
				"home region: a \\(embedded localhost:\\d+\\); other regions: none; read your writes: off \\(one region needs no tokens\\); ");
	}

	@Test
	void namesWhatCallersCanBeToldApartBy(CapturedOutput output) {
		this.contextRunner.withPropertyValues(REGIONS)
			.withBean("tenant", CallerAttribute.class, () -> CallerAttribute.of(Vary.TENANT, () -> 42L))
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains("entries may vary by: locale, tenant, principal; ");
	}

	/**
	 * With all that Spring Boot configures beside it.
	 */
	@ParameterizedTest
	@CsvSource(
			textBlock = """
					SERVLET | by cookie region-cache-token and header Region-Cache-Token; | country, locale, principal
					REACTIVE | by cookie region-cache-token and header Region-Cache-Token, but not for annotated methods that return no publisher: if there are any, add io.micrometer:context-propagation and set 'spring.reactor.context-propagation=auto'; | country, locale, principal
					NONE |  | locale, principal
					""",
			delimiter = '|', emptyValue = "")
	void isTheOnlyLineOfAnApplication(WebApplicationType type, String carriers, String vary, CapturedOutput output) {
		run(application(WholeApplication.class).web(type), "--regions.vary.trusted-proxies=10.0.0.0/8");
		assertThat(ours(output)).singleElement()
			.asString()
			.contains(BEGINNING, "read your writes: on" + ((carriers != null) ? ", " + carriers : ";"),
					"entries may vary by: " + vary + ";");
		assertThat(output).doesNotContain("was not registered");
	}

	@Test
	void childContextsAddNone(CapturedOutput output) {
		run(application(Configured.class).web(WebApplicationType.NONE)
			.child(Configured.class)
			.web(WebApplicationType.NONE)
			.sibling(Configured.class)
			.web(WebApplicationType.NONE));
		assertThat(ours(output)).hasSize(1);
	}

	@Test
	void warnsOfHeadersThatNoProxyIsTrustedWith(CapturedOutput output) {
		run(application(WholeApplication.class).web(WebApplicationType.SERVLET));
		assertThat(output).containsOnlyOnce("'regions.vary.country-headers' is set and 'regions.vary.trusted-proxies' "
				+ "is not: the country of every caller is unknown. Set both, or neither.");
		assertThat(ours(output).get(0)).contains("entries may vary by: locale, principal;");
	}

	private void start(String... properties) {
		this.contextRunner.withPropertyValues(properties).run((context) -> assertThat(context).hasNotFailed());
	}

	private static SpringApplicationBuilder application(Class<?> source) {
		return new SpringApplicationBuilder(source).properties("spring.main.banner-mode=off", "server.port=0",
				"spring.datasource.url=jdbc:h2:mem:summary", "regions.home=a",
				"regions.endpoints.a.url=redis://127.0.0.1:1", "regions.endpoints.b.url=redis://127.0.0.1:2",
				"regions.vary.country-headers=CF-IPCountry",
				"regions.read-your-writes.secret=0123456789abcdef0123456789abcdef");
	}

	private static void run(SpringApplicationBuilder application, String... args) {
		ConfigurableApplicationContext context = application.run(args);
		while (context != null) {
			ConfigurableApplicationContext parent = (ConfigurableApplicationContext) context.getParent();
			context.close();
			context = parent;
		}
	}

	private static List<String> ours(CapturedOutput output) {
		return output.toString()
			.lines()
			.filter((line) -> line.contains(" INFO ") && line.matches(".* (i\\.r\\.|io\\.regioncache\\.).*"))
			.toList();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class WholeApplication {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ RegionsAutoConfiguration.class, RegionCacheAutoConfiguration.class,
			RegionCallerAutoConfiguration.class, RegionTokensAutoConfiguration.class })
	static class Configured {

	}

}
