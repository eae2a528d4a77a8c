package io.regioncache.writebehind;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Carts in an SQL database, which takes a row only over one with a lower sequence, and
 * notes each that it takes.
 */
class SqlCarts implements BatchWriter<String, Integer> {

	private final String url;

	private final Consumer<String> reaches;

	/**
	 * Create carts.
	 * @param reaches is told how far a batch has come
	 */
	SqlCarts(String url, Consumer<String> reaches) {
		this.url = url;
		this.reaches = reaches;
	}

	SqlCarts create() throws SQLException {
		try (Connection connection = DriverManager.getConnection(this.url);
				Statement statement = connection.createStatement()) {
			statement.execute("CREATE TABLE carts (id VARCHAR(100) PRIMARY KEY, content INT, sequence BIGINT)");
			statement.execute("CREATE TABLE taken (id VARCHAR(100), content INT, sequence BIGINT, "
					+ "at BIGINT GENERATED ALWAYS AS IDENTITY)");
		}
		return this;
	}

	@Override
	public String cache() {
		return "carts";
	}

	@Override
	public void write(List<Change<String, Integer>> changes) throws SQLException {
		this.reaches.accept("write");
		try (Connection connection = DriverManager.getConnection(this.url)) {
			connection.setAutoCommit(false);
			for (int i = 0; i < changes.size(); i++) {
				write(connection, changes.get(i));
				this.reaches.accept((i == 0) ? "first row" : (i == changes.size() / 2) ? "half of the rows" : "row");
			}
			this.reaches.accept("before the commit");
			connection.commit();
			this.reaches.accept("after the commit");
		}
	}

	private void write(Connection connection, Change<String, Integer> change) throws SQLException {
		if (change.value() == null) {
			throw new IllegalArgumentException("A cart has no content");
		}
		if (merge(connection, change) > 0) {
			run(connection, "INSERT INTO taken (id, content, sequence) VALUES (?, ?, ?)", change.key(), change.value(),
					change.sequence());
		}
	}

	private int merge(Connection connection, Change<String, Integer> change) throws SQLException {
		if (this.url.startsWith("jdbc:postgresql:")) {
			return run(connection,
					"INSERT INTO carts (id, content, sequence) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE "
							+ "SET content = excluded.content, sequence = excluded.sequence "
							+ "WHERE carts.sequence < excluded.sequence",
					change.key(), change.value(), change.sequence());
		}
		int updated = run(connection, "UPDATE carts SET content = ?, sequence = ? WHERE id = ? AND sequence < ?",
				change.value(), change.sequence(), change.key(), change.sequence());
		return (updated > 0) ? updated
				: run(connection,
						"INSERT INTO carts SELECT ?, ?, ? WHERE NOT EXISTS (SELECT * FROM carts WHERE id = ?)",
						change.key(), change.value(), change.sequence(), change.key());
	}

	private static int run(Connection connection, String sql, Object... parameters) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(sql)) {
			for (int i = 0; i < parameters.length; i++) {
				statement.setObject(i + 1, parameters[i]);
			}
			return statement.executeUpdate();
		}
	}

	/**
	 * Return what the database holds.
	 */
	Map<String, Integer> rows() throws SQLException {
		Map<String, Integer> rows = new TreeMap<>();
		each("SELECT id, content FROM carts", (row) -> rows.put(row.getString(1), row.getInt(2)));
		return rows;
	}

	/**
	 * Return what the database has taken of each cart, in this order.
	 */
	Map<String, List<Integer>> taken() throws SQLException {
		Map<String, List<Integer>> taken = new TreeMap<>();
		each("SELECT id, content FROM taken ORDER BY at",
				(row) -> taken.computeIfAbsent(row.getString(1), (id) -> new ArrayList<>()).add(row.getInt(2)));
		return taken;
	}

	private void each(String sql, Row row) throws SQLException {
		try (Connection connection = DriverManager.getConnection(this.url);
				Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery(sql)) {
			while (rows.next()) {
				row.accept(rows);
			}
		}
	}

	private interface Row {

		void accept(ResultSet row) throws SQLException;

	}

}
