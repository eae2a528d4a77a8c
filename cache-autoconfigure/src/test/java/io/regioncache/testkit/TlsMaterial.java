package io.regioncache.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A key and its certificate for this machine, as PEM files made by {@code keytool}.
 *
 * @param certificate the certificate
 * @param key the private key
 * @param authority who has issued it
 */
public record TlsMaterial(Path certificate, Path key, Path authority) {

	private static final String PASSWORD = "changeit";

	/**
	 * Create a certificate for this machine that has issued itself.
	 * @param directory where the files are written
	 */
	public static TlsMaterial create(Path directory)
			throws IOException, InterruptedException, GeneralSecurityException {
		keytool(directory, "-genkeypair", "-alias", "redis", "-keyalg", "RSA", "-dname", "CN=localhost", "-ext",
				"san=dns:localhost,ip:127.0.0.1");
		return read(directory, "redis");
	}

	/**
	 * Create an authority, and a key that it can issue certificates for.
	 * @param directory where the files are written
	 */
	public static void createAuthority(Path directory) throws IOException, InterruptedException {
		keytool(directory, "-genkeypair", "-alias", "authority", "-keyalg", "EC", "-dname", "CN=authority", "-ext",
				"bc:c", "-startdate", "-20d");
		keytool(directory, "-genkeypair", "-alias", "redis", "-keyalg", "EC", "-dname", "CN=redis");
		keytool(directory, "-certreq", "-alias", "redis", "-file", directory.resolve("redis.csr").toString());
	}

	/**
	 * Issue a certificate.
	 * @param directory where an authority was created
	 * @param names the names it is for, as {@code keytool} writes them
	 * @param options options of {@code keytool} for the certificate
	 */
	public static TlsMaterial issue(Path directory, String names, String... options)
			throws IOException, InterruptedException, GeneralSecurityException {
		Path issued = Files.createTempFile(directory, "issued", ".crt");
		List<String> command = new ArrayList<>(List.of("-gencert", "-rfc", "-alias", "authority", "-infile",
				directory.resolve("redis.csr").toString(), "-outfile", issued.toString(), "-ext", names));
		command.addAll(List.of(options));
		keytool(directory, command.toArray(String[]::new));
		TlsMaterial own = read(directory, "authority");
		return new TlsMaterial(issued, own.key(), own.authority());
	}

	private static void keytool(Path directory, String... options) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
		command.addAll(List.of(options));
		command.addAll(List.of("-storetype", "PKCS12", "-keystore", store(directory).toString(), "-storepass", PASSWORD,
				"-noprompt"));
		Process keytool = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
		if (keytool.waitFor() != 0) {
			throw new IllegalStateException("keytool failed: " + command);
		}
	}

	private static TlsMaterial read(Path directory, String authority) throws IOException, GeneralSecurityException {
		KeyStore keys = KeyStore.getInstance("PKCS12");
		try (InputStream input = Files.newInputStream(store(directory))) {
			keys.load(input, PASSWORD.toCharArray());
		}
		return new TlsMaterial(
				pem(directory.resolve("redis.crt"), "CERTIFICATE", keys.getCertificate("redis").getEncoded()),
				pem(directory.resolve("redis.key"), "PRIVATE KEY",
						keys.getKey("redis", PASSWORD.toCharArray()).getEncoded()),
				pem(directory.resolve("authority.crt"), "CERTIFICATE", keys.getCertificate(authority).getEncoded()));
	}

	private static Path store(Path directory) {
		return directory.resolve("redis.p12");
	}

	private static Path pem(Path file, String kind, byte[] content) throws IOException {
		String encoded = Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(content);
		return Files.writeString(file, "-----BEGIN " + kind + "-----\n" + encoded + "\n-----END " + kind + "-----\n");
	}

}
