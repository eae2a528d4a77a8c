package io.regioncache.autoconfigure.properties;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.regioncache.cache.settings.CacheSettings;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The tables of {@code docs} name every property, no other, and its default.
 */
class DocumentedPropertiesTests {

	private static final Pattern TABLE = Pattern.compile(
			"^\\| property `((?:management\\.endpoint|regions)\\.[^`]*)…` \\| default \\|.*\n\\|---.*\n((?:\\|.*\n)+)",
			Pattern.MULTILINE);

	private static final Pattern ROW = Pattern.compile("^\\| `([^`]+)` \\| (.*?) \\|", Pattern.MULTILINE);

	private static final Pattern CODE = Pattern.compile("`([^`]+)`");

	private static final String CACHE = "regions.caches.<name>.";

	private final Map<String, String> documented = documented();

	@Test
	void everyPropertyIsDocumentedWithItsDefault() throws IOException {
		List<String> known = new ArrayList<>(
				List.of(CACHE + "regions.<region>.ttl", CACHE + "regions.<region>.replicate"));
		known.addAll(inMap("regions.rate-limits", RateLimitProperties.class));
		known.addAll(inMap("regions.write-behind", WriteBehindProperties.class));
		for (JsonNode property : metadata()) {
			String name = documentedName(property.get("name").stringValue());
			if (!name.isEmpty()) {
				known.add(name);
				assertThat(this.documented).containsKey(name);
				if (property.has("defaultValue")) {
					assertThat(code(this.documented.get(name))).as(name)
						.isEqualTo(defaults(property.get("defaultValue").asString()));
				}
			}
		}
		assertThat(this.documented.keySet()).containsExactlyInAnyOrderElementsOf(known);
	}

	@Test
	void theNamesThatAreOursAreListed() throws IOException {
		Matcher list = Pattern.compile("\\*\\*Which names are ours\\*\\*: (.*?), each after", Pattern.DOTALL)
			.matcher(Files.readString(Path.of("../docs/regions.md")));
		assertThat(list.find()).isTrue();
		assertThat(code(list.group(1))).containsExactlyInAnyOrderElementsOf(KnownProperties.names());
	}

	@Test
	void defaultsOfCachesAreThoseInTheCode() throws Exception {
		List<Object> compared = new ArrayList<>();
		CacheSettings defaults = CacheSettings.DEFAULTS;
		for (Record group : List.of(defaults.lifetimes(), defaults.loads(), defaults.values(), defaults.reads())) {
			for (RecordComponent setting : group.getClass().getRecordComponents()) {
				String text = this.documented.get(CACHE + DataObjectPropertyName.toDashedForm(setting.getName()));
				Object value = setting.getAccessor().invoke(group);
				if (text != null && value != null) {
					compared.add(value);
					assertThat(read(code(text).get(0), value)).as(setting.getName()).isEqualTo(value);
				}
			}
		}
		assertThat(compared).hasSize(19);
		assertThat(code(this.documented.get(CACHE + "write-timeout"))).isEqualTo(List.of("5s"));
		assertThat(CacheSettings.DEFAULTS.replication().writeTimeout()).hasSeconds(5);
	}

	/**
	 * Metadata leaves out what lies in a map.
	 */
	private List<String> inMap(String map, Class<?> properties) {
		List<String> names = new ArrayList<>();
		for (RecordComponent component : properties.getRecordComponents()) {
			String name = map + ".<name>." + DataObjectPropertyName.toDashedForm(component.getName());
			names.add(name);
			Parameter parameter = properties.getConstructors()[0].getParameters()[names.size() - 1];
			DefaultValue value = parameter.getAnnotation(DefaultValue.class);
			if (value != null) {
				assertThat(code(this.documented.get(name))).as(name).isEqualTo(List.of(value.value()));
			}
		}
		return names;
	}

	private static Object read(String text, Object like) {
		if (like instanceof Duration) {
			return DurationStyle.detectAndParse(text);
		}
		if (like instanceof Long) {
			return DataSize.parse(text).toBytes();
		}
		if (like instanceof Double) {
			return Double.valueOf(text);
		}
		if (like instanceof Integer) {
			return Integer.valueOf(text);
		}
		return (like instanceof Enum<?> constant && constant.name().toLowerCase(Locale.ROOT).equals(text)) ? constant
				: text;
	}

	/**
	 * The name by which the pages know a property; those of Spring Boot, and what only
	 * groups others, they leave to it.
	 */
	private static String documentedName(String name) {
		if (name.equals("regions.caches") || name.equals("regions.rate-limits") || name.equals("regions.write-behind")
				|| name.equals("regions.cache-defaults.regions")) {
			return "";
		}
		if (name.startsWith("regions.cache-defaults.")) {
			return CACHE + name.substring("regions.cache-defaults.".length());
		}
		return switch (name) {
			case "regions.endpoints" -> name + ".<region>.*";
			case "regions.aliases" -> name + ".<alias>";
			case "regions.replication.upstream" -> name + ".<reader>";
			default -> name;
		};
	}

	/**
	 * The defaults of a list are one text, in brackets.
	 */
	private static List<String> defaults(String text) {
		if (text.startsWith("[")) {
			return List.of(text.substring(1, text.length() - 1).split(", "));
		}
		return text.isEmpty() ? List.of() : List.of(text);
	}

	private static List<String> code(String cell) {
		return CODE.matcher(cell).results().map((found) -> found.group(1)).toList();
	}

	private static Iterable<JsonNode> metadata() throws IOException {
		try (InputStream metadata = DocumentedPropertiesTests.class
			.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			return JsonMapper.shared().readTree(metadata).get("properties");
		}
	}

	private static Map<String, String> documented() {
		Map<String, String> documented = new TreeMap<>();
		try (Stream<Path> pages = Files.list(Path.of("../docs"))) {
			for (Path page : pages.filter((path) -> path.toString().endsWith(".md")).toList()) {
				Matcher tables = TABLE.matcher(Files.readString(page) + "\n");
				while (tables.find()) {
					for (MatchResult row : ROW.matcher(tables.group(2)).results().toList()) {
						String name = tables.group(1) + row.group(1);
						assertThat(documented.put(name, row.group(2))).as("%s on %s, and before", name, page).isNull();
					}
				}
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		return documented;
	}

}
