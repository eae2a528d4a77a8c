package io.regioncache.consistency;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.regioncache.region.RegionConfigurationException;

/**
 * A secret that signs tokens, and a short name for it.
 */
final class TokenKey {

	static final int SIGNATURE_LENGTH = 32;

	private static final int MIN_SECRET_LENGTH = 32;

	private static final String ALGORITHM = "HmacSHA256";

	private final SecretKeySpec secret;

	private final int id;

	private TokenKey(SecretKeySpec secret) {
		this.secret = secret;
		byte[] name = sign("io.regioncache token key".getBytes(StandardCharsets.UTF_8), 24);
		this.id = (name[0] & 0xFF) << 8 | (name[1] & 0xFF);
	}

	/**
	 * Create a key.
	 * @param property the property that holds the secret
	 * @param secret the secret
	 * @return the key
	 * @throws RegionConfigurationException if the secret is too short
	 */
	static TokenKey of(String property, String secret) {
		byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
		if (bytes.length < MIN_SECRET_LENGTH) {
			throw new RegionConfigurationException(
					"The secret in '%s' has %d bytes; at least %d are needed.".formatted(property, bytes.length,
							MIN_SECRET_LENGTH),
					"Set it to random text that is the same in every region, such as the output of 'openssl rand -base64 32'.");
		}
		return new TokenKey(new SecretKeySpec(bytes, ALGORITHM));
	}

	/**
	 * Return the name of this key, of 16 bits. Two keys may share it.
	 * @return the name
	 */
	int id() {
		return this.id;
	}

	byte[] sign(byte[] message, int length) {
		try {
			Mac mac = Mac.getInstance(ALGORITHM);
			mac.init(this.secret);
			mac.update(message, 0, length);
			return mac.doFinal();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Return whether the bytes from a position on are the signature of those before it.
	 * Takes the same time whatever differs.
	 */
	boolean hasSigned(byte[] signed, int length) {
		byte[] signature = new byte[SIGNATURE_LENGTH];
		System.arraycopy(signed, length, signature, 0, SIGNATURE_LENGTH);
		return MessageDigest.isEqual(sign(signed, length), signature);
	}

}
