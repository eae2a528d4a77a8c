package io.regioncache.caller;

import java.util.Locale;
import java.util.Map;

import io.regioncache.annotation.PublicApi;
import org.jspecify.annotations.Nullable;

/**
 * What the request of the current caller tells of it.
 *
 * @param attributes what {@link CallerAttribute#read attributes have read} from the
 * request, each by its name
 * @param locale its locale, {@code null} where Spring's {@code LocaleContextHolder} knows
 * it
 * @param principal who it is, {@code null} where that has to be asked elsewhere
 * @param address the network address it calls from, {@code null} if it is not known; all
 * of an IPv6 network of 64 bits have one
 * @since 0.1
 */
@PublicApi
public record CallerContext(Map<String, Object> attributes, @Nullable Locale locale, @Nullable String principal,
		@Nullable String address) {

	/**
	 * The principal of those who have not said who they are. Other principals begin with
	 * another character.
	 */
	public static final String ANONYMOUS = "-";

	/**
	 * The key under which a Reactor context may hold a {@code Mono} of the principal, for
	 * who does not ask need not know.
	 */
	public static final String PRINCIPAL = CallerContext.class.getName() + ".PRINCIPAL";

	private static final ThreadLocal<CallerContext> CURRENT = new ThreadLocal<>();

	/**
	 * Create a context without an address.
	 * @param attributes what attributes have read from the request
	 * @param locale its locale
	 * @param principal who it is
	 */
	public CallerContext(Map<String, Object> attributes, @Nullable Locale locale, @Nullable String principal) {
		this(attributes, locale, principal, null);
	}

	/**
	 * Return the context that is bound to this thread.
	 * @return the context, or {@code null} if there is none
	 */
	public static @Nullable CallerContext current() {
		return CURRENT.get();
	}

	/**
	 * Bind a context to this thread.
	 * @param context the context, or {@code null} for none
	 * @return to be closed on the same thread, which binds the former context again
	 */
	public static CallerScope bind(@Nullable CallerContext context) {
		CallerContext former = CURRENT.get();
		set(context);
		return () -> set(former);
	}

	/**
	 * Return the principal of a name.
	 * @param name the name
	 * @return the principal
	 */
	public static String principal(String name) {
		return "=" + name;
	}

	/**
	 * Return the same context once it is known who the caller is.
	 * @param principal who it is
	 * @return the context
	 */
	public CallerContext by(String principal) {
		return new CallerContext(this.attributes, this.locale, principal, this.address);
	}

	/**
	 * Return the same context in another locale.
	 * @param locale the locale
	 * @return the context
	 */
	public CallerContext in(Locale locale) {
		return new CallerContext(this.attributes, locale, this.principal, this.address);
	}

	static void set(@Nullable CallerContext context) {
		if (context != null) {
			CURRENT.set(context);
		}
		else {
			CURRENT.remove();
		}
	}

}
