package io.regioncache.cache.value;

import java.util.Locale;

import io.regioncache.annotation.PublicApi;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.dataformat.cbor.CBORFactory;
import tools.jackson.dataformat.smile.SmileFactory;

import org.springframework.util.ClassUtils;

/**
 * The formats that Jackson brings.
 *
 * @since 0.1
 */
@PublicApi
public enum StandardFormat implements ValueFormat {

	/** Text that people can read. */
	JSON("tools.jackson.core.json.JsonFactory", "tools.jackson.core:jackson-core"),

	/** Binary JSON: shorter, as names are written once. Needs a module of Jackson. */
	SMILE("tools.jackson.dataformat.smile.SmileFactory", "tools.jackson.dataformat:jackson-dataformat-smile"),

	/** RFC 8949, which other languages read as well. Needs a module of Jackson. */
	CBOR("tools.jackson.dataformat.cbor.CBORFactory", "tools.jackson.dataformat:jackson-dataformat-cbor");

	private final String type;

	private final String module;

	StandardFormat(String type, String module) {
		this.type = type;
		this.module = module;
	}

	@Override
	public String id() {
		return name().toLowerCase(Locale.ROOT);
	}

	@Override
	public TokenStreamFactory tokens() {
		return switch (this) {
			case JSON -> new JsonFactory();
			case SMILE -> Smile.create();
			case CBOR -> Cbor.create();
		};
	}

	/**
	 * Whether its module is on the class path.
	 */
	public boolean isPresent() {
		return ClassUtils.isPresent(this.type, null);
	}

	/**
	 * Return the module that it needs, as group and name.
	 */
	public String module() {
		return this.module;
	}

	/**
	 * Loaded where it is used: the verifier would need a module that may be missing.
	 */
	private static final class Smile {

		static TokenStreamFactory create() {
			return new SmileFactory();
		}

	}

	private static final class Cbor {

		static TokenStreamFactory create() {
			return new CBORFactory();
		}

	}

}
