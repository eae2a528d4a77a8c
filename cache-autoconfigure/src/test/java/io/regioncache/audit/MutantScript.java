package io.regioncache.audit;

import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

import io.lettuce.core.codec.Base16;
import io.regioncache.store.session.Script;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A script of the library with a line left out, for as long as this is open.
 */
final class MutantScript implements AutoCloseable {

	private final Script script;

	private final byte[] original;

	private MutantScript(Script script, byte[] original) {
		this.script = script;
		this.original = original;
	}

	/**
	 * Leave a statement out of a script.
	 */
	static MutantScript without(Script script, String statement) throws ReflectiveOperationException {
		byte[] original = (byte[]) field("text").get(script);
		String text = new String(original, StandardCharsets.UTF_8);
		assertThat(text.split(Pattern.quote(statement), -1)).as(statement).hasSize(2);
		set(script, text.replace(statement, "").getBytes(StandardCharsets.UTF_8));
		return new MutantScript(script, original);
	}

	private static void set(Script script, byte[] text) throws ReflectiveOperationException {
		field("text").set(script, text);
		field("digest").set(script, Base16.digest(text));
	}

	private static Field field(String name) throws NoSuchFieldException {
		Field field = Script.class.getDeclaredField(name);
		field.setAccessible(true);
		return field;
	}

	@Override
	public void close() throws ReflectiveOperationException {
		set(this.script, this.original);
	}

}
