package io.regioncache.autoconfigure;

import java.util.Locale;

import io.regioncache.annotation.Vary;
import io.regioncache.caller.CallerScope;
import io.regioncache.caller.CallerAttribute;
import io.regioncache.caller.CallerContext;

import org.springframework.context.i18n.LocaleContext;
import org.springframework.context.i18n.LocaleContextHolder;

/**
 * The locale of the caller, as Spring knows it.
 */
final class CallerLocale implements CallerAttribute {

	@Override
	public Vary vary() {
		return Vary.LOCALE;
	}

	@Override
	public Locale value() {
		CallerContext context = CallerContext.current();
		return (context != null && context.locale() != null) ? context.locale() : LocaleContextHolder.getLocale();
	}

	@Override
	public CallerScope bind(Object value) {
		LocaleContext former = LocaleContextHolder.getLocaleContext();
		LocaleContextHolder.setLocale((Locale) value);
		return () -> LocaleContextHolder.setLocaleContext(former);
	}

}
