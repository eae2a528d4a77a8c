package io.regioncache.benchmarks.writebehind;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.regioncache.writebehind.BatchWriter;
import io.regioncache.writebehind.Change;

/**
 * Carts in an H2 database in memory, each written only over a lower sequence.
 */
final class H2Carts implements BatchWriter<String, String>, AutoCloseable {

	private final ConcurrentLinkedQueue<Integer> batches = new ConcurrentLinkedQueue<>();

	private final Connection connection;

	H2Carts() throws SQLException {
		this.connection = DriverManager.getConnection("jdbc:h2:mem:carts");
		this.connection.createStatement()
			.execute("CREATE TABLE carts (id VARCHAR(100) PRIMARY KEY, content VARCHAR(1000), sequence BIGINT)");
		this.connection.setAutoCommit(false);
	}

	@Override
	public String cache() {
		return "carts";
	}

	@Override
	public void write(List<Change<String, String>> changes) throws SQLException {
		try (PreparedStatement merge = this.connection.prepareStatement("""
				MERGE INTO carts c USING (VALUES (?, ?, ?)) n (id, content, sequence) ON c.id = n.id
				WHEN MATCHED AND c.sequence < n.sequence THEN UPDATE SET content = n.content, sequence = n.sequence
				WHEN NOT MATCHED THEN INSERT VALUES (n.id, n.content, n.sequence)""")) {
			for (Change<String, String> change : changes) {
				merge.setString(1, change.key());
				merge.setString(2, change.value());
				merge.setLong(3, change.sequence());
				merge.addBatch();
			}
			merge.executeBatch();
			this.connection.commit();
		}
		this.batches.add(changes.size());
	}

	/**
	 * Return how many rows each batch had so far, and forget it.
	 */
	List<Integer> batches() {
		List<Integer> sizes = List.copyOf(this.batches);
		this.batches.clear();
		return sizes;
	}

	@Override
	public void close() throws SQLException {
		this.connection.close();
	}

}
