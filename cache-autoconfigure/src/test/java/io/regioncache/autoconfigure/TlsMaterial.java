package io.regioncache.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/**
 * A key and its certificate for this machine, as PEM files made by {@code keytool}.
 *
 * @param certificate the certificate
 * @param key the private key
 */
record TlsMaterial(Path certificate, Path key) {

	private static final char[] PASSWORD = "changeit".toCharArray();

	static TlsMaterial create(Path directory) throws IOException, InterruptedException, GeneralSecurityException {
		Path store = directory.resolve("redis.p12");
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", "redis", "-keyalg", "RSA", "-dname", "CN=localhost", "-ext",
				"san=dns:localhost,ip:127.0.0.1", "-storetype", "PKCS12", "-keystore", store.toString(), "-storepass",
				new String(PASSWORD))
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
		if (keytool.waitFor() != 0) {
			throw new IllegalStateException("keytool failed");
		}
		KeyStore keys = KeyStore.getInstance("PKCS12");
		try (InputStream input = Files.newInputStream(store)) {
			keys.load(input, PASSWORD);
		}
		return new TlsMaterial(
				pem(directory.resolve("redis.crt"), "CERTIFICATE", keys.getCertificate("redis").getEncoded()),
				pem(directory.resolve("redis.key"), "PRIVATE KEY", keys.getKey("redis", PASSWORD).getEncoded()));
	}

	private static Path pem(Path file, String kind, byte[] content) throws IOException {
		String encoded = Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(content);
		return Files.writeString(file, "-----BEGIN " + kind + "-----\n" + encoded + "\n-----END " + kind + "-----\n");
	}

}
