package io.regioncache.region;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link HomeRegionResolver}.
 */
class HomeRegionResolverTests {

	private static final List<Region> REGIONS = Stream.of("us-east-1", "eu-west-1", "eu-west-2")
		.map(Region::new)
		.toList();

	@Test
	void configuredNameGoesBeforeThePlatform() {
		HomeRegionResolver resolver = resolver(Map.of("REGION", "us-east-1"));
		assertThat(resolver.resolve("eu-west-1")).isEqualTo(new Region("eu-west-1"));
	}

	@Test
	void blankConfiguredNameCountsAsNone() {
		HomeRegionResolver resolver = resolver(Map.of("REGION", "eu-west-2"));
		assertThat(resolver.resolve(" ")).isEqualTo(new Region("eu-west-2"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "REGION", "AWS_REGION", "FLY_REGION", "VERCEL_REGION", "RAILWAY_REPLICA_REGION",
			"GOOGLE_CLOUD_REGION", "AZURE_REGION", "REGION_NAME", "AWS_DEFAULT_REGION" })
	void everyPlatformIsAsked(String variable) {
		assertThat(resolver(Map.of(variable, "eu-west-1")).resolve(null)).isEqualTo(new Region("eu-west-1"));
	}

	@Test
	void variableOfTheOperatorGoesBeforeThatOfThePlatform() {
		HomeRegionResolver resolver = resolver(Map.of("AWS_REGION", "us-east-1", "REGION", "eu-west-1"));
		assertThat(resolver.resolve(null)).isEqualTo(new Region("eu-west-1"));
	}

	@ParameterizedTest
	@CsvSource({ "iad, us-east-1", "iad1, us-east-1", "IAD1, us-east-1", "dub, eu-west-1", "lhr, eu-west-2",
			"lhr1, eu-west-2", "EU-West-1, eu-west-1" })
	void platformNamesStandForRegions(String name, String region) {
		assertThat(resolver(Map.of("FLY_REGION", name)).resolve(null)).isEqualTo(new Region(region));
	}

	@Test
	void displayNamesOfAzureStandForRegions() {
		HomeRegionResolver resolver = new HomeRegionResolver(List.of(new Region("eastus"), new Region("westeurope")),
				Map.of(), Map.of("REGION_NAME", "West Europe")::get);
		assertThat(resolver.resolve(null)).isEqualTo(new Region("westeurope"));
	}

	@Test
	void configuredAliasGoesBeforeTheBuiltInOne() {
		HomeRegionResolver resolver = new HomeRegionResolver(REGIONS, Map.of("iad", "eu-west-1"),
				Map.of("FLY_REGION", "iad")::get);
		assertThat(resolver.resolve(null)).isEqualTo(new Region("eu-west-1"));
	}

	@Test
	void configuredAliasMayBeTheHomeRegion() {
		HomeRegionResolver resolver = new HomeRegionResolver(REGIONS, Map.of("Paris", "eu-west-2"), (name) -> null);
		assertThat(resolver.resolve("paris")).isEqualTo(new Region("eu-west-2"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "iad", "IAD" })
	void regionsOwnNameGoesBeforeAnAlias(String name) {
		HomeRegionResolver resolver = new HomeRegionResolver(List.of(new Region("iad"), new Region("us-east-1")),
				Map.of(), (variable) -> null);
		assertThat(resolver.resolve(name)).isEqualTo(new Region("iad"));
	}

	@Test
	void onlyRegionIsHomeIfNobodySaysOtherwise() {
		HomeRegionResolver resolver = new HomeRegionResolver(List.of(new Region("here")), Map.of(), (name) -> null);
		assertThat(resolver.resolve(null)).isEqualTo(new Region("here"));
	}

	@Test
	void unknownConfiguredNameIsRefused() {
		assertThatExceptionOfType(RegionConfigurationException.class)
			.isThrownBy(() -> resolver(Map.of()).resolve("eu-west-9"))
			.withMessage("The home region 'eu-west-9', which 'regions.home' names, is not a configured region. "
					+ "The configured regions are: us-east-1, eu-west-1, eu-west-2.")
			.satisfies((ex) -> assertThat(ex.getAction()).isEqualTo(
					"Set 'regions.home' to one of us-east-1, eu-west-1, eu-west-2, or make 'eu-west-9' another name "
							+ "of one of them: for example 'regions.aliases.eu-west-9=us-east-1'."));
	}

	@Test
	void unknownNameFromThePlatformIsRefusedEvenWhereThereIsOneRegion() {
		HomeRegionResolver resolver = new HomeRegionResolver(List.of(new Region("eu-west-1")), Map.of(),
				Map.of("FLY_REGION", "dfw")::get);
		assertThatExceptionOfType(RegionConfigurationException.class).isThrownBy(() -> resolver.resolve(null))
			.withMessage("The home region 'dfw', which the environment variable FLY_REGION names, "
					+ "is not a configured region. The configured regions are: eu-west-1.")
			.satisfies((ex) -> assertThat(ex.getAction()).endsWith("for example 'regions.aliases.dfw=eu-west-1'."));
	}

	@Test
	void severalRegionsAndNobodySayingWhichIsRefused() {
		assertThatExceptionOfType(RegionConfigurationException.class).isThrownBy(() -> resolver(Map.of()).resolve(null))
			.withMessage("The home region is unknown: several regions are configured "
					+ "(us-east-1, eu-west-1, eu-west-2) and nothing says which of them this process runs in.")
			.satisfies((ex) -> assertThat(ex.getAction()).isEqualTo(
					"Set 'regions.home' to one of us-east-1, eu-west-1, eu-west-2, or set one of the environment "
							+ "variables REGION, AWS_REGION, FLY_REGION, VERCEL_REGION, RAILWAY_REPLICA_REGION, "
							+ "GOOGLE_CLOUD_REGION, AZURE_REGION, REGION_NAME, AWS_DEFAULT_REGION."));
	}

	@Test
	void developersMachineInAnUnknownPlaceTakesTheFirstRegion() {
		assertThat(resolver(Map.of("AWS_REGION", "sa-east-1")).resolveOrFirst(null)).isEqualTo(REGIONS.get(0));
		assertThat(resolver(Map.of()).resolveOrFirst(null)).isEqualTo(REGIONS.get(0));
	}

	@Test
	void developersMachineInAKnownPlaceTakesThatRegion() {
		HomeRegionResolver resolver = resolver(Map.of("AWS_REGION", "sa-east-1", "FLY_REGION", "lhr"));
		assertThat(resolver.resolveOrFirst(null)).isEqualTo(new Region("eu-west-2"));
	}

	@Test
	void developersMachineWithAnUnknownConfiguredNameIsRefused() {
		assertThatExceptionOfType(RegionConfigurationException.class)
			.isThrownBy(() -> resolver(Map.of()).resolveOrFirst("eu-west-9"))
			.withMessageStartingWith("The home region 'eu-west-9', which 'regions.home' names,");
	}

	private static HomeRegionResolver resolver(Map<String, String> variables) {
		return new HomeRegionResolver(REGIONS, Map.of(), variables::get);
	}

}
