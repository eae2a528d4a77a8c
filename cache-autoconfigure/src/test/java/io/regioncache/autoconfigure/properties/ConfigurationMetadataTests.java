package io.regioncache.autoconfigure.properties;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what an IDE can tell of the properties.
 */
class ConfigurationMetadataTests {

	@Test
	void everyPropertyIsDescribed() throws IOException {
		List<String> names = new ArrayList<>();
		try (InputStream metadata = getClass().getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			for (JsonNode property : JsonMapper.shared().readTree(metadata).get("properties")) {
				String name = property.get("name").stringValue();
				names.add(name);
				assertThat(property.path("description").stringValue("")).as(name).matches("(?s)[A-Z].*\\.");
			}
		}
		assertThat(names).contains("regions.home", "regions.cache-defaults.ttl", "regions.replication.topology",
				"regions.replication.allow-plain-text");
	}

}
