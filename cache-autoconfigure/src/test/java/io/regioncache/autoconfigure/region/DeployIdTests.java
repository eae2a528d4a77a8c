package io.regioncache.autoconfigure.region;

import java.util.Properties;

import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.info.GitProperties;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link DeployId}.
 */
class DeployIdTests {

	private final GitProperties git = new GitProperties(
			properties("commit.id", "3f2a1bc9d0e4f5a6b7c8d9e0f1a2b3c4d5e6f7a8"));

	private final BuildProperties release = new BuildProperties(properties("version", "1.4.2"));

	@Test
	void configuredIdNeedsNoBuild() {
		assertThat(DeployId.of("blue", this.git, this.release)).isEqualTo(new DeployId("blue", null));
		assertThat(DeployId.of("blue", null, null).description()).isEqualTo("'blue'");
		assertThat(DeployId.of("", this.git, this.release).description()).isNull();
	}

	@Test
	void commitComesBeforeTheVersion() {
		assertThat(DeployId.of("auto", this.git, this.release).description())
			.isEqualTo("'3f2a1bc', the commit in git.properties");
		assertThat(DeployId.of("AUTO", this.git, null).value()).isEqualTo("3f2a1bc");
	}

	@Test
	void versionIsTakenWithoutACommit() {
		assertThat(DeployId.of("auto", null, this.release).description())
			.isEqualTo("'1.4.2', the version in build-info.properties");
		assertThat(DeployId.of("auto", new GitProperties(new Properties()), this.release).value()).isEqualTo("1.4.2");
	}

	@Test
	void buildsOfASnapshotAreToldApartByTheirTime() {
		Properties snapshot = properties("version", "1.5.0-SNAPSHOT");
		assertThat(DeployId.of("auto", null, new BuildProperties(snapshot)).value()).isEqualTo("1.5.0-SNAPSHOT");
		snapshot.setProperty("time", "2026-03-04T05:06:07Z");
		assertThat(DeployId.of("auto", null, new BuildProperties(snapshot)).description())
			.isEqualTo("'1.5.0-SNAPSHOT-20260304T050607Z', the version and time in build-info.properties");
	}

	@Test
	void buildThatSaysNothingIsRefused() {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class).isThrownBy(
				() -> DeployId.of("auto", new GitProperties(new Properties()), new BuildProperties(new Properties())))
			.satisfies((ex) -> assertThat(ex.getReason()).contains("spring-boot-maven-plugin", "text of your own"));
	}

	private static Properties properties(String name, String value) {
		Properties properties = new Properties();
		properties.setProperty(name, value);
		return properties;
	}

}
