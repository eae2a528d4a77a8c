package io.regioncache.autoconfigure.caller;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.regioncache.annotation.Vary;
import io.regioncache.autoconfigure.properties.VaryProperties;
import io.regioncache.caller.CallerAttribute;
import io.regioncache.web.TrustedProxies;

import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.ListableBeanFactory;

/**
 * Names what callers of the application can be told apart by.
 */
final class CallerNames {

	private static final Set<String> OWN_ATTRIBUTES = Set.of("regionCallerCountry", "regionCallerSubdivision",
			"regionCallerLocale", "regionCallerPrincipal");

	private static final List<String> OURS = List.of(Vary.COUNTRY, Vary.SUBDIVISION, Vary.LOCALE, Vary.TENANT,
			Vary.PRINCIPAL);

	private CallerNames() {
	}

	/**
	 * Return the names, ours first.
	 * @param beans the beans of the application
	 * @param vary the settings
	 * @param security whether Spring Security tells who callers are
	 * @return the names in lower case
	 */
	static List<String> of(ListableBeanFactory beans, VaryProperties vary, boolean security) {
		boolean web = beans.getBeanNamesForType(TrustedProxies.class, false, false).length > 0;
		Set<String> known = new TreeSet<>(
				Comparator.comparingInt(CallerNames::rank).thenComparing(Comparator.naturalOrder()));
		known.add(Vary.LOCALE);
		if (web) {
			known.addAll(placesOf(vary));
		}
		known.addAll((web || security) ? Set.of(Vary.PRINCIPAL) : Set.of());
		known.addAll(namesOfBeans(beans));
		return known.stream().map((name) -> name.toLowerCase(Locale.ROOT)).toList();
	}

	private static List<String> placesOf(VaryProperties vary) {
		return Stream
			.concat(vary.findsCountries() ? Stream.of(Vary.COUNTRY) : Stream.empty(),
					vary.findsSubdivisions() ? Stream.of(Vary.SUBDIVISION) : Stream.empty())
			.toList();
	}

	private static List<String> namesOfBeans(ListableBeanFactory beans) {
		return Stream.of(beans.getBeanNamesForType(CallerAttribute.class, false, false))
			.filter((name) -> !OWN_ATTRIBUTES.contains(name)
					&& !beans.containsBean(ScopedProxyUtils.getTargetBeanName(name)))
			.map((name) -> beans.getBean(name, CallerAttribute.class).name())
			.toList();
	}

	private static int rank(String name) {
		int rank = OURS.indexOf(name);
		return (rank >= 0) ? rank : OURS.size();
	}

}
