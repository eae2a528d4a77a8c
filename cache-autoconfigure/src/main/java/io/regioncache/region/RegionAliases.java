package io.regioncache.region;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Other names of a region: what platforms call the place that the configuration calls by
 * its own name.
 */
final class RegionAliases {

	/**
	 * Airport codes, as Fly.io and Vercel use them, of places that hold an AWS region, or
	 * have one that is plainly the nearest.
	 */
	private static final Map<String, String> AIRPORTS = Map.ofEntries(Map.entry("iad", "us-east-1"),
			Map.entry("ewr", "us-east-1"), Map.entry("bos", "us-east-1"), Map.entry("ord", "us-east-2"),
			Map.entry("lax", "us-west-1"), Map.entry("sea", "us-west-2"), Map.entry("yyz", "ca-central-1"),
			Map.entry("cmh", "us-east-2"), Map.entry("cle", "us-east-2"), Map.entry("sfo", "us-west-1"),
			Map.entry("sjc", "us-west-1"), Map.entry("pdx", "us-west-2"), Map.entry("yul", "ca-central-1"),
			Map.entry("yyc", "ca-west-1"), Map.entry("qro", "mx-central-1"), Map.entry("gru", "sa-east-1"),
			Map.entry("dub", "eu-west-1"), Map.entry("lhr", "eu-west-2"), Map.entry("cdg", "eu-west-3"),
			Map.entry("fra", "eu-central-1"), Map.entry("ams", "eu-central-1"), Map.entry("zrh", "eu-central-2"),
			Map.entry("arn", "eu-north-1"), Map.entry("mxp", "eu-south-1"), Map.entry("mad", "eu-south-2"),
			Map.entry("cpt", "af-south-1"), Map.entry("jnb", "af-south-1"), Map.entry("tlv", "il-central-1"),
			Map.entry("dxb", "me-central-1"), Map.entry("bah", "me-south-1"), Map.entry("bom", "ap-south-1"),
			Map.entry("hyd", "ap-south-2"), Map.entry("sin", "ap-southeast-1"), Map.entry("syd", "ap-southeast-2"),
			Map.entry("cgk", "ap-southeast-3"), Map.entry("mel", "ap-southeast-4"), Map.entry("kul", "ap-southeast-5"),
			Map.entry("akl", "ap-southeast-6"), Map.entry("bkk", "ap-southeast-7"), Map.entry("nrt", "ap-northeast-1"),
			Map.entry("hnd", "ap-northeast-1"), Map.entry("icn", "ap-northeast-2"), Map.entry("kix", "ap-northeast-3"),
			Map.entry("hkg", "ap-east-1"), Map.entry("tpe", "ap-east-2"));

	private static final Pattern VERCEL_ID = Pattern.compile("[a-z]{3}\\d");

	private final Map<String, String> configured;

	/**
	 * Create a table of aliases.
	 * @param configured alias to region name; goes before the built-in airport codes
	 */
	RegionAliases(Map<String, String> configured) {
		this.configured = new HashMap<>();
		configured.forEach((alias, region) -> this.configured.put(normalize(alias), normalize(region)));
	}

	/**
	 * Return the region name that the given name stands for.
	 * @param name what a property or a platform says
	 * @return the region name, or the name itself where no alias applies
	 */
	String resolve(String name) {
		String normalized = normalize(name);
		String region = this.configured.get(normalized);
		if (region != null) {
			return region;
		}
		String code = VERCEL_ID.matcher(normalized).matches() ? normalized.substring(0, 3) : normalized;
		return AIRPORTS.getOrDefault(code, normalized);
	}

	// Azure says "West Europe" in one place and "westeurope" in another
	static String normalize(String name) {
		return name.replace(" ", "").toLowerCase(Locale.ROOT);
	}

}
